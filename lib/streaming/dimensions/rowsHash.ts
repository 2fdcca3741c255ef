import { map, type Observable, reduce } from 'rxjs';
import type { Row } from '../../definitions/frame.ts';

/** A short text that is the same for the same rows, in whatever order they and their columns come. */
export function rowsHash(batches: Observable<readonly Row[]>): Observable<string> {
  const none: Sum = { rows: 0, high: 0, low: 0 };
  return batches.pipe(
    reduce((sum, batch) => batch.reduce(added, sum), none),
    map(({ rows, high, low }) => `${rows}-${high.toString(16)}-${low.toString(16)}`),
  );
}

interface Sum {
  readonly rows: number;
  readonly high: number;
  readonly low: number;
}

/** Sums do not mind the order, and unlike exclusive or they see a row that comes twice. */
function added({ rows, high, low }: Sum, row: Row): Sum {
  const text = JSON.stringify(
    Object.keys(row)
      .sort()
      .map((column) => [column, written(row[column])]),
  );
  return {
    rows: rows + 1,
    high: (high + hash(text, 0x9e3779b1)) >>> 0,
    low: (low + hash(text, 0x85ebca6b)) >>> 0,
  };
}

const written = (value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : (value ?? null));

/** FNV-1a, with a last mixing so that sums of similar texts are not similar. */
function hash(text: string, seed: number): number {
  let state = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x7feb352d);
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b);
  return (state ^ (state >>> 16)) >>> 0;
}
