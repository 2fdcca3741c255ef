import {
  type DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBlobValue,
  type DuckDBDecimalType,
  type DuckDBEnumType,
  type DuckDBListType,
  DuckDBListValue,
  type DuckDBMapType,
  DuckDBMapValue,
  type DuckDBStructType,
  DuckDBStructValue,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { isRecord } from '../../../definitions/optionProblems.ts';
import { decimalWriter } from './decimalWriter.ts';
import { Misfit, refuse, type ValueWriter } from './misfit.ts';
import { timeOfDay } from './timeOfDay.ts';
import { timeWriter } from './timeWriter.ts';
import { wholeWriter } from './wholeWriter.ts';

/**
 * Chooses, for a type, what its values are made of. Nothing is made into another kind of value: a text is no
 * number and no date, a date with a time of day is no DATE, and a number that a column of whole numbers
 * cannot hold is not rounded. A DECIMAL is rounded to its digits, as that is what it is for. Nothing is given for types
 * that cannot be written from JavaScript.
 */
export function valueWriter(type: DuckDBType): ValueWriter | undefined {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return listWriter((type as DuckDBListType).valueType, (items) => new DuckDBListValue(items));
    case DuckDBTypeId.ARRAY: {
      const { valueType, length } = type as DuckDBArrayType;
      return listWriter(valueType, (items) => new DuckDBArrayValue(items), length);
    }
    case DuckDBTypeId.STRUCT:
      return structWriter(type as DuckDBStructType);
    case DuckDBTypeId.MAP:
      return mapWriter(type as DuckDBMapType);
    case DuckDBTypeId.DECIMAL:
      return decimalWriter(type as DuckDBDecimalType);
    default:
      return wholeWriter(type) ?? timeWriter(type) ?? plainWriter(type);
  }
}

function plainWriter(type: DuckDBType): ValueWriter | undefined {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return (value) => (typeof value === 'boolean' ? value : refuse('a boolean'));
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return (value) => numberOf(value) ?? refuse('a number');
    case DuckDBTypeId.VARCHAR:
      if (type.alias === 'JSON') return jsonOf;
      return (value) => (typeof value === 'string' ? value : refuse('a string'));
    case DuckDBTypeId.ENUM: {
      const { values, valueIndexes } = type as DuckDBEnumType;
      const expected = `one of ${values.slice(0, 20).join(', ')}`;
      return (value) =>
        typeof value === 'string' && Object.hasOwn(valueIndexes, value) ? value : refuse(expected);
    }
    case DuckDBTypeId.TIME:
      return timeOfDay;
    case DuckDBTypeId.UUID:
      return (value) =>
        typeof value === 'string' && uuid.test(value)
          ? DuckDBUUIDValue.fromUint128(BigInt(`0x${value.replaceAll('-', '')}`))
          : refuse('the text of a UUID');
    case DuckDBTypeId.BLOB:
      return (value) => (value instanceof Uint8Array ? new DuckDBBlobValue(value) : refuse('a Uint8Array'));
    default:
      return undefined;
  }
}

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** A bigint that a number is as well is one. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' && BigInt(Number(value)) === value ? Number(value) : undefined;
}

/** What is no plain data has no text, or one that does not say what it was. */
function jsonOf(value: unknown): string {
  const odd = typeof value === 'number' && !Number.isFinite(value);
  try {
    const text = odd ? undefined : (JSON.stringify(value) as string | undefined);
    return text ?? refuse('plain data');
  } catch {
    return refuse('plain data');
  }
}

/** The writer of something inside; what is expected there is told with where that is. */
function within(type: DuckDBType, place: string): ((value: unknown) => DuckDBValue) | undefined {
  const write = valueWriter(type);
  if (!write) return undefined;
  return (value) => {
    if (value === null || value === undefined) return null;
    try {
      return write(value);
    } catch (error) {
      throw error instanceof Misfit ? new Misfit(`${place} ${error.expected}`) : error;
    }
  };
}

function listWriter(
  type: DuckDBType,
  made: (items: DuckDBValue[]) => DuckDBValue,
  length?: number,
): ValueWriter | undefined {
  const item = within(type, 'in each item');
  const expected = length === undefined ? 'an array' : `an array of ${length}`;
  if (!item) return undefined;
  return (value) =>
    Array.isArray(value) && (length === undefined || value.length === length)
      ? made(value.map(item))
      : refuse(expected);
}

function structWriter({ entryNames, entryTypes }: DuckDBStructType): ValueWriter | undefined {
  const fields = entryTypes.map((type, i) => within(type, `in the field ${entryNames[i]}`));
  if (!fields.every((field) => field !== undefined)) return undefined;
  const expected = `an object with the fields ${entryNames.join(', ')}`;
  const known = new Set(entryNames);
  return (value) => {
    if (!isRecord(value) || Object.keys(value).some((name) => !known.has(name))) return refuse(expected);
    const entries = fields.map((write, i) => [entryNames[i], write(value[entryNames[i] ?? ''])] as const);
    return new DuckDBStructValue(Object.fromEntries(entries) as Record<string, DuckDBValue>);
  };
}

function mapWriter({ keyType, valueType }: DuckDBMapType): ValueWriter | undefined {
  const [key, item] = [within(keyType, 'in each key'), within(valueType, 'in each value')];
  if (!key || !item) return undefined;
  return (value) => {
    if (!(value instanceof Map) && !isRecord(value)) return refuse('a Map or an object');
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return new DuckDBMapValue(entries.map(([name, one]) => ({ key: key(name), value: item(one) })));
  };
}
