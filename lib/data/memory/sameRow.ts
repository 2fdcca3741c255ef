import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../../definitions/frame.ts';

/** Whether two rows hold the same values, some columns not counted; a column that is left out holds `null`. */
export function sameRow(a: Row, b: Row, ignore: readonly string[] = []): boolean {
  return covers(a, b, ignore) && covers(b, a, ignore);
}

function covers(a: Row, b: Row, ignore: readonly string[]): boolean {
  for (const column in a) {
    const [mine, theirs] = [a[column] ?? null, b[column] ?? null];
    if (mine === theirs || isDeepStrictEqual(mine, theirs)) continue;
    if (!ignore.includes(column)) return false;
  }
  return true;
}
