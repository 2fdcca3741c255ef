import { escapeInvisible } from './escapeInvisible.ts';

export interface LogTextOptions {
  /** Whether it stands in a list or in an object. @default false */
  readonly within?: boolean;
}

/** A text on one line of a log: as it is where that cannot be misread, or else quoted, with escapes. */
export function logText(text: string, { within = false }: LogTextOptions = {}): string {
  const unclear = within ? UNCLEAR_WITHIN : UNCLEAR;
  return unclear.test(text) ? escapeInvisible(JSON.stringify(text)) : text;
}

const UNCLEAR = /^$|[\s"\\=\p{C}]/u;
const UNCLEAR_WITHIN = /^$|[\s"\\=,[\]{}\p{C}]/u;
