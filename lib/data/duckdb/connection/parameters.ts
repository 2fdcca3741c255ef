import {
  BIGINT,
  BIGNUM,
  BOOLEAN,
  DOUBLE,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  INTEGER,
  SQLNULL,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import type { SqlParameter } from '../../../definitions/sqlValue.ts';

/** Values to bind, with the types that they are bound as. */
export interface BoundParameters {
  readonly values: DuckDBValue[];
  readonly types: DuckDBType[];
}

/**
 * The values of a query as DuckDB binds them. A whole number that is exact is an INTEGER or a BIGINT, so that it
 * can stand behind LIMIT and next to columns of whole numbers; any other is a DOUBLE. A bigint is the
 * smallest of BIGINT, HUGEINT and BIGNUM that holds it, and a `Date` a TIMESTAMP.
 */
export function parameters(values: readonly SqlParameter[]): BoundParameters {
  const bound = values.map(boundValue);
  return { values: bound.map(([value]) => value), types: bound.map(([, type]) => type) };
}

function boundValue(value: SqlParameter): readonly [DuckDBValue, DuckDBType] {
  switch (typeof value) {
    case 'string':
      return [value, VARCHAR];
    case 'boolean':
      return [value, BOOLEAN];
    case 'bigint':
      return [value, wholeType(value)];
    case 'number':
      return boundNumber(value);
  }
  if (value === null) return [null, SQLNULL];
  return [new DuckDBTimestampValue(BigInt(value.getTime()) * 1_000n), TIMESTAMP];
}

/** Minus zero is no whole number that SQL has. */
function boundNumber(value: number): readonly [DuckDBValue, DuckDBType] {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return [value, DOUBLE];
  return (value | 0) === value ? [value, INTEGER] : [BigInt(value), BIGINT];
}

function wholeType(value: bigint): DuckDBType {
  if (BigInt.asIntN(64, value) === value) return BIGINT;
  return BigInt.asIntN(128, value) === value ? HUGEINT : BIGNUM;
}
