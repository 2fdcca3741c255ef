import { isEqual } from './differences.ts';

/** The letters of a drawing: those a caller chose for values, and fresh ones for values that have none. */
export interface MarbleLetters {
  /** The values behind the letters that were given out afresh, in order of appearance. */
  readonly fresh: ReadonlyMap<string, unknown>;
  /** Finds the letter of a value, the preferred one if it serves. */
  letterOf(value: unknown, preferred?: string): string;
}

/** Spells values with the letters of `known`; `serves` says whether a letter's value stands for another. */
export function marbleLetters(
  known: ReadonlyMap<string, unknown>,
  serves: (expected: unknown, received: unknown) => boolean = isEqual,
): MarbleLetters {
  const fresh = new Map<string, unknown>();
  const isFree = (letter: string) => !known.has(letter) && !fresh.has(letter);
  const give = (value: unknown): string => {
    const itself = isCharacter(value) && isFree(value) ? value : undefined;
    const letter = itself ?? alphabet.find(isFree) ?? nextLetter(fresh.size);
    fresh.set(letter, value);
    return letter;
  };
  return {
    fresh,
    letterOf(value, preferred) {
      if (preferred !== undefined && known.has(preferred) && serves(known.get(preferred), value)) {
        return preferred;
      }
      return (
        find(known, (candidate) => serves(candidate, value)) ??
        find(fresh, (candidate) => isEqual(candidate, value)) ??
        give(value)
      );
    },
  };
}

const alphabet = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZαβγδεζηθικλμνξοπρστυφχψω'];

/** A letter of its own for each of the first 20,000 values. */
export function letterAt(index: number): string {
  return alphabet[index] ?? nextLetter(index);
}

/** Past the alphabet, the CJK block has 20,000 characters that no reader will mistake for time. */
function nextLetter(taken: number): string {
  return String.fromCodePoint(0x4e00 + (taken % 20_000));
}

/** Says whether a value can be drawn as itself. */
export function isCharacter(value: unknown): value is string {
  return typeof value === 'string' && /^[\p{L}\p{N}]$/u.test(value);
}

function find(
  letters: ReadonlyMap<string, unknown>,
  fits: (value: unknown) => boolean,
): string | undefined {
  for (const [letter, value] of letters) if (fits(value)) return letter;
  return undefined;
}
