/** One record as it lies in a file: fields of a line, or a value of JSON. */
export interface FileRecord {
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  /** Its text as it is in the file. */
  readonly raw: string;
  /** Texts by their place, or an object by names; nothing where it is none. */
  readonly value: readonly (string | null)[] | Readonly<Record<string, unknown>> | undefined;
  /** Why it is no record. */
  readonly fault?: string;
}

/**
 * Finds the records in a text that comes in pieces; `isLast` says that no more follows. What is not complete is kept
 * for the next piece. Throws a `FileFault` where nothing can be made of the rest.
 */
export type RecordParser = (text: string, isLast: boolean) => readonly FileRecord[];

/** From here on nothing can be made of a file. */
export class FileFault extends Error {
  override readonly name = 'FileFault';

  constructor(
    readonly line: number | undefined,
    readonly reason: string,
    readonly column?: string,
  ) {
    super(reason);
  }
}

/** The longest record that is taken into memory, in characters. */
export const LONGEST_RECORD = 2 ** 24;

/** Refuses what is longer than any record should be, as where a quote was never closed. */
export function refuseEndless(rest: string, line: number): void {
  if (rest.length <= LONGEST_RECORD) return;
  throw new FileFault(line, `expected a record of at most ${LONGEST_RECORD} characters, got a longer one`);
}
