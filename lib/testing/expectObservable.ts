import type { Observable } from 'rxjs';
import { compareMarbles } from './compareMarbles.ts';
import type { Expectations } from './expectations.ts';
import { marbleLetters } from './marbleLetters.ts';
import { type MarbleValues, parseExpected } from './parseExpected.ts';
import { type Recorder, recordMessages } from './recordMessages.ts';
import { type SpelledMessage, spell } from './spell.ts';

/** Expects an observable to behave as a diagram draws it, or as another observable does. */
export type ExpectObservable = <T>(
  source: Observable<T>,
  subscriptionMarbles?: string | null,
) => {
  toBe(marbles: string, values?: MarbleValues, error?: unknown): void;
  toEqual(other: Observable<T>): void;
};

/** Makes the `expectObservable` of one marble test. */
export function createExpectObservable(expectations: Expectations, recorder: Recorder): ExpectObservable {
  return (source, subscriptionMarbles = null) => {
    const complete = expectations.begin(
      'expected .toBe(…) or .toEqual(…) after expectObservable(…), got none',
    );
    const received = recordMessages(source, subscriptionMarbles, recorder);
    return {
      toBe(marbles, values, error) {
        const expected = parseExpected(marbles, values, error);
        const known = new Map([...Object.entries(values ?? {}), ...lettersIn(expected)]);
        const spellExpected = (start: number, end: number) => ({
          wanted: expected.slice(start, end),
          known,
        });
        complete(() => compareMarbles({ subject: 'marbles', expected, received, spellExpected }));
      },
      toEqual(other) {
        const expected = recordMessages(other, subscriptionMarbles, recorder);
        const spellExpected = (start: number, end: number) => {
          const letters = marbleLetters(new Map());
          return { wanted: spell(expected.slice(start, end), letters), known: letters.fresh };
        };
        complete(() => compareMarbles({ subject: 'marbles', expected, received, spellExpected }));
      },
    };
  };
}

function lettersIn(expected: readonly SpelledMessage[]): (readonly [string, unknown])[] {
  return expected.flatMap(({ character, notification }) =>
    notification.kind === 'N' ? [[character, notification.value] as const] : [],
  );
}
