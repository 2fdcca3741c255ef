import { describe, expect, it } from '@jest/globals';
import { compose } from '../../lib/definitions/compose.ts';
import { joinSql } from '../../lib/definitions/joinSql.ts';
import { sql } from '../../lib/definitions/sql.ts';

const dialect = {
  frame: () => 'f',
  identifier: (name: string) => `"${name}"`,
  parameter: (index: number) => `$${index + 1}`,
};

describe('joinSql', () => {
  it('puts a text between queries, and keeps what is bound in order', () => {
    const joined = joinSql([sql`a = ${1}`, sql`b`, sql`${sql.id('c')} = ${'x'}`], ' and ');
    expect(compose(joined, dialect)).toMatchObject({
      text: 'a = $1 and b and "c" = $2',
      parameters: [1, 'x'],
    });
  });

  it('leaves one query as it is, and refuses none', () => {
    expect(compose(joinSql([sql`a = ${1}`], ', '), dialect).text).toBe('a = $1');
    expect(() => joinSql([], ', ')).toThrow('expected at least one query to join, got none');
  });
});
