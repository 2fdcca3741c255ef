import { nearest } from '../codec/nearest.ts';

/** A command line that makes no sense; the message says what was expected, what came, and what was meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was not known, and what it could have been. */
export function unknownWord(
  what: string,
  { word, known }: { readonly word: string; readonly known: readonly string[] },
): UsageError {
  const meant = nearest(word, known);
  const hint = meant === undefined ? `; there is ${known.join(', ')}` : `; did you mean "${meant}"?`;
  return new UsageError(`expected ${what}, got "${word}"${known.length === 0 ? '' : hint}`);
}
