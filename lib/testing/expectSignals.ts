import type { Observable } from 'rxjs';
import { compareMarbles } from './compareMarbles.ts';
import { differences } from './differences.ts';
import type { Expectations } from './expectations.ts';
import type { MarbleMessage } from './marbleMessage.ts';
import { parseExpected } from './parseExpected.ts';
import { type Recorder, recordMessages } from './recordMessages.ts';
import { showValue } from './showValue.ts';

/** The part of a signal that expectations look at. */
export interface SignalLike {
  readonly name: string;
  readonly payload: unknown;
}

/** Whatever tells signals by a pattern of their names. */
export interface SignalSource {
  of(pattern: string): Observable<SignalLike>;
}

/** What a letter stands for: a signal of that name, with at least these parts of a payload. */
export type ExpectedSignal = string | { readonly name: string; readonly payload?: unknown };

/**
 * Expects the signals that match a pattern to come as a diagram draws them. A payload may have more keys than
 * expected, at any depth; arrays in it are compared exactly.
 */
export type ExpectSignals = (
  signals: SignalSource,
  pattern: string,
  subscriptionMarbles?: string | null,
) => {
  toBe(marbles: string, values?: Readonly<Record<string, ExpectedSignal>>): void;
};

/** Makes the `expectSignals` of one marble test. */
export function createExpectSignals(expectations: Expectations, recorder: Recorder): ExpectSignals {
  return (signals, pattern, subscriptionMarbles = null) => {
    const complete = expectations.begin('expected .toBe(…) after expectSignals(…), got none');
    const received = recordMessages(signals.of(pattern), subscriptionMarbles, recorder);
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

type Signal = Exclude<ExpectedSignal, string>;

function asSignal(signal: ExpectedSignal): Signal {
  return typeof signal === 'string' ? { name: signal } : signal;
}

/** Two signals of one name and payload are told apart by their sequence alone; here they are the same. */
function bare({ frame, notification }: MarbleMessage): MarbleMessage {
  if (notification.kind !== 'N' || !isSignal(notification.value)) return { frame, notification };
  const { name, payload } = notification.value;
  return { frame, notification: { kind: 'N', value: { name, payload } } };
}

function isSignal(value: unknown): value is SignalLike {
  return typeof value === 'object' && value !== null && 'name' in value && 'payload' in value;
}

function showSignal(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('name' in value)) return showValue(value);
  return 'payload' in value && value.payload !== undefined
    ? `${value.name} ${showValue(value.payload)}`
    : String(value.name);
}
