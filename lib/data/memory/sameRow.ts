import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../../definitions/frame.ts';

/** Whether two rows hold the same values; a column that is left out holds `null`. */
export function sameRow(a: Row, b: Row): boolean {
  return covers(a, b) && covers(b, a);
}

function covers(a: Row, b: Row): boolean {
  for (const column in a) {
    const [mine, theirs] = [a[column] ?? null, b[column] ?? null];
    if (!(mine === theirs || isDeepStrictEqual(mine, theirs))) return false;
  }
  return true;
}
