import { TestScheduler } from 'rxjs/testing';
import type { SpelledMessage } from './spell.ts';

/** The values of the letters in a marble diagram. */
export type MarbleValues = Readonly<Record<string, unknown>>;

/** Reads an expected diagram; each message keeps the letter it was drawn with. */
export function parseExpected(marbles: string, values?: MarbleValues, error?: unknown): SpelledMessage[] {
  const letters = TestScheduler.parseMarbles(marbles, undefined, undefined, false, true);
  const messages = TestScheduler.parseMarbles(marbles, values, error, true, true);
  return messages.map((message, index) => {
    const notification = letters[index]?.notification;
    if (notification?.kind !== 'N')
      return { ...message, character: notification?.kind === 'C' ? '|' : '#' };
    if (values && !(notification.value in values)) throw unknownLetter(notification.value, marbles, values);
    return { ...message, character: notification.value };
  });
}

/** Without this, a mistyped letter would silently mean `undefined`. */
function unknownLetter(letter: string, marbles: string, values: MarbleValues): TypeError {
  const names = Object.keys(values).join(', ') || 'none';
  return new TypeError(
    `expected a value for each letter of '${marbles}', got none for '${letter}' (${names})`,
  );
}
