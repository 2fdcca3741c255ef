import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { checkEntity } from '../../../lib/data/checks/checkEntity.ts';
import type { CheckResult } from '../../../lib/data/checks/checkResult.ts';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { type Entity, entity } from '../../../lib/definitions/entity.ts';
import { expects } from '../../../lib/definitions/expects.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import { type DuckdbText, duckdbText } from '../support/duckdbText.ts';
import { now } from '../support/now.ts';

const rows = [
  { id: 1, site: 'a', status: 'open', amount: 5 },
  { id: 2, site: 'a', status: 'shut', amount: 500 },
  { id: 2, site: 'a', status: 'odd', amount: null },
  { id: 2, site: null, status: null, amount: -1 },
];

const checked = (id: string) =>
  entity(id, {
    checks: [
      expects.notNull(['id']),
      expects.notNull(['site', 'amount']),
      expects.unique('id'),
      expects.unique(['id', 'site']),
      expects.acceptedValues('status', ['open', 'shut']),
      expects.range('amount', { min: 0, max: 100 }),
      expects.range('amount', { min: -1 }, { name: 'wide' }),
      expects.rowCount({ min: 1 }),
      expects.rowCount({ max: 3 }, { name: 'few' }),
    ],
  });

const inShort = (results: readonly CheckResult[]) =>
  results.map(({ name, status, violations, sample }) => [name, status, violations, sample.length]);

const found = [
  ['notNull(id)', 'passed', 0, 0],
  ['notNull(site, amount)', 'failed', 2, 2],
  ['unique(id)', 'failed', 2],
  ['unique(id, site)', 'failed', 1, 1],
  ['acceptedValues(status)', 'failed', 1, 1],
  ['range(amount)', 'failed', 2, 2],
  ['wide', 'passed', 0, 0],
  ['rowCount', 'passed', 0, 0],
  ['few', 'failed', 1, 0],
];

describe('checkEntity, of what came since a version', () => {
  const orders = entity('since', {
    schema: { id: 'integer', site: 'string' },
    checks: [expects.unique('id'), expects.notNull('site'), expects.rowCount({ max: 2 })],
  });
  const batches = [
    [{ id: 1, site: null }],
    [
      { id: 1, site: null },
      { id: 2, site: 'a' },
    ],
  ];
  const counts = (results: readonly CheckResult[]) =>
    results.map(({ name, rows, violations, sample }) => [name, rows, violations, sample]);
  const expected = [
    ['unique(id)', 3, 1, [{ id: 1 }]],
    ['notNull(site)', 2, 1, [{ id: 1, site: null }]],
    ['rowCount', 3, 1, []],
  ];

  it.each([
    ['memory', () => memoryEngine()],
    ['DuckDB', () => duckdbEngine(':memory:')],
  ])(
    'looks at new rows where each tells by itself, and at all for the others, on %s',
    async (_, engineOf) => {
      const engine = engineOf();
      for (const batch of batches)
        await lastValueFrom(engine.write(orders, [batch], { mode: 'append' }, { ensure: true }));
      expect(counts(await firstValueFrom(checkEntity(orders, engine, { since: 1 })))).toEqual(expected);
      await lastValueFrom(engine.close());
    },
  );
});

