import {
  type DuckDBArrayType,
  type DuckDBArrayValue,
  type DuckDBBlobValue,
  type DuckDBDateValue,
  type DuckDBDecimalValue,
  type DuckDBListType,
  type DuckDBListValue,
  type DuckDBMapType,
  type DuckDBMapValue,
  type DuckDBStructType,
  type DuckDBStructValue,
  type DuckDBTimestampMillisecondsValue,
  type DuckDBTimestampNanosecondsValue,
  type DuckDBTimestampSecondsValue,
  type DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBUnionType,
  type DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { dateOf } from './dateOf.ts';
import type { ValueOptions } from './valueOptions.ts';

/** What a value of DuckDB becomes in JavaScript; it is not called for values that are not there. */
export type ValueReader = (value: DuckDBValue) => unknown;

/** Chooses, for a type, what its values become. */
export function valueReader(type: DuckDBType, options: ValueOptions): ValueReader {
  const simple = simpleReader(type, options);
  if (simple) return simple;
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const item = orNull(valueReader((type as DuckDBListType | DuckDBArrayType).valueType, options));
      return (value) => (value as DuckDBListValue | DuckDBArrayValue).items.map(item);
    }
    case DuckDBTypeId.STRUCT:
      return structReader(type as DuckDBStructType, options);
    case DuckDBTypeId.MAP:
      return mapReader(type as DuckDBMapType, options);
    case DuckDBTypeId.UNION:
      return unionReader(type as DuckDBUnionType, options);
    default:
      return asText;
  }
}

/** Whole numbers that a number may be too small for, as the options want them. */
export function bigintReader({ bigint = 'safe' }: ValueOptions): (value: bigint) => unknown {
  switch (bigint) {
    case 'bigint':
      return (value) => value;
    case 'number':
      return Number;
    case 'string':
      return String;
    case 'safe':
      return (value) => (value >= -SAFE && value <= SAFE ? Number(value) : value);
  }
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

const asText: ValueReader = String;
const asItIs: ValueReader = (value) => value;

function orNull(read: ValueReader): (value: DuckDBValue) => unknown {
  return (value) => (value === null ? null : read(value));
}

/** Readers of types that hold no others. */
function simpleReader(type: DuckDBType, options: ValueOptions): ValueReader | undefined {
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.BIGNUM:
      return bigintReader(options) as ValueReader;
    case DuckDBTypeId.DECIMAL:
      if (options.decimal === 'string') return asText;
      return (value) => Number((value as DuckDBDecimalValue).toString());
    case DuckDBTypeId.VARCHAR:
      if (type.alias !== 'JSON' || options.json === 'text') return asItIs;
      return (value) => JSON.parse(value as string) as unknown;
    case DuckDBTypeId.BLOB:
    case DuckDBTypeId.GEOMETRY:
      return (value) => new Uint8Array((value as DuckDBBlobValue).bytes);
    default:
      return timeReader(type) ?? plainReader(type);
  }
}

function timeReader({ typeId }: DuckDBType): ValueReader | undefined {
  switch (typeId) {
    case DuckDBTypeId.DATE:
      return (value) => dateOf((value as DuckDBDateValue).days * 86_400_000);
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return (value) => dateOf(floored((value as DuckDBTimestampValue).micros, 1_000n));
    case DuckDBTypeId.TIMESTAMP_S:
      return (value) => dateOf(Number((value as DuckDBTimestampSecondsValue).seconds) * 1_000);
    case DuckDBTypeId.TIMESTAMP_MS:
      return (value) => dateOf(Number((value as DuckDBTimestampMillisecondsValue).millis));
    case DuckDBTypeId.TIMESTAMP_NS:
      return (value) => {
        const { nanos } = value as DuckDBTimestampNanosecondsValue;
        return isInfinite(nanos)
          ? Math.sign(Number(nanos)) * Number.POSITIVE_INFINITY
          : dateOf(floored(nanos, 1_000_000n));
      };
    default:
      return undefined;
  }
}

/** The infinite timestamps of DuckDB; in nanoseconds they look like a time of this age. */
export const isInfinite = (value: bigint): boolean => value === INFINITE || value === -INFINITE;

const INFINITE = 2n ** 63n - 1n;

/** Divides downwards, so that times before 1970 are cut off in the same direction as others. */
export function floored(value: bigint, by: bigint): number {
  const quotient = value / by;
  return Number(value < 0n && quotient * by !== value ? quotient - 1n : quotient);
}

function plainReader({ typeId }: DuckDBType): ValueReader | undefined {
  switch (typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.ENUM:
      return asItIs;
    default:
      return undefined;
  }
}

function structReader(type: DuckDBStructType, options: ValueOptions): ValueReader {
  const fields = type.entryNames.map((name, i) => {
    const [entry] = type.entryTypes.slice(i, i + 1);
    return [name, entry ? orNull(valueReader(entry, options)) : asItIs] as const;
  });
  return (value) => {
    const { entries } = value as DuckDBStructValue;
    return Object.fromEntries(fields.map(([name, read]) => [name, read(entries[name] ?? null)]));
  };
}

/** Keys that are texts make an object; those of other types would come back as something else. */
function mapReader({ keyType, valueType }: DuckDBMapType, options: ValueOptions): ValueReader {
  const [key, item] = [orNull(valueReader(keyType, options)), orNull(valueReader(valueType, options))];
  const textual = keyType.typeId === DuckDBTypeId.VARCHAR || keyType.typeId === DuckDBTypeId.ENUM;
  return (value) => {
    const entries = (value as DuckDBMapValue).entries.map(
      (one) => [key(one.key), item(one.value)] as const,
    );
    return textual ? Object.fromEntries(entries as [string, unknown][]) : new Map(entries);
  };
}

/** Of a union, the value; which member it is of is not told. */
function unionReader({ memberTags, memberTypes }: DuckDBUnionType, options: ValueOptions): ValueReader {
  const readers = new Map(
    memberTypes.map((type, i) => [memberTags[i], orNull(valueReader(type, options))]),
  );
  return (value) => {
    const { tag, value: inner } = value as DuckDBUnionValue;
    return (readers.get(tag) ?? asText)(inner);
  };
}
