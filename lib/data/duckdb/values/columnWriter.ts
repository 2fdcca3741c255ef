import { type DuckDBType, DuckDBTypeId, type DuckDBVector } from '@duckdb/node-api';
import { FineDate } from '../../files/fineDate.ts';
import { Misfit, type ValueWriter } from './misfit.ts';
import { shortTexts } from './shortTexts.ts';
import { valueWriter } from './valueWriter.ts';
import { vectorParts, words } from './vectorParts.ts';

/**
 * Writes values into a vector that is new, from one index of them on, as many as the vector has room for.
 * Gives whether all of them fitted; if not, the vector is of no use.
 */
export type ColumnWriter = (vector: DuckDBVector, values: ArrayLike<unknown>, from: number) => boolean;

/** Chooses, once for a column, how its values are written; nothing for types that cannot be written. */
export function columnWriter(type: DuckDBType): ColumnWriter | undefined {
  const write = valueWriter(type);
  if (!write) return undefined;
  const fill = filling(type) ?? itemByItem(write);
  return (vector, values, from) => {
    if (!fill(vector, values, from)) return false;
    vector.flush();
    return true;
  };
}

function filling({ typeId, alias }: DuckDBType): ColumnWriter | undefined {
  switch (typeId) {
    case DuckDBTypeId.DOUBLE:
      return doubles;
    case DuckDBTypeId.INTEGER:
      return integers;
    case DuckDBTypeId.BIGINT:
      return bigints;
    case DuckDBTypeId.BOOLEAN:
      return booleans;
    case DuckDBTypeId.VARCHAR:
      return alias === 'JSON' ? undefined : texts;
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return timestamps(typeId);
    default:
      return undefined;
  }
}

function itemByItem(write: ValueWriter): ColumnWriter {
  return (vector, values, from) => {
    try {
      for (let i = 0; i < vector.itemCount; i++) {
        const value = values[from + i] ?? null;
        vector.setItem(i, value === null ? null : write(value));
      }
      return true;
    } catch (error) {
      if (error instanceof Misfit) return false;
      throw error;
    }
  };
}

/** One loop for each type, as a loop that serves all of them would look up in each round what it is to call. */
const doubles: ColumnWriter = (vector, values, from) => {
  const count = vector.itemCount;
  const items = vectorParts(vector)?.items;
  if (items && isOf('Float64Array', values)) {
    (items as Float64Array).set((values as Float64Array).subarray(from, from + count));
    return true;
  }
  for (let i = 0; i < count; i++) {
    const value = values[from + i] ?? null;
    if (typeof value === 'number' || value === null) vector.setItem(i, value);
    else if (typeof value === 'bigint' && BigInt(Number(value)) === value) vector.setItem(i, Number(value));
    else return false;
  }
  return true;
};

const integers: ColumnWriter = (vector, values, from) => {
  const count = vector.itemCount;
  const items = vectorParts(vector)?.items;
  if (items && isOf('Int32Array', values)) {
    (items as Int32Array).set((values as Int32Array).subarray(from, from + count));
    return true;
  }
  for (let i = 0; i < count; i++) {
    const given = values[from + i] ?? null;
    const value = typeof given === 'bigint' ? Number(given) : given;
    if (value !== null && ((value as number) | 0) !== value) return false;
    vector.setItem(i, value as number | null);
  }
  return true;
};

const bigints: ColumnWriter = (vector, values, from) => {
  const count = vector.itemCount;
  const halves = halvesOf(vector);
  for (let i = 0; i < count; i++) {
    const value = values[from + i] ?? null;
    if (value === null) vector.setItem(i, null);
    else if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) vector.setItem(i, value);
    else if (!Number.isSafeInteger(value)) return false;
    else if (halves) setHalves(halves, i, value as number);
    else vector.setItem(i, BigInt(value as number));
  }
  return true;
};

const booleans: ColumnWriter = (vector, values, from) => {
  const count = vector.itemCount;
  for (let i = 0; i < count; i++) {
    const value = values[from + i] ?? null;
    if (typeof value !== 'boolean' && value !== null) return false;
    vector.setItem(i, value);
  }
  return true;
};

const texts: ColumnWriter = (vector, values, from) => {
  const count = vector.itemCount;
  const short = shortTexts(vector);
  const others: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = values[from + i] ?? null;
    if (typeof value === 'string') {
      if (!short?.take(i, value)) others.push(i);
    } else if (value === null) others.push(i);
    else return false;
  }
  // Where what was put does not read as it should, each is set by itself.
  const isPut = short?.put() ?? false;
  for (const i of isPut ? others : Array.from({ length: count }, (_, k) => k))
    vector.setItem(i, (values[from + i] ?? null) as string | null);
  return true;
};

/** In microseconds, by halves as far as that is exact; what else a timestamp may be is written one by one. */
function timestamps(typeId: DuckDBTypeId.TIMESTAMP | DuckDBTypeId.TIMESTAMP_TZ): ColumnWriter {
  const write = valueWriter({ typeId } as DuckDBType);
  return (vector, values, from) => {
    const count = vector.itemCount;
    const halves = halvesOf(vector);
    for (let i = 0; i < count; i++) {
      const value = values[from + i] ?? null;
      const micros = value instanceof Date ? microsOf(value) : Number.NaN;
      if (value === null) vector.setItem(i, null);
      else if (halves && Number.isSafeInteger(micros)) setHalves(halves, i, micros);
      else if (!write || !setOne(vector, i, write, value)) return false;
    }
    return true;
  };
}

const microsOf = (time: Date) => time.getTime() * 1_000 + (time instanceof FineDate ? time.micros : 0);

function setOne(vector: DuckDBVector, index: number, write: ValueWriter, value: unknown): boolean {
  try {
    vector.setItem(index, write(value));
    return true;
  } catch (error) {
    if (error instanceof Misfit) return false;
    throw error;
  }
}

/** The halves of the whole numbers that a vector holds; a value that is set so is there, as the vector is new. */
function halvesOf(vector: DuckDBVector): Uint32Array | undefined {
  const items = vectorParts(vector)?.items;
  return items && words(items);
}

function setHalves(halves: Uint32Array, index: number, value: number): void {
  const high = Math.floor(value / 4_294_967_296);
  halves[2 * index] = value - high * 4_294_967_296;
  halves[2 * index + 1] = high;
}

/** By its name, as an array from another realm is one as well. */
const isOf = (name: string, values: unknown) =>
  Object.prototype.toString.call(values) === `[object ${name}]`;
