import { isDeepStrictEqual } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { itemReader } from '../../../../lib/data/duckdb/values/columnReader.ts';
import { duckdbValues } from '../../../../lib/data/duckdb/values/duckdbValues.ts';
import type { ValueOptions } from '../../../../lib/data/duckdb/values/valueOptions.ts';
import { connected } from '../support/connected.ts';

let connection: DuckDBConnection;
let close: () => void;
beforeAll(async () => {
  ({ connection, close } = await connected());
  await connection.run("set timezone = 'UTC'");
});
afterAll(() => close());

async function rowsOf(sql: string, options?: ValueOptions) {
  const result = await connection.run(sql);
  const values = duckdbValues(result, options);
  return (await result.fetchAllChunks()).flatMap((chunk) => values.rowsOfChunk(chunk));
}

const itOf = async (sql: string, options?: ValueOptions) =>
  (await rowsOf(`select ${sql} as it`, options))[0]?.['it'];

describe('duckdbValues', () => {
  it.each<[string, unknown]>([
    ['1::tinyint', 1],
    ['(-32768)::smallint', -32_768],
    ['4294967295::uinteger', 4_294_967_295],
    ['1::bigint', 1],
    ['-9007199254740991::bigint', -9_007_199_254_740_991],
    ['9007199254740992::bigint', 9_007_199_254_740_992n],
    ['(-9223372036854775808)::bigint', -9_223_372_036_854_775_808n],
    ['18446744073709551615::ubigint', 18_446_744_073_709_551_615n],
    ['5::hugeint', 5],
    [
      '170141183460469231731687303715884105727::hugeint',
      170_141_183_460_469_231_731_687_303_715_884_105_727n,
    ],
    ['1.5::float', 1.5],
    ["'nan'::double", Number.NaN],
    ["'-infinity'::double", Number.NEGATIVE_INFINITY],
    ['true', true],
    ['false', false],
    ['12.34::decimal(4,2)', 12.34],
    ['-0.001::decimal(9,3)', -0.001],
    ['999999999999999.999::decimal(18,3)', Number('999999999999999.999')],
    ['12345678901234567890.5::decimal(38,1)', Number('12345678901234567890.5')],
    ["'short'", 'short'],
    ["''", ''],
    ["'twelve chars'", 'twelve chars'],
    ["'thirteen char'", 'thirteen char'],
    ["'日本'", '日本'],
    ["'naïve and long enough'", 'naïve and long enough'],
    ["date '2024-02-29'", new Date('2024-02-29')],
    ["date '1969-12-31'", new Date('1969-12-31')],
    ["'infinity'::date", Number.POSITIVE_INFINITY],
    ["timestamp '2024-02-29 12:34:56.789123'", new Date('2024-02-29T12:34:56.789Z')],
    ["timestamp '1969-12-31 23:59:59.9999'", new Date(-1)],
    ["timestamp '2300-01-01 00:00:00.001'", new Date('2300-01-01T00:00:00.001Z')],
    ["timestamp '1600-01-01 00:00:00.0011'", new Date('1600-01-01T00:00:00.001Z')],
    ["'-infinity'::timestamp", Number.NEGATIVE_INFINITY],
    ["timestamp '290000-01-01'", Number.POSITIVE_INFINITY],
    ["timestamptz '2024-01-01 00:00:00+01'", new Date('2023-12-31T23:00:00Z')],
    ["timestamp_s '2024-01-01 00:00:01'", new Date('2024-01-01T00:00:01Z')],
    ["timestamp_ms '2024-01-01 00:00:00.5'", new Date('2024-01-01T00:00:00.500Z')],
    ["timestamp_ns '2024-01-01 00:00:00.123456789'", new Date('2024-01-01T00:00:00.123Z')],
    ["'infinity'::timestamp_ns", Number.POSITIVE_INFINITY],
    ["time '12:34:56.5'", '12:34:56.5'],
    ["interval '1 month 2 days'", '1 month 2 days'],
    ["uuid '00000000-0000-4000-8000-000000000001'", '00000000-0000-4000-8000-000000000001'],
    ["'b'::enum('a', 'b')", 'b'],
    ["'\\x00\\xFF'::blob", Uint8Array.of(0, 255)],
    ["'101'::bit", '101'],
    ['[1, null, 3]', [1, null, 3]],
    ["[['a'], []]", [['a'], []]],
    ['[1, 2]::integer[2]', [1, 2]],
    ["{'a': 1, 'b': {'c': [true]}}", { a: 1, b: { c: [true] } }],
    ["map {'a': 1, 'b': null}", { a: 1, b: null }],
    ["map {1: date '2024-01-01'}", new Map([[1, new Date('2024-01-01')]])],
    ['union_value(n := 5)', 5],
    ['\'{"a": [1, "x", null]}\'::json', { a: [1, 'x', null] }],
    ['\'"text"\'::json', 'text'],
    ["'null'::json", null],
    ['[\'{"a":1}\'::json]', [{ a: 1 }]],
    ['null', null],
    ['null::varchar', null],
    ['null::integer[]', null],
    ['null::struct(a integer)', null],
  ])('makes of %s what JavaScript has for it', async (sql, value) => {
    expect(await itOf(sql)).toEqual(value);
  });

  it('lets whole numbers be what is wanted', async () => {
    expect(await itOf('5::bigint', { bigint: 'bigint' })).toBe(5n);
    expect(await itOf('5::hugeint', { bigint: 'bigint' })).toBe(5n);
    expect(await itOf('9007199254740993::bigint', { bigint: 'number' })).toBe(9_007_199_254_740_992);
    expect(await itOf('[9007199254740993]', { bigint: 'string' })).toEqual(['9007199254740993']);
    expect(await itOf('5::integer', { bigint: 'bigint' })).toBe(5);
  });

  it('keeps all digits of decimals, and the text of JSON, where that is wanted', async () => {
    expect(await itOf('1.50::decimal(4,2)', { decimal: 'string' })).toBe('1.50');
    expect(await itOf('\'{"a": 1}\'::json', { json: 'text' })).toBe('{"a": 1}');
  });

  it('gives bytes that are the receiver’s own', async () => {
    const bytes = await itOf("'\\x01'::blob");

    expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
  });

  it('keeps fields that an object does not simply have', async () => {
    const [row = {}] = await rowsOf(`select 1 as "__proto__", 2 as "a""b", 3 as a, 4 as a`);

    expect(Object.entries(row)).toEqual([
      ['__proto__', 1],
      ['a"b', 2],
      ['a', 3],
      ['a:1', 4],
    ]);
  });

  it('gives columns of numbers as typed arrays if there are no gaps', async () => {
    const result = await connection.run(
      `select range as id, range::integer as i, range / 2 as half, 'x' || range as name,
              case when range > 0 then range end as gap from range(3)`,
    );
    const [chunk] = await result.fetchAllChunks();
    if (!chunk) throw new Error('expected a chunk, got none');

    const { rowCount, columns } = duckdbValues(result).columnsOfChunk(chunk);
    expect({ rowCount, columns }).toEqual({
      rowCount: 3,
      columns: {
        id: Float64Array.of(0, 1, 2),
        i: Int32Array.of(0, 1, 2),
        half: Float64Array.of(0, 0.5, 1),
        name: ['x0', 'x1', 'x2'],
        gap: [null, 1, 2],
      },
    });
  });

  it('reads long columns as the values say that they read one by one', async () => {
    await connection.run(`create or replace table many as
      select setseed(0.5) is null as seed, i,
        if(random() < 0.1, null, i * 461168601842738) as large,
        if(random() < 0.1, null, random() * 1e6) as amount,
        if(random() < 0.1, null, repeat('ab cd', (random() * 9)::integer) || i) as name,
        if(random() < 0.1, null, repeat('é', (random() * 20)::integer)) as foreign_text,
        if(random() < 0.1, null, random() < 0.5) as ok,
        if(random() < 0.1, null, timestamp '1900-01-01' + interval (i * 9999) minute) as at,
        if(random() < 0.1, null, (date '1900-01-01' + i::integer)) as day,
        if(random() < 0.1, null, (random() * 1000)::decimal(5,1)) as small,
        if(random() < 0.1, null, (random() * 1e12)::decimal(18,4)) as price,
        if(random() < 0.1, null, [i, null, i + 1]) as list,
        if(random() < 0.1, null, ['long enough to lie elsewhere ' || i, 'x']) as texts,
        if(random() < 0.1, null, {'a': i, 'b': if(random() < 0.5, null, 'some text in a struct ' || i)}) as struct,
        if(random() < 0.1, null, (['red', 'green'])[1 + i % 2]::enum('red', 'green')) as color,
        if(random() < 0.1, null, ('{"a":' || i || '}')::json) as doc
      from range(2100) t(i)`);
    for (const order of ['i', 'name desc']) {
      const result = await connection.run(`select * from many order by ${order}`);
      const values = duckdbValues(result);
      const slow = result.columnTypes().map((type) => itemReader(type, {}));
      for (const chunk of await result.fetchAllChunks()) {
        const { columns } = values.columnsOfChunk(chunk);
        const differ = values.names.filter((name, k) => {
          const oneByOne = slow[k]?.(chunk.getColumnVector(k)) ?? [];
          return !isDeepStrictEqual(Array.from(columns[name] ?? []), Array.from(oneByOne));
        });

        expect(differ).toEqual([]);
      }
    }
  });
});
