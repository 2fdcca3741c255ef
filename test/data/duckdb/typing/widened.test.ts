import { describe, expect, it } from '@jest/globals';
import { widened } from '../../../../lib/data/duckdb/typing/widened.ts';

describe('widened', () => {
  it.each([
    ['INTEGER', 'INTEGER', 'INTEGER'],
    ['INTEGER', 'BIGINT', 'BIGINT'],
    ['TINYINT', 'UTINYINT', 'SMALLINT'],
    ['UINTEGER', 'UBIGINT', 'UBIGINT'],
    ['UINTEGER', 'INTEGER', 'BIGINT'],
    ['UBIGINT', 'BIGINT', 'HUGEINT'],
    ['FLOAT', 'DOUBLE', 'DOUBLE'],
    ['INTEGER', 'DOUBLE', 'DOUBLE'],
    ['INTEGER', 'FLOAT', 'DOUBLE'],
    ['INTEGER', 'DECIMAL(10,2)', 'DECIMAL(12,2)'],
    ['DECIMAL(10,2)', 'DECIMAL(8,4)', 'DECIMAL(12,4)'],
    ['DECIMAL(10,2)', 'DOUBLE', 'DOUBLE'],
    ['DATE', 'TIMESTAMP', 'TIMESTAMP'],
    ['TIMESTAMP_MS', 'TIMESTAMP', 'TIMESTAMP'],
    ['UUID', 'VARCHAR', 'VARCHAR'],
    ["ENUM('a')", "ENUM('a', 'b')", 'VARCHAR'],
    ['INTEGER[]', 'BIGINT[]', 'BIGINT[]'],
    ['NULL', 'DATE', 'DATE'],
  ])('makes %s and %s into %s, either way', (from, to, type) => {
    expect(widened(from, to)).toBe(type);
    expect(widened(to, from)).toBe(type);
  });

  it.each([
    ['BIGINT', 'DOUBLE'],
    ['UHUGEINT', 'BIGINT'],
    ['DECIMAL(18,3)', 'DOUBLE'],
    ['DECIMAL(38,0)', 'DECIMAL(10,4)'],
    ['DOUBLE', 'VARCHAR'],
    ['BOOLEAN', 'INTEGER'],
    ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'],
    ['TIMESTAMP_NS', 'TIMESTAMP'],
    ['VARCHAR', 'JSON'],
    ['INTEGER[]', 'INTEGER'],
    ['INTEGER[]', 'VARCHAR[]'],
  ])('has no type for %s and %s', (from, to) => {
    expect(widened(from, to)).toBeUndefined();
    expect(widened(to, from)).toBeUndefined();
  });
});
