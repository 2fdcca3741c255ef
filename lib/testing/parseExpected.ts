import { TestScheduler } from 'rxjs/testing';
import type { SpelledMessage } from './spell.ts';

/** The values of the letters in a marble diagram. */
export type MarbleValues = Readonly<Record<string, unknown>>;

/** Reads a diagram in milliseconds, inside of a marble test and outside; each message keeps its letter. */
export function parseExpected(marbles: string, values?: MarbleValues, error?: unknown): SpelledMessage[] {
  const [letters, messages] = inMilliseconds(() => [
    TestScheduler.parseMarbles(marbles, undefined, undefined, false, true),
    TestScheduler.parseMarbles(marbles, values, error, true, true),
  ]);
  return messages.map((message, index) => {
    const notification = letters[index]?.notification;
    if (notification?.kind !== 'N')
      return { ...message, character: notification?.kind === 'C' ? '|' : '#' };
    if (values && !(notification.value in values)) throw unknownLetter(notification.value, marbles, values);
    return { ...message, character: notification.value };
  });
}

/** Outside of a marble test, a column would be ten milliseconds, and a millisecond one. */
function inMilliseconds<T>(read: () => T): T {
  const { frameTimeFactor } = TestScheduler;
  TestScheduler.frameTimeFactor = 1;
  try {
    return read();
  } finally {
    TestScheduler.frameTimeFactor = frameTimeFactor;
  }
}

/** Without this, a mistyped letter would silently mean `undefined`. */
function unknownLetter(letter: string, marbles: string, values: MarbleValues): TypeError {
  const names = Object.keys(values).join(', ') || 'none';
  return new TypeError(
    `expected a value for each letter of '${marbles}', got none for '${letter}' (${names})`,
  );
}
