import { describe, expect, it } from '@jest/globals';
import type { DefinitionError } from '../../lib/definitions/definitionError.ts';
import { type EntityOptions, entity } from '../../lib/definitions/entity.ts';
import { expects } from '../../lib/definitions/expects.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { failureOf } from '../support/failureOf.ts';

const schema = { order_id: 'bigint', status: 'text', amount: 'double' };
const problemsOf = (options: unknown) => {
  const define = () => entity('orders', options as EntityOptions);
  return (failureOf(define) as DefinitionError).problems.map(({ culprit, message, nearest }) =>
    [culprit, message, nearest].filter((part) => part !== undefined),
  );
};

describe('expects', () => {
  it('is called like what it expects, fails, and blocks all, unless told otherwise', () => {
    expect(expects.unique(['a', 'b'])).toEqual({
      ...{ kind: 'unique', columns: ['a', 'b'] },
      ...{ name: 'unique(a, b)', severity: 'fail', blocks: 'all' },
    });
    expect(expects.rowCount({ min: 1 })).toMatchObject({ name: 'rowCount', min: 1 });
    expect(expects.range('a', { max: 2 }, { severity: 'warn' })).toMatchObject({
      severity: 'warn',
      blocks: 'none',
    });
    expect(expects.notNull('a', { name: 'ids', blocks: ['gold.*'] })).toMatchObject({
      name: 'ids',
      blocks: ['gold.*'],
    });
  });

  it('cannot be changed through what it was made from', () => {
    const values = ['open'];
    const made = expects.acceptedValues('status', values);
    values.push('shut');
    expect(made).toMatchObject({ values: ['open'] });
    expect(Object.isFrozen(made)).toBe(true);
  });
});

describe('checks of an entity', () => {
  it('are kept, in order', () => {
    const checks = [
      expects.notNull('order_id'),
      expects.sql('no_gaps', (rows) => sql`select * from ${rows}`),
    ];
    expect(entity('orders', { schema, checks, maxAge: 1_000 })).toMatchObject({ checks, maxAge: 1_000 });
  });

  it('are told with everything that is wrong, each with what was probably meant', () => {
    expect(
      problemsOf({
        schema,
        checks: [
          expects.notNull('orderid'),
          expects.unique([]),
          expects.acceptedValues('status', []),
          expects.range('amount', {}),
          expects.rowCount({ min: 5, max: 2 }),
          expects.notNull('amount', { name: 'rowCount' }),
          expects.notNull('status', { severity: 'warning' as 'warn', blocks: ['gold..x'] }),
          { kind: 'uniqe', name: 'x', severity: 'fail', blocks: 'all' },
          { kind: 'sql', name: 'y', severity: 'fail', blocks: 'all' },
          'notNull',
        ],
      }),
    ).toEqual([
      [
        'orderid',
        'expected a column of the schema (order_id, status, amount) in the check notNull(orderid)',
        'order_id',
      ],
      ['checks[1].columns', 'expected an array of texts, at least one, got an empty array'],
      [
        'checks[2].values',
        'expected an array of texts, numbers, booleans and dates, at least one, got an empty array',
      ],
      ['checks[3]', 'expected min, max or both, got neither'],
      ['checks[4]', 'expected min to be at most max, got 5 and 2'],
      ['checks[6].severity', 'expected "warn", "fail", got "warning"'],
      [
        'checks[6].blocks',
        'expected "all", "none", or a list of ids, patterns such as "gold.*", and { tag: { name: value } }, got an array of 1',
      ],
      [
        'checks[7].kind',
        'expected one of notNull, unique, acceptedValues, range, rowCount, sql, got "uniqe"',
        'unique',
      ],
      ['checks[8].query', 'expected a function that gives a query, got nothing'],
      ['checks[9]', 'expected a check, such as expects.notNull("id"), got "notNull"'],
      ['rowCount', 'two checks of the entity have this name'],
    ]);
  });

  it.each([
    [{ checks: 'notNull' }, 'checks: expected an array of checks, got "notNull"'],
    [{ maxAge: 0 }, 'maxAge: expected more than 0 milliseconds, got 0'],
    [{ lineage: 'yes' }, 'lineage: expected true or false, got "yes"'],
  ])('refuse the options %j', (options, message) => {
    expect(() => entity('a', options as EntityOptions)).toThrow(`entity "a": ${message}`);
  });

  it('tell two definitions of one entity apart', () => {
    const made = () =>
      entity('orders', { checks: [expects.notNull('a'), expects.range('b', { min: 1 })], maxAge: 5 });
    const other = entity('orders', {
      checks: [expects.notNull('a'), expects.range('b', { min: 2 })],
      maxAge: 5,
    });
    expect(() => new Registry().add(made(), made())).not.toThrow();
    expect(() => new Registry().add(made(), other)).toThrow('this one differs in checks');
  });
});
