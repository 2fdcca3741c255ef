import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY } from 'rxjs';
import { compose } from '../../lib/definitions/compose.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { type Frame, frameBrand } from '../../lib/definitions/frame.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { isSqlQuery, type SqlQuery, type SqlValue } from '../../lib/definitions/sqlValue.ts';

const orders: Frame = {
  [frameBrand]: true,
  entityId: 'bronze.orders',
  columns: () => EMPTY,
  rows: () => EMPTY,
  batches: () => EMPTY,
};

const dialect = {
  frame: ({ entityId }: Frame) => `"${entityId}"`,
  identifier: (name: string) => `"${name.replaceAll('"', '""')}"`,
  parameter: (index: number) => `$${index + 1}`,
};
const composed = (query: SqlQuery) => {
  const { text, parameters } = compose(query, dialect);
  return { text, parameters };
};

/** As in code that no compiler has seen. */
const untyped = (value: unknown) => () => sql`select * from t where a = ${value as SqlValue}`;

describe('sql', () => {
  it('keeps text and values apart, and cannot be changed', () => {
    const query = sql`select ${1} from ${orders}`;
    expect(query.strings).toEqual(['select ', ' from ', '']);
    expect(query.values).toEqual([1, orders]);
    for (const part of [query, query.strings, query.values]) expect(Object.isFrozen(part)).toBe(true);
    expect(isSqlQuery(query)).toBe(true);
  });

  it('copies dates, which can be changed', () => {
    const day = new Date(0);
    const query = sql`select ${day}`;
    day.setTime(1);
    expect(query.values).toEqual([new Date(0)]);
  });

  it.each([
    [undefined, 'undefined'],
    [() => 1, 'a function'],
    [{ a: 1 }, 'an object'],
    [Promise.resolve(1), 'a promise'],
    [Symbol('a'), 'Symbol(a)'],
    [new Date(Number.NaN), 'an invalid date'],
    [entity('a.b'), 'the entity "a.b"'],
    [[1, 2], 'an array of 2'],
  ])('refuses %p at once', (value, received) => {
    expect(untyped(value)).toThrow(`got ${received} after "select * from t where a ="`);
  });

  it('says what would do instead of an array or an entity', () => {
    expect(untyped([1])).toThrow('expected sql.list(…)');
    expect(untyped(entity('a'))).toThrow('expected the frame of a declared input');
  });

  it('is not taken in by data that looks like a query', () => {
    const { kind, strings, values } = sql`drop table t`;
    expect(untyped(JSON.parse(JSON.stringify({ kind, strings, values })))).toThrow('got an object');
  });

  it('is a template, not a function of text', () => {
    const called = sql as unknown as (text: unknown) => SqlQuery;
    expect(() => called('select 1')).toThrow('expected a template');
    expect(() => called(['select 1'])).toThrow('expected a template');
    expect(() => sql`select '\u'`).toThrow('expected valid escapes');
  });

  it('refuses empty names and empty lists', () => {
    expect(() => sql.id('')).toThrow('expected a name in sql.id');
    expect(() => sql.list([])).toThrow('expected an array of at least one value in sql.list');
    expect(() => sql.list(new Array(1))).toThrow('got undefined');
  });
});

describe('compose', () => {
  it('writes frames and names as the engine does, and binds the rest in order', () => {
    const minimum = 10n;
    const query = sql`select ${sql.id('a "b"')} from ${orders} where amount > ${minimum} and day is ${null}`;
    expect(composed(query)).toEqual({
      text: 'select "a ""b""" from "bronze.orders" where amount > $1 and day is $2',
      parameters: [10n, null],
    });
  });

  it('puts queries within queries in parentheses', () => {
    const large = sql`select * from ${orders} where amount > ${5}`;
    expect(composed(sql`select ${1} from ${large} as large where a < ${2}`)).toEqual({
      text: 'select $1 from (select * from "bronze.orders" where amount > $2) as large where a < $3',
      parameters: [1, 5, 2],
    });
  });

  it('closes the parenthesis after a comment', () => {
    expect(composed(sql`from ${sql`select 1 -- one`}`).text).toBe('from (select 1 -- one\n)');
  });

  it('tells where each piece of the text comes from', () => {
    const inner = sql`select ${1} as one`;
    const query = sql`select * from ${inner} where a = ${2}`;
    const { text, pieces } = compose(query, dialect);

    const read = pieces.map(({ at, query: from, index }) => {
      const string = from.strings[index] ?? '';
      return [from === inner ? 'inner' : 'outer', string, text.startsWith(string, at)];
    });
    expect(read).toEqual([
      ['outer', 'select * from ', true],
      ['inner', 'select ', true],
      ['inner', ' as one', true],
      ['outer', ' where a = ', true],
      ['outer', '', true],
    ]);
  });

  it('puts commas between the values of a list', () => {
    const list = sql.list([1, 'b', sql.id('c'), sql.list([true, null])]);
    expect(composed(sql`where a in (${list})`)).toEqual({
      text: 'where a in ($1, $2, "c", $3, $4)',
      parameters: [1, 'b', true, null],
    });
  });

  it('never lets a bound value into the text', () => {
    const value = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.bigInt(), fc.double());
    fc.assert(
      fc.property(value, value, fc.array(value, { minLength: 1 }), (a, b, list) => {
        const of = (x: SqlValue, y: SqlValue, all: readonly SqlValue[]) =>
          composed(sql`select ${x} from ${sql`select ${y}`} where c in (${sql.list(all)})`);
        const { text, parameters } = of(a, b, list);
        expect(parameters).toEqual([a, b, ...list]);
        expect(text).toBe(
          of(
            0,
            0,
            list.map(() => 0),
          ).text,
        );
        const marked = `§${a}§`;
        expect(of(marked, marked, [marked]).text).not.toContain(marked);
      }),
    );
  });
});
