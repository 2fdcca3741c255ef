import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { dateOf } from './dateOf.ts';
import { floored } from './valueReader.ts';
import { isThere, type PartsReader, words } from './vectorParts.ts';

/** Reads a column of dates or timestamps as dates; nothing for other types. */
export function timeColumnReader({ typeId }: DuckDBType): PartsReader | undefined {
  switch (typeId) {
    case DuckDBTypeId.DATE:
      return days;
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return micros;
    default:
      return undefined;
  }
}

const days: PartsReader = ({ items, validity }, count) => {
  const values = new Array<unknown>(count);
  for (let i = 0; i < count; i++)
    values[i] = validity && !isThere(validity, i) ? null : dateOf((items[i] as number) * 86_400_000);
  return values;
};

/** By the halves of the whole number, as far as that is exact: until the year 2255. */
const micros: PartsReader = ({ items, validity }, count) => {
  const low = words(items);
  const high = new Int32Array(low.buffer, low.byteOffset, low.length);
  const values = new Array<unknown>(count);
  for (let i = 0; i < count; i++) {
    if (validity && !isThere(validity, i)) {
      values[i] = null;
      continue;
    }
    const value = (high[2 * i + 1] ?? 0) * 4_294_967_296 + (low[2 * i] ?? 0);
    const ms = Number.isSafeInteger(value)
      ? Math.floor(value / 1_000)
      : floored(items[i] as bigint, 1_000n);
    values[i] = dateOf(ms);
  }
  return values;
};
