import { marbleGrid } from './marbleGrid.ts';
import { marbleLetters } from './marbleLetters.ts';
import type { MarbleMessage } from './marbleMessage.ts';
import { marblesOf, spell } from './spell.ts';

/** A marble diagram and the values of its letters, as `toBe` takes them. */
export interface DrawnMarbles {
  readonly marbles: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Draws what an observable did as a marble diagram, with the letters of `values` where they fit and fresh
 * ones elsewhere. The reverse of `TestScheduler.parseMarbles`, unless a group reaches past the next event:
 * then the diagram shows more time than went by.
 */
export function drawMarbles(
  messages: readonly MarbleMessage[],
  values: Readonly<Record<string, unknown>> = {},
): DrawnMarbles {
  const letters = marbleLetters(new Map(Object.entries(values)));
  const [marbles = ''] = marbleGrid([marblesOf(spell(messages, letters))]).lines;
  return { marbles, values: { ...values, ...Object.fromEntries(letters.fresh) } };
}
