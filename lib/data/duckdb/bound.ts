import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  SQLNULL,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import type { SqlParameter } from '../../definitions/sqlValue.ts';

/** Values as they are bound, with their types. */
export interface Bound {
  readonly values: DuckDBValue[];
  readonly types: DuckDBType[];
}

export function bound(parameters: readonly SqlParameter[]): Bound {
  const values: DuckDBValue[] = [];
  const types: DuckDBType[] = [];
  for (const parameter of parameters) {
    const [value, type] = one(parameter);
    values.push(value);
    types.push(type);
  }
  return { values, types };
}

function one(parameter: SqlParameter): readonly [DuckDBValue, DuckDBType] {
  if (parameter === null) return [null, SQLNULL];
  if (parameter instanceof Date)
    return [new DuckDBTimestampValue(BigInt(parameter.getTime()) * 1_000n), TIMESTAMP];
  switch (typeof parameter) {
    case 'boolean':
      return [parameter, BOOLEAN];
    case 'string':
      return [parameter, VARCHAR];
    case 'bigint':
      return [parameter, parameter >= -(2n ** 63n) && parameter < 2n ** 63n ? BIGINT : HUGEINT];
    default:
      return Number.isSafeInteger(parameter) ? [BigInt(parameter), BIGINT] : [parameter, DOUBLE];
  }
}
