import {
  type DuckDBDecimalType,
  type DuckDBEnumType,
  type DuckDBListType,
  type DuckDBListVector,
  type DuckDBStructType,
  type DuckDBStructVector,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBVector,
} from '@duckdb/node-api';
import { decimalReader } from './decimalReader.ts';
import { rowBuilder } from './rowBuilder.ts';
import { textReader } from './textReader.ts';
import { timeColumnReader } from './timeColumnReader.ts';
import type { ValueOptions } from './valueOptions.ts';
import { bigintReader, valueReader } from './valueReader.ts';
import { isThere, type PartsReader, vectorParts, words } from './vectorParts.ts';

/** Reads all values of a vector: an array, or the vector's own where it holds nothing but numbers. */
export type ColumnReader = (vector: DuckDBVector) => ArrayLike<unknown>;

/**
 * Chooses, once for a column, how its values are read: as a loop over what the vector holds, for the types
 * that most columns have, and value by value for the others.
 */
export function columnReader(type: DuckDBType, options: ValueOptions): ColumnReader {
  const oneByOne = itemReader(type, options);
  if (type.typeId === DuckDBTypeId.LIST) return listReader(type as DuckDBListType, options, oneByOne);
  if (type.typeId === DuckDBTypeId.STRUCT) return structReader(type as DuckDBStructType, options);
  const fast = partsReader(type, options);
  if (!fast) return oneByOne;
  return (vector) => {
    const parts = vectorParts(vector);
    return parts ? fast(parts, vector.itemCount) : oneByOne(vector);
  };
}

/** Reads a column by asking its vector for each value. */
export function itemReader(type: DuckDBType, options: ValueOptions): ColumnReader {
  const read = valueReader(type, options);
  return (vector) => {
    const values = new Array<unknown>(vector.itemCount);
    for (let i = 0; i < values.length; i++) {
      const value = vector.getItem(i);
      values[i] = value === null ? null : read(value);
    }
    return values;
  };
}

function partsReader(type: DuckDBType, options: ValueOptions): PartsReader | undefined {
  switch (type.typeId) {
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return numbers;
    case DuckDBTypeId.BIGINT:
      return options.bigint === undefined || options.bigint === 'safe' ? safeBigints : bigints(options);
    case DuckDBTypeId.UBIGINT:
      return bigints(options);
    case DuckDBTypeId.BOOLEAN:
      return booleans;
    case DuckDBTypeId.ENUM:
      return members(type as DuckDBEnumType);
    case DuckDBTypeId.DECIMAL:
      return decimalReader(type as DuckDBDecimalType, options);
    case DuckDBTypeId.VARCHAR:
      return textReader(type.alias === 'JSON' && options.json !== 'text');
    default:
      return timeColumnReader(type);
  }
}

const numbers: PartsReader = ({ items, validity }, count) => {
  if (!validity) return items;
  const values = new Array<unknown>(count);
  for (let i = 0; i < count; i++) values[i] = isThere(validity, i) ? items[i] : null;
  return values;
};

/** The two halves of a whole number of 64 bits make a number sooner than a bigint does. */
const safeBigints: PartsReader = ({ items, validity }, count) => {
  const low = words(items);
  const high = new Int32Array(low.buffer, low.byteOffset, low.length);
  const values: unknown[] | Float64Array = validity ? new Array<unknown>(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = (high[2 * i + 1] ?? 0) * 4_294_967_296 + (low[2 * i] ?? 0);
    if (validity && !isThere(validity, i)) (values as unknown[])[i] = null;
    else if (Number.isSafeInteger(value)) values[i] = value;
    else return mixedBigints({ items, validity }, count);
  }
  return values;
};

const bigints =
  (options: ValueOptions): PartsReader =>
  ({ items, validity }, count) => {
    const read = bigintReader(options);
    const values = new Array<unknown>(count);
    for (let i = 0; i < count; i++)
      values[i] = validity && !isThere(validity, i) ? null : read(items[i] as bigint);
    return values;
  };

const mixedBigints = bigints({});

const booleans: PartsReader = ({ items, validity }, count) => {
  const bytes = bytesOf(items);
  if (bytes.length !== count) throw new RangeError(`expected a byte for each boolean, got ${bytes.length}`);
  const values = new Array<unknown>(count);
  for (let i = 0; i < count; i++) values[i] = validity && !isThere(validity, i) ? null : bytes[i] !== 0;
  return values;
};

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer, byteOffset, byteLength);

const members =
  ({ values: names }: DuckDBEnumType): PartsReader =>
  ({ items, validity }, count) => {
    const values = new Array<unknown>(count);
    for (let i = 0; i < count; i++)
      values[i] = validity && !isThere(validity, i) ? null : names[items[i] as number];
    return values;
  };

/** All items are read at once, as one column, and then cut into lists. */
function listReader(type: DuckDBListType, options: ValueOptions, oneByOne: ColumnReader): ColumnReader {
  const itemsOf = columnReader(type.valueType, options);
  return (vector) => {
    const list = vector as DuckDBListVector;
    const { validity } = list as unknown as { validity?: { itemValid(index: number): boolean } };
    if (!validity) return oneByOne(vector);
    const items = itemsOf(list.childVector);
    const values = new Array<unknown>(list.itemCount);
    for (let i = 0; i < values.length; i++) {
      if (!validity.itemValid(i)) values[i] = null;
      else values[i] = part(items, list.getEntryOffset(i), list.getEntryLength(i));
    }
    return values;
  };
}

function part(items: ArrayLike<unknown>, from: number, length: number): unknown[] {
  if (Array.isArray(items)) return items.slice(from, from + length) as unknown[];
  const values = new Array<unknown>(length);
  for (let i = 0; i < length; i++) values[i] = items[from + i];
  return values;
}

/** Each field is read as a column, and then they are put together. */
function structReader(type: DuckDBStructType, options: ValueOptions): ColumnReader {
  const fields = type.entryTypes.map((entry) => columnReader(entry, options));
  const build = rowBuilder(type.entryNames);
  return (vector) => {
    const struct = vector as DuckDBStructVector;
    const columns = fields.map((read, i) => read(struct.entryVectorAt(i)));
    const values: unknown[] = build(columns, struct.itemCount);
    for (let i = 0; i < values.length; i++) if (!struct.isItemValid(i)) values[i] = null;
    return values;
  };
}
