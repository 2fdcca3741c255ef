import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Subscription } from 'rxjs';
import { matcher } from '../../lib/signals/patterns.ts';
import { Signals } from '../../lib/signals/signals.ts';

const names = ['shop.a', 'shop.b', 'depot.a', 'depot.b_failed'];
const patterns = [...names, '*', 'shop.*', '*.a', '*_failed'];

/** What an observer does when it is told: emit, throw, leave, have another leave, or bring a new one. */
const deeds = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'listen' } as const) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('emit' as const), name: fc.constantFrom(...names) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'throw' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'leave' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expel' as const), whom: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('bring' as const), pattern: fc.constantFrom(...patterns) }),
  },
);

const observers = fc.array(
  fc.record({ pattern: fc.constantFrom(...patterns), script: fc.array(deeds, { maxLength: 6 }) }),
  { minLength: 1, maxLength: 6 },
);

interface Listener {
  readonly pattern: string;
  /** Everything that was emitted before has at most this sequence. */
  readonly since: number;
  readonly told: number[];
  /** How much it had been told when it left. */
  toldWhenLeft?: number;
  subscription?: Subscription;
}

describe('Signals, whatever observers do', () => {
  it('tells everybody of just what was emitted while they listened, in one order', () => {
    fc.assert(
      fc.property(
        observers,
        fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 12 }),
        (scripts, emissions) => {
          const signals = new Signals({ maxFailures: Number.POSITIVE_INFINITY, unheard: () => {} });
          const log: { sequence: number; name: string }[] = [];
          const listeners: Listener[] = [];
          let sequence = 0;
          const emit = (name: string) => {
            sequence++;
            signals.emit(name as 'shop.a', {});
          };
          const leave = (listener: Listener | undefined) => {
            if (listener) listener.toldWhenLeft ??= listener.told.length;
            listener?.subscription?.unsubscribe();
          };
          const join = (pattern: string, script: readonly (typeof scripts)[number]['script'][number][]) => {
            const listener: Listener = { pattern, since: sequence, told: [] };
            const left = [...script];
            listeners.push(listener);
            listener.subscription = signals.of(pattern as string).subscribe((event) => {
              listener.told.push(event.sequence);
              const deed = left.shift();
              if (deed?.kind === 'emit') emit(deed.name);
              if (deed?.kind === 'leave') leave(listener);
              if (deed?.kind === 'expel') leave(listeners[deed.whom % listeners.length]);
              if (deed?.kind === 'bring') join(deed.pattern, []);
              if (deed?.kind === 'throw') throw new Error('as scripted');
            });
          };

          signals.of('*').subscribe((event) => {
            if (event.name.startsWith('signals.')) sequence++;
            else log.push({ sequence: event.sequence, name: event.name });
          });
          for (const { pattern, script } of scripts) join(pattern, script);
          for (const name of emissions) emit(name);

          expect(log.map((event) => event.sequence)).toEqual(
            [...log.map((event) => event.sequence)].sort((a, b) => a - b),
          );
          for (const { pattern, since, told, toldWhenLeft } of listeners) {
            const matches = matcher(pattern);
            const heard = told.filter((one) => log.some((event) => event.sequence === one));
            const from = heard[0] ?? Number.POSITIVE_INFINITY;
            const to = toldWhenLeft === undefined ? Number.POSITIVE_INFINITY : (heard.at(-1) ?? 0);
            const due = log.filter(
              (event) => matches(event.name) && event.sequence >= from && event.sequence <= to,
            );
            expect(heard).toEqual(due.map((event) => event.sequence));
            expect(told.every((one) => one > since)).toBe(true);
            if (toldWhenLeft !== undefined) expect(told).toHaveLength(toldWhenLeft);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