describe('checkEntity, by rows', () => {
  const stored = (of: Entity, given: readonly object[] = rows) => {
    const engine = memoryEngine({ batchSize: 2 });
    now(engine.write(of, [given], { mode: 'append' }, { ensure: true }));
    return engine;
  };

  it('finds what is not as expected, and shows some of it', () => {
    const orders = checked('orders');
    const [results = []] = now(checkEntity(orders, stored(orders)));
    expect(inShort(results)).toEqual(
      found.map(([name, ...rest]) => (name === 'unique(id)' ? [name, ...rest, 2] : [name, ...rest])),
    );
    expect(results.every((result) => result.rows === 4)).toBe(true);
    expect(results[3]?.sample).toEqual([{ id: 2, site: 'a' }]);
    expect(results[4]?.sample).toEqual([rows[2]]);
  });

  it('shows no more than it is asked to', () => {
    const orders = checked('orders');
    const [results = []] = now(checkEntity(orders, stored(orders), { sample: 1 }));
    expect(results.map(({ sample }) => sample.length)).toEqual([0, 1, 1, 1, 1, 1, 0, 0, 0]);
  });

  it('takes an empty table for one', () => {
    const orders = checked('orders');
    const [results = []] = now(checkEntity(orders, stored(orders, [])));
    expect(inShort(results).filter(([, status]) => status !== 'passed')).toEqual([
      ['rowCount', 'failed', 1, 0],
    ]);
  });

  it('calls a check broken that its engine cannot make, and makes the others', () => {
    const orders = entity('orders', {
      checks: [expects.sql('custom', (all) => sql`select * from ${all}`), expects.notNull('id')],
    });
    const [results = []] = now(checkEntity(orders, stored(orders)));
    expect(inShort(results)).toEqual([
      ['custom', 'broken', undefined, 0],
      ['notNull(id)', 'passed', 0, 0],
    ]);
    expect(results[0]?.error).toMatchObject({
      message: 'expected an engine with SQL for the check custom, got memory',
    });
  });

  it('calls all of them broken where there is no table', () => {
    const orders = checked('orders');
    const [results = []] = now(checkEntity(orders, memoryEngine()));
    expect(results.map(({ status }) => status)).toEqual(new Array(9).fill('broken'));
    expect(results[0]?.error).toMatchObject({ name: 'EngineError', errorClass: 'not_found' });
  });

  it('asks nothing where there are no checks', () => {
    expect(now(checkEntity(entity('orders'), memoryEngine()))).toEqual([[]]);
  });
});

describe('checkEntity, by SQL that DuckDB runs', () => {
  let duckdb: DuckdbText;
  beforeAll(async () => {
    duckdb = await duckdbText();
    await duckdb.ask(`create table orders as select * from (values (1, 'a', 'open', 5), (2, 'a', 'shut', 500),
      (2, 'a', 'odd', null), (2, null, null, -1)) as t(id, site, status, amount)`);
    await duckdb.ask('create table none as from orders limit 0');
  });
  afterAll(() => duckdb.close());

  const results = (of: Entity) => firstValueFrom(checkEntity(of, duckdb.engine));

  it('finds what the rows say, in one statement and one for each that failed', async () => {
    duckdb.texts.length = 0;
    expect(inShort(await results(checked('orders')))).toEqual(
      found.map(([name, ...rest]) => (name === 'unique(id)' ? [name, ...rest, 1] : [name, ...rest])),
    );
    expect(duckdb.texts).toHaveLength(1 + 5);
  });

  it('finds nothing in an empty table but that it is empty', async () => {
    const all = await results(checked('none'));
    expect(inShort(all).filter(([, status]) => status !== 'passed')).toEqual([
      ['rowCount', 'failed', 1, 0],
    ]);
  });

  it('takes each row of a query for a violation, and tells which check it is that is broken', async () => {
    const orders = entity('orders', {
      checks: [
        expects.sql('cheap', (all) => sql`select id from ${all} where amount > ${100} -- too much`),
        expects.sql('wrong', (all) => sql`select nothing from ${all}`, { severity: 'warn' }),
        expects.notNull('id'),
      ],
    });
    const all = await results(orders);
    expect(inShort(all)).toEqual([
      ['cheap', 'failed', 1, 1],
      ['wrong', 'broken', undefined, 0],
      ['notNull(id)', 'passed', 0, 0],
    ]);
    expect(all[0]?.sample).toEqual([{ id: 2 }]);
    expect(all[1]?.error).toMatchObject({ message: expect.stringContaining('nothing') });
  });
});
