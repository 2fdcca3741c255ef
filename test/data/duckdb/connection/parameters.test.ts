import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parameters } from '../../../../lib/data/duckdb/connection/parameters.ts';
import { duckdbValues } from '../../../../lib/data/duckdb/values/duckdbValues.ts';
import type { SqlParameter } from '../../../../lib/definitions/sqlValue.ts';
import { connected } from '../support/connected.ts';

let connection: DuckDBConnection;
let close: () => void;
beforeAll(async () => {
  ({ connection, close } = await connected());
});
afterAll(() => close());

async function rowsOf(sql: string, ...given: SqlParameter[]) {
  const { values, types } = parameters(given);
  const result = await connection.run(sql, values, types);
  const read = duckdbValues(result);
  return (await result.fetchAllChunks()).flatMap((chunk) => read.rowsOfChunk(chunk));
}

describe('parameters', () => {
  it.each<[string, SqlParameter]>([
    ['VARCHAR', "it's; --"],
    ['BOOLEAN', true],
    ['INTEGER', 5],
    ['INTEGER', -2_147_483_648],
    ['BIGINT', 2_147_483_648],
    ['BIGINT', Number.MAX_SAFE_INTEGER],
    ['DOUBLE', 1.5],
    ['DOUBLE', 1e20],
    ['DOUBLE', Number.NaN],
    ['DOUBLE', Number.NEGATIVE_INFINITY],
    ['BIGINT', -(2n ** 63n)],
    ['HUGEINT', 2n ** 63n],
    ['BIGNUM', 2n ** 127n],
    ['TIMESTAMP', new Date('2024-02-29T12:34:56.789Z')],
    ['TIMESTAMP', new Date('+200000-01-01')],
    ['"NULL"', null],
  ])('binds as %s: %p', async (type, value) => {
    const [row] = await rowsOf('select $1 as value, typeof($1) as type', value);

    expect(row).toEqual({ value, type });
  });

  it('binds numbers so that they can stand where whole numbers must', async () => {
    expect(await rowsOf('select range as i from range(10) where i in ($1, $2) limit $3', 3, 4, 1)).toEqual([
      { i: 3 },
    ]);
    expect(await rowsOf('select ($1::date + $2::integer)::date as day', '2024-01-01', 3)).toEqual([
      { day: new Date('2024-01-04') },
    ]);
  });

  it('compares dates with timestamps', async () => {
    const found = await rowsOf(
      `select 1 as one where timestamp '2024-01-01 00:00:00.001' > $1 and date '2024-01-02' > $1`,
      new Date('2024-01-01'),
    );

    expect(found).toEqual([{ one: 1 }]);
  });
});
