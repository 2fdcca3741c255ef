import { describe, expect, it } from '@jest/globals';
import { duckdbType } from '../../../../lib/data/duckdb/typing/duckdbType.ts';
import { connected } from '../support/connected.ts';

const accepted: readonly (readonly [word: string, type: string])[] = [
  ['string', 'VARCHAR'],
  ['text', 'VARCHAR'],
  ['VARCHAR', 'VARCHAR'],
  ['varchar(20)', 'VARCHAR'],
  ['number', 'DOUBLE'],
  ['double', 'DOUBLE'],
  ['DOUBLE PRECISION', 'DOUBLE'],
  ['float', 'FLOAT'],
  ['integer', 'BIGINT'],
  ['int', 'BIGINT'],
  ['bigint', 'BIGINT'],
  ['INTEGER', 'INTEGER'],
  ['INT', 'INTEGER'],
  ['smallint', 'SMALLINT'],
  ['boolean', 'BOOLEAN'],
  ['timestamp', 'TIMESTAMP'],
  ['datetime', 'TIMESTAMP'],
  ['Date', 'TIMESTAMP'],
  ['date', 'DATE'],
  ['timestamptz', 'TIMESTAMP WITH TIME ZONE'],
  ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP WITH TIME ZONE'],
  ['TIME WITH TIME ZONE', 'TIME WITH TIME ZONE'],
  ['TIMESTAMP_NS', 'TIMESTAMP_NS'],
  ['json', 'JSON'],
  ['unknown', 'JSON'],
  ['uuid', 'UUID'],
  ['bytes', 'BLOB'],
  ['Uint8Array', 'BLOB'],
  ['decimal(10, 2)', 'DECIMAL(10,2)'],
  ['DECIMAL(5)', 'DECIMAL(5,0)'],
  ['decimal', 'DECIMAL(18,3)'],
  ['string[]', 'VARCHAR[]'],
  ['number[][]', 'DOUBLE[][]'],
  ['integer[3]', 'BIGINT[3]'],
  ['Array<string>', 'VARCHAR[]'],
  ['ReadonlyArray<(number | null)>', 'DOUBLE[]'],
  ['(string | null)', 'VARCHAR'],
  ['string | undefined', 'VARCHAR'],
  ['string | number', 'JSON'],
  ['("a" | "b" | null)', 'VARCHAR'],
  ['STRUCT(a integer, "b c" VARCHAR[])', 'STRUCT("a" BIGINT, "b c" VARCHAR[])'],
  ['MAP(VARCHAR, INTEGER)', 'MAP(VARCHAR, INTEGER)'],
  ["ENUM('x', 'it''s')", "ENUM('x', 'it''s')"],
];

describe('duckdbType', () => {
  it.each(accepted)('understands %s as %s', (word, type) => {
    expect(duckdbType(word)).toBe(type);
  });

  it('gives types that DuckDB takes and tells back', async () => {
    const { connection, close } = await connected();
    const types = [...new Set(accepted.map(([, type]) => type))].filter((type) => type !== 'NULL');
    const columns = types.map((type, i) => `"c${i}" ${type}`);
    await connection.run(`create table made (${columns.join(', ')})`);

    const told = await connection.runAndReadAll('select column_type from (describe made)');

    expect(told.getRows().map(([type]) => type)).toEqual(types.map((type) => unquoted(type)));
    close();
  });

  it('takes the name of a type of somebody’s own in quotes, as it is', () => {
    expect(duckdbType('"mood"')).toBe('"mood"');
    expect(duckdbType('"mood"[]')).toBe('"mood"[]');
  });

  it.each([
    '',
    'varchr',
    'mood',
    'decimal(50, 2)',
    'decimal(4, 9)',
    'string[',
    'STRUCT(a)',
    'STRUCT(a integer',
    'VARCHAR); drop table x; --',
    'VARCHAR default 1',
    'toString',
    '"a\0b"',
  ])('knows no type %j', (word) => {
    expect(duckdbType(word)).toBeUndefined();
  });
});

/** DuckDB leaves out the quotes of names that need none. */
const unquoted = (type: string) => type.replaceAll('"a"', 'a');
