import { nearest } from '../../codec/nearest.ts';
import type { FailureRow } from './failureRow.ts';

const CLASSES = ['transient', 'permanent', 'unknown'];
const MARKS = ['name', 'errorClass', 'sqlState', 'code', 'status', 'transient', 'message'];

/** Refuses rows that would recognise nothing, or everything. */
export function refuseUnusableRows(rows: readonly FailureRow[]): void {
  for (const [index, { id, is, failureClass }] of rows.entries()) {
    const row = `failure row ${index + 1}, ${JSON.stringify(id)},`;
    if (!CLASSES.includes(failureClass)) {
      throw new TypeError(`expected ${row} to be ${either(CLASSES)}, got ${unlike(failureClass, CLASSES)}`);
    }
    for (const marks of [is].flat()) {
      const names = Object.keys(marks);
      if (names.length === 0)
        throw new TypeError(`expected ${row} to have one of ${either(MARKS)}, got none`);
      const strange = names.find((name) => !MARKS.includes(name));
      if (strange === undefined) continue;
      throw new TypeError(`expected ${row} to have marks ${either(MARKS)}, got ${unlike(strange, MARKS)}`);
    }
  }
}

const either = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const unlike = (word: string, known: readonly string[]): string => {
  const meant = nearest(word, known);
  return meant === undefined ? word : `${word}; did you mean ${meant}?`;
};
