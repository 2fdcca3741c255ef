import { describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import type { DefinitionError } from '../../lib/definitions/definitionError.ts';
import { type EntityOptions, entity } from '../../lib/definitions/entity.ts';
import { failureOf } from '../support/failureOf.ts';

const Order = t.type({ orderId: t.number, customerId: t.number });

/** As in code that no compiler has seen. */
const untyped = (id: unknown, options?: unknown) => () => entity(id as string, options as EntityOptions);
const problemsOf = (define: () => unknown) => (failureOf(define) as DefinitionError).problems;

describe('entity', () => {
  it('has a name, a layer, and nothing else unless told', () => {
    expect(entity('silver.orders')).toEqual({
      kind: 'entity',
      id: 'silver.orders',
      name: 'silver.orders',
      schema: undefined,
      keys: [],
      partitions: [],
      tags: {},
      layer: 'silver',
    });
    expect(entity('orders').layer).toBeUndefined();
    expect(entity('silver.orders', { layer: 'clean' }).layer).toBe('clean');
  });

  it('cannot be changed, neither by itself nor through what it was made from', () => {
    const keys: ('id' | 'day')[] = ['id'];
    const schema = { id: 'bigint', day: 'date' };
    const made = entity('a.b', { schema, keys, tags: { domain: 'sales' } });
    keys.push('day');
    schema.day = 'text';
    expect(made.keys).toEqual(['id']);
    expect(made.schema).toEqual({ id: 'bigint', day: 'date' });
    for (const part of [made, made.keys, made.partitions, made.tags, made.schema])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it.each(['orders', 'silver.orders', '_raw.order-lines.v2', 'silver.2024', 'Sales.dailyTotals'])(
    'takes %s for an id',
    (id) => expect(entity(id).id).toBe(id),
  );

  it.each([
    ['', undefined],
    ['silver..orders', 'silver.orders'],
    ['.orders', 'orders'],
    ['silver.', 'silver'],
    ['silver orders', 'silver_orders'],
    ['silver/orders', 'silver.orders'],
    ['2024.orders', undefined],
    ['größe', 'gr_e'],
    [7, undefined],
    [undefined, undefined],
  ])('refuses %p for an id', (id, nearest) => {
    const [problem, ...others] = problemsOf(untyped(id));
    expect(problem?.nearest).toBe(nearest);
    expect(others).toEqual([]);
  });

  it('tells everything that is wrong at once, each with what was probably meant', () => {
    const failure = failureOf(
      untyped('silver orders', {
        schema: { order_id: 'bigint', day: 'date' },
        keys: ['orderid', 'day', 'day'],
        partition: ['day'],
        partitions: ['dya'],
        tags: ['finance'],
        name: 5,
      }),
    ) as DefinitionError;
    expect(failure.name).toBe('DefinitionError');
    expect(failure.definition).toBe('entity "silver orders"');
    expect(failure.problems.map(({ culprit, nearest }) => [culprit, nearest])).toEqual([
      ['silver orders', 'silver_orders'],
      ['partition', 'partitions'],
      ['tags', undefined],
      ['name', undefined],
      ['orderid', 'order_id'],
      ['day', undefined],
      ['dya', 'day'],
    ]);
    expect(failure.message).toContain('7 things are wrong');
    expect(failure.message).toContain(
      'orderid: expected a column of the schema (order_id, day) in keys; did you mean "order_id"?',
    );
  });

  it('knows the columns of io-ts codecs, as far as they tell', () => {
    const Extra = t.partial({ note: t.string });
    expect(problemsOf(untyped('a', { schema: Order, keys: ['orderid'] }))[0]?.nearest).toBe('orderId');
    expect(problemsOf(untyped('a', { schema: t.exact(Order), keys: ['nothing'] }))).toHaveLength(1);
    expect(entity('a', { schema: t.intersection([Order, Extra]), keys: ['note'] }).keys).toEqual(['note']);
    expect(entity('a', { schema: t.UnknownRecord, keys: ['whatever'] }).keys).toEqual(['whatever']);
  });

  it.each([
    [null, 'options: expected an object, got null'],
    [{ schema: { id: 7 } }, 'schema: expected an io-ts codec, or an object of column types, got an object'],
    [{ keys: 'id' }, 'keys: expected an array of texts, got "id"'],
    [{ tags: { a: 1 } }, 'tags: expected an object of texts, got an object'],
    [{ layer: '' }, 'layer: expected a text, got ""'],
    [{ toString: 1 }, 'toString: expected one of the options'],
  ])('refuses the options %p', (options, message) => {
    expect(untyped('a', options)).toThrow(`entity "a": ${message}`);
  });
});
