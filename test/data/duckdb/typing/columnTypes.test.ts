import { describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import { columnTypes } from '../../../../lib/data/duckdb/typing/columnTypes.ts';
import { entity } from '../../../../lib/definitions/entity.ts';
import { failureOf } from '../../../support/failureOf.ts';

const dateFromText = new t.Type<Date, string, unknown>(
  'DateFromISOString',
  (value): value is Date => value instanceof Date,
  (value, context) => (typeof value === 'string' ? t.success(new Date(value)) : t.failure(value, context)),
  (date) => date.toISOString(),
);
const nameless = <A>(is: (value: unknown) => value is A) =>
  new t.Type<A>(
    'Whatever',
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );

const rows = t.intersection([
  t.type({
    id: t.Int,
    name: t.string,
    amount: t.union([t.number, t.null]),
    ok: t.boolean,
    large: t.bigint,
    at: dateFromText,
    kind: t.union([t.literal('a'), t.literal('b')]),
    status: t.keyof({ open: null, closed: null }),
    tags: t.readonlyArray(t.string),
    place: t.type({ city: t.string, at: t.type({ x: t.number }) }),
    loose: t.type({ must: t.string, may: t.partial({ be: t.number }) }),
    either: t.union([t.string, t.number]),
    words: t.record(t.string, t.number),
    anything: t.unknown,
    never: t.null,
    short: t.brand(
      t.string,
      (text): text is t.Branded<string, { readonly Short: symbol }> => text.length < 5,
      'Short',
    ),
    mine: nameless((value): value is Date => value instanceof Date),
  }),
  t.partial({ note: t.string }),
]);

describe('columnTypes', () => {
  it('tells the types of the fields of a codec', () => {
    expect(columnTypes(entity('silver.orders', { schema: rows }))).toEqual({
      id: 'BIGINT',
      name: 'VARCHAR',
      amount: 'DOUBLE',
      ok: 'BOOLEAN',
      large: 'BIGINT',
      at: 'TIMESTAMP',
      kind: 'VARCHAR',
      status: 'VARCHAR',
      tags: 'VARCHAR[]',
      place: 'STRUCT("city" VARCHAR, "at" STRUCT("x" DOUBLE))',
      loose: 'STRUCT("must" VARCHAR, "may" JSON)',
      either: 'JSON',
      words: 'JSON',
      anything: 'JSON',
      never: 'VARCHAR',
      short: 'VARCHAR',
      mine: 'TIMESTAMP',
      note: 'VARCHAR',
    });
  });

  it('tells the types of declared columns, in their order', () => {
    const schema = { id: 'integer', name: 'string', at: 'Date' };

    expect(Object.entries(columnTypes(entity('a', { schema })) ?? {})).toEqual([
      ['id', 'BIGINT'],
      ['name', 'VARCHAR'],
      ['at', 'TIMESTAMP'],
    ]);
  });

  it('tells nothing where nothing is declared', () => {
    expect(columnTypes(entity('a'))).toBeUndefined();
    expect(columnTypes(entity('a', { schema: t.UnknownRecord }))).toBeUndefined();
  });

  it('refuses a type that DuckDB does not have, with the column and what may be meant', () => {
    const orders = entity('silver.orders', { schema: { id: 'number', name: 'strng' } });

    expect(failureOf(() => columnTypes(orders))).toMatchObject({
      name: 'EngineError',
      errorClass: 'invalid',
      entityId: 'silver.orders',
      message:
        'silver.orders: column name: expected a type that DuckDB has, got "strng"; did you mean string?',
    });
  });

  it('refuses a codec of somebody’s own that does not say what it lets pass', () => {
    const schema = t.type({ odd: nameless((value): value is symbol => typeof value === 'symbol') });

    expect(() => columnTypes(entity('a', { schema }))).toThrow(
      'a: column odd: expected a type that DuckDB has, got "Whatever"',
    );
  });
});
