import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import { duckdbValues } from '../../../../lib/data/duckdb/values/duckdbValues.ts';
import {
  type StagedBatch,
  type Stager,
  type StagerOptions,
  stager,
} from '../../../../lib/data/duckdb/values/stager.ts';
import { columnBatch, isColumnBatch } from '../../../../lib/definitions/columnBatch.ts';
import type { Columns, Entity } from '../../../../lib/definitions/entity.ts';
import { entityOf } from '../../support/entityOf.ts';
import { connected } from '../support/connected.ts';

let connection: DuckDBConnection;
let close: () => void;
beforeAll(async () => {
  ({ connection, close } = await connected());
  await connection.run("set timezone = 'UTC'");
});
afterAll(() => close());

async function made(columns: Columns) {
  const list = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`);
  await connection.run(`create or replace temp table staged (${list.join(', ')})`);
  return columns;
}

const orders = entityOf('orders');

/** Has batches taken, and handed over in the end; gives how many rows that made. */
async function staged(
  columns: Columns,
  batches: readonly StagedBatch[],
  options: Partial<StagerOptions & { entity: Entity }> = {},
) {
  await made(columns);
  const appender = await connection.createAppender('staged');
  const taking = stager(appender, { entity: orders, columns, ...options });
  try {
    for (const batch of batches) takeAll(taking, batch);
    taking.flush();
  } finally {
    appender.clear();
    appender.closeSync();
  }
  return taking.rows;
}

function takeAll(taking: Stager, batch: StagedBatch): void {
  const size = isColumnBatch(batch) ? batch.rowCount : Array.isArray(batch) ? batch.length : 1;
  for (let at = 0; at < size; ) at += taking.take(batch, at, size - at);
}

async function kept(sql = 'from staged') {
  const result = await connection.run(sql);
  const values = duckdbValues(result);
  return (await result.fetchAllChunks()).flatMap((chunk) => values.rowsOfChunk(chunk));
}

const failure = (made: Promise<unknown>) =>
  made.then(
    () => 'expected a failure, got none',
    (error: unknown) => error,
  );

describe('stager', () => {
  it.each<[string, readonly unknown[]]>([
    ['DOUBLE', [1.5, -0, Number.NaN, Number.POSITIVE_INFINITY, null]],
    ['FLOAT', [1.5, null]],
    ['TINYINT', [-128, 127, null]],
    ['UINTEGER', [0, 4_294_967_295]],
    ['INTEGER', [-2_147_483_648, 5, null, 2_147_483_647]],
    ['BIGINT', [1, -1, null, 2n ** 62n, -(2n ** 63n), Number.MIN_SAFE_INTEGER]],
    ['UBIGINT', [2n ** 64n - 1n, 0]],
    ['HUGEINT', [2n ** 126n, -5]],
    ['BOOLEAN', [true, null, false]],
    ['VARCHAR', ['', 'short', null, 'a text that is longer than twelve', 'naïve 日本', 'a\0b']],
    ['TIMESTAMP', [new Date(-1), new Date('2024-02-29T12:34:56.789Z'), null, new Date('+200000-01-01')]],
    ['TIMESTAMP', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['TIMESTAMP WITH TIME ZONE', [new Date(1), null]],
    ['TIMESTAMP_S', [new Date(1_000)]],
    ['TIMESTAMP_MS', [new Date(1)]],
    ['TIMESTAMP_NS', [new Date(1)]],
    ['DATE', [new Date('2024-02-29'), new Date('1900-01-01'), null]],
    ['DECIMAL(18,3)', [1.5, -2.125, 0, null, 123_456_789_012.5]],
    ['UUID', ['00000000-0000-4000-8000-00000000000f', null]],
    ["ENUM('a', 'b')", ['b', null, 'a']],
    ['BLOB', [Uint8Array.of(0, 255), new Uint8Array(20), null]],
    ['JSON', [{ a: [1, null] }, 'text', 5, null, [true]]],
    ['VARCHAR[]', [['a', null], [], null]],
    ['DOUBLE[2]', [[1, 2], null]],
    ['STRUCT(a DOUBLE, b VARCHAR[])', [{ a: 1, b: ['x'] }, { a: null, b: null }, null]],
    ['MAP(VARCHAR, DOUBLE)', [{ a: 1, b: null }, {}]],
    ['MAP(BIGINT, DATE)', [new Map([[1, new Date('2024-01-01')]])]],
  ])('puts values into a column of %s as they are', async (type, values) => {
    await staged({ it: type }, [values.map((it) => ({ it }))]);
    expect((await kept()).map(({ it }) => it)).toEqual(values);

    await staged({ it: type }, [columnBatch({ it: values })]);
    expect((await kept()).map(({ it }) => it)).toEqual(values);
  });

  it('rounds decimals to their digits, and takes texts that fit them', async () => {
    const values = [1.005, 2.345, -2.345, '1.5', '-0.01', 7n, 1e-7, 1.23e8];
    await staged({ it: 'DECIMAL(12,2)' }, [values.map((it) => ({ it }))]);

    expect((await kept()).map(({ it }) => it)).toEqual([1.01, 2.35, -2.35, 1.5, -0.01, 7, 0, 123_000_000]);
  });

  it('keeps texts of every length and alphabet, in several chunks', async () => {
    const pieces = [
      '',
      'a',
      'abc',
      'abcd',
      'abcdefgh',
      'twelve bytes',
      'thirteen byte',
      'é',
      'elf Zeichen é',
      '\u007f',
      null,
    ];
    const values = Array.from({ length: 5_000 }, (_, i) => {
      const piece = pieces[i % pieces.length] ?? null;
      return piece === null ? null : i % 3 === 0 ? `${piece}${i}` : piece;
    });
    await staged({ it: 'VARCHAR' }, [values.map((it) => ({ it }))]);

    expect((await kept()).map(({ it }) => it)).toEqual(values);
    expect(await kept("select count(*) as n from staged where it in ('abcd', 'twelve bytes', '')")).toEqual(
      [{ n: values.filter((it) => it !== null && ['abcd', 'twelve bytes', ''].includes(it)).length }],
    );
    expect(await kept('select count(distinct it) as n from staged')).toEqual([
      { n: new Set(values.filter((it) => it !== null)).size },
    ]);
  });

  it('takes typed arrays as columns', async () => {
    const columns = { a: 'DOUBLE', b: 'INTEGER', c: 'BIGINT', d: 'BIGINT' };
    const batch = columnBatch({
      a: Float64Array.of(0.5, 1, 2),
      b: Int32Array.of(1, 2, 3),
      c: Float64Array.of(1, -2, 3),
      d: BigInt64Array.of(1n, -2n, 3n),
    });
    await staged(columns, [batch, batch]);

    const rows = [
      { a: 0.5, b: 1, c: 1, d: 1 },
      { a: 1, b: 2, c: -2, d: -2 },
      { a: 2, b: 3, c: 3, d: 3 },
    ];
    expect(await kept()).toEqual([...rows, ...rows]);
  });

  it.each<[string, unknown, string]>([
    ['DOUBLE', '12', 'expected a number (DOUBLE), got "12"'],
    ['DOUBLE', 2n ** 53n + 1n, 'expected a number (DOUBLE), got 9007199254740993n'],
    ['DOUBLE', true, 'expected a number (DOUBLE), got true'],
    ['INTEGER', 1.5, 'expected a whole number of 32 bits (INTEGER), got 1.5'],
    ['INTEGER', 3e9, 'expected a whole number of 32 bits (INTEGER), got 3000000000'],
    ['BIGINT', 1e300, 'expected a whole number of 64 bits (BIGINT), got 1e+300'],
    ['BIGINT', 2n ** 63n, 'expected a whole number of 64 bits (BIGINT), got 9223372036854775808n'],
    ['UTINYINT', -1, 'expected a whole number of 8 bits that is not negative (UTINYINT), got -1'],
    ['VARCHAR', 5, 'expected a string (VARCHAR), got 5'],
    ['BOOLEAN', 'true', 'expected a boolean (BOOLEAN), got "true"'],
    ['TIMESTAMP', '2024-01-01', 'expected a Date (TIMESTAMP), got "2024-01-01"'],
    ['TIMESTAMP', new Date(Number.NaN), 'expected a Date (TIMESTAMP), got an invalid date'],
    ['DATE', new Date(1), 'expected a Date without a time of day (in UTC) (DATE), got a date'],
    ['TIMESTAMP_S', new Date(1), 'expected a Date of whole seconds (TIMESTAMP_S), got a date'],
    [
      'TIMESTAMP_NS',
      new Date('3000-01-01'),
      'expected a Date between 1677 and 2262 (TIMESTAMP_NS), got a date',
    ],
    [
      'DECIMAL(4,1)',
      1_000,
      'expected a number of 3 digits before the point and 1 behind (DECIMAL(4,1)), got 1000',
    ],
    [
      'DECIMAL(4,1)',
      '1.25',
      'expected a number of 3 digits before the point and 1 behind (DECIMAL(4,1)), got "1.25"',
    ],
    ["ENUM('a', 'b')", 'c', "expected one of a, b (ENUM('a', 'b')), got \"c\""],
    ['UUID', 'x', 'expected the text of a UUID (UUID), got "x"'],
    ['BLOB', 'x', 'expected a Uint8Array (BLOB), got "x"'],
    ['JSON', 1n, 'expected plain data (JSON), got 1n'],
    ['JSON', Number.NaN, 'expected plain data (JSON), got NaN'],
    ['VARCHAR[]', 'x', 'expected an array (VARCHAR[]), got "x"'],
    ['VARCHAR[]', [1], 'expected in each item a string (VARCHAR[]), got an array of 1'],
    [
      'STRUCT(a DOUBLE)',
      { a: 'x' },
      'expected in the field a a number (STRUCT("a" DOUBLE)), got an object',
    ],
    [
      'STRUCT(a DOUBLE)',
      { b: 1 },
      'expected an object with the fields a (STRUCT("a" DOUBLE)), got an object',
    ],
  ])('refuses what a column of %s cannot hold: %p', async (type, it, message) => {
    const rows = [{ it: null }, { it }, { it }];
    const refusal = {
      name: 'EngineError',
      errorClass: 'schema_mismatch',
      entityId: 'orders',
      message: `orders: row 2: it: ${message}`,
    };

    expect(await failure(staged({ it: type }, [rows]))).toMatchObject(refusal);
    const columns = { it: rows.map((row) => row.it) };
    expect(await failure(staged({ it: type }, [columnBatch(columns)]))).toMatchObject(refusal);
  });

  it('tells the first row that does not fit, whatever its fault and in whichever batch', async () => {
    const columns = { a: 'DOUBLE', b: 'VARCHAR' };
    const good = { a: 1, b: 'x' };
    const batches = [
      Array.from({ length: 3_000 }, () => good),
      [good, { a: 1, b: 2 }, { a: 'x', b: 'y' }, { a: 1 }],
    ];

    expect(await failure(staged(columns, batches))).toMatchObject({
      message: 'orders: row 3002: b: expected a string (VARCHAR), got 2',
    });
  });

  it('refuses columns that are missing or that nobody knows', async () => {
    const columns = { id: 'DOUBLE', amount: 'DOUBLE' };

    expect(await failure(staged(columns, [[{ id: 1, amount: 1 }, { id: 1 }]]))).toMatchObject({
      message: 'orders: row 2: amount: expected a value or null, got nothing',
    });
    expect(await failure(staged(columns, [[{ id: 1, amount: 1, amuont: 2 }]]))).toMatchObject({
      message: 'orders: row 1: expected one of the columns id, amount, got amuont; did you mean amount?',
    });
    expect(await failure(staged(columns, [columnBatch({ id: [1] })]))).toMatchObject({
      message: 'orders: row 1: amount: expected a value or null, got nothing',
    });
    expect(
      await failure(staged(columns, [columnBatch({ id: [1, undefined], amount: [1, 2] })])),
    ).toMatchObject({ message: 'orders: row 2: id: expected a value or null, got nothing' });
    expect(
      await failure(staged(columns, [columnBatch({ id: [1], amount: [1], amuont: [1] })])),
    ).toMatchObject({
      message: 'orders: expected one of the columns id, amount, got amuont; did you mean amount?',
    });
    expect(await failure(staged(columns, [5 as never]))).toMatchObject({
      message: 'orders: expected a batch, that is an array of rows or columns, got 5',
    });
    expect(await failure(staged(columns, [[5 as never]]))).toMatchObject({
      message: 'orders: row 1: expected an object, got number',
    });
  });

  it('empties columns that are missing, and passes over others, where that is wanted', async () => {
    const columns = { id: 'DOUBLE', name: 'VARCHAR' };
    const batches = [[{ id: 1, other: 2 }], columnBatch({ name: ['x'], other: [1] })];
    await staged(columns, batches, { missing: 'null', extra: 'ignore' });

    expect(await kept()).toEqual([
      { id: 1, name: null },
      { id: null, name: 'x' },
    ]);
  });

  it('leaves it to the codec of the entity what may be missing', async () => {
    const schema = t.intersection([t.type({ id: t.Int }), t.partial({ name: t.string })]);
    const entity = entityOf('people', { schema });
    const columns = { id: 'BIGINT', name: 'VARCHAR' };
    await staged(columns, [[{ id: 1 }]], { entity });

    expect(await kept()).toEqual([{ id: 1, name: null }]);
    expect(await failure(staged(columns, [[{ id: 1 }, { name: 'x' }]], { entity }))).toMatchObject({
      errorClass: 'schema_mismatch',
      message: expect.stringMatching(/^people: row 2: id: expected Int, got/),
    });
  });

  it('takes batches of any size, and says how many rows it took', async () => {
    const rows = Array.from({ length: 5_000 }, (_, id) => ({ id }));
    expect(await staged({ id: 'BIGINT' }, [rows, [], rows.slice(0, 10)])).toBe(5_010);
    expect(await kept('select count(*) as n, sum(id) as sum from staged')).toEqual([
      { n: 5_010, sum: 12_497_545 },
    ]);
  });

  it('hands over nothing more once it is cleared', async () => {
    expect(await failure(staged({ id: 'DOUBLE' }, [[{ id: 1 }], [{ id: 'x' }]]))).toBeInstanceOf(Error);
    expect(await kept()).toEqual([]);
  });
});
