import type { Observable } from 'rxjs';
import type { CoreNamespace, EventsMatching, Subscribable } from '../signals/knownSignals.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';
import type { Signals } from '../signals/signals.ts';
import { compareMarbles } from './compareMarbles.ts';
import { differences } from './differences.ts';
import type { Expectations } from './expectations.ts';
import type { MarbleMessage } from './marbleMessage.ts';
import { parseExpected } from './parseExpected.ts';
import { type Recorder, recordMessages } from './recordMessages.ts';
import { showValue } from './showValue.ts';

/** What a letter stands for: a signal of that name, with at least these parts of a payload. */
export type ExpectedSignal<E = SignalEvent> =
  E extends SignalEvent<infer Name, infer Payload>
    ? Name | { readonly name: Name; readonly payload?: PartOf<Payload> }
    : never;

/** At least a part of something: objects may lack keys at any depth, everything else is whole. */
type PartOf<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: PartOf<T[K]> }
    : T;

/** Patterns that are not confined to the core match signals of others too, of any name. */
type Expectable<P extends string> = P extends `${CoreNamespace}.${string}`
  ? ExpectedSignal<EventsMatching<P>>
  : ExpectedSignal<EventsMatching<P>> | ExpectedSignal;

/**
 * Expects the signals that match a pattern to come as a diagram draws them. A payload may have more keys than
 * expected, at any depth; arrays in it are compared exactly.
 */
export type ExpectSignals = <P extends string>(
  signals: Pick<Signals, 'of'>,
  pattern: P & Subscribable<P>,
  subscriptionMarbles?: string | null,
) => {
  toBe(marbles: string, values?: Readonly<Record<string, Expectable<P>>>): void;
};

/** Makes the `expectSignals` of one marble test. */
export function createExpectSignals(expectations: Expectations, recorder: Recorder): ExpectSignals {
  return (signals, pattern, subscriptionMarbles = null) => {
    const complete = expectations.begin('expected .toBe(…) after expectSignals(…), got none');
    const events$: Observable<SignalEvent> = signals.of(pattern as string);
    const received = recordMessages(events$, subscriptionMarbles, recorder);
    return {
      toBe(marbles, values = {}) {
        const wanted = Object.entries(values).map(
          ([letter, signal]) => [letter, asSignal(signal)] as const,
        );
        const expected = parseExpected(marbles, Object.fromEntries(wanted));
        const known = new Map<string, unknown>(wanted);
        complete(() =>
          compareMarbles({
            subject: `signals '${pattern}'`,
            expected,
            received: received.map(bare),
            spellExpected: (start, end) => ({ wanted: expected.slice(start, end), known }),
            differ: (signal, other) => differences(signal, other, { subset: true }),
            show: showSignal,
          }),
        );
      },
    };
  };
}

function asSignal(signal: ExpectedSignal): Exclude<ExpectedSignal, string> {
  return typeof signal === 'string' ? { name: signal } : signal;
}

/** Two signals of one name and payload are told apart by their sequence alone; here they are the same. */
function bare({ frame, notification }: MarbleMessage): MarbleMessage {
  if (notification.kind !== 'N' || !isSignal(notification.value)) return { frame, notification };
  const { name, payload } = notification.value;
  return { frame, notification: { kind: 'N', value: { name, payload } } };
}

function isSignal(value: unknown): value is Pick<SignalEvent, 'name' | 'payload'> {
  return typeof value === 'object' && value !== null && 'name' in value && 'payload' in value;
}

function showSignal(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('name' in value)) return showValue(value);
  return 'payload' in value && value.payload !== undefined
    ? `${value.name} ${showValue(value.payload)}`
    : String(value.name);
}
