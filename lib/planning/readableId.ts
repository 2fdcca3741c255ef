import { visibleText } from './visibleText.ts';

/** An id as one word on one line: what has spaces, quotes or signs that cannot be seen is put in quotes. */
export function readableId(id: string): string {
  return PLAIN.test(id) ? id : visibleText(JSON.stringify(id));
}

const PLAIN = /^[^\p{C}\p{Z}"'`\\,()]+$/u;
