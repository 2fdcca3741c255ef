import {
  type Engine,
  type Entity,
  entity,
  type Frame,
  pipe,
  plan,
  Registry,
  run,
  type SqlQuery,
  sql,
  toResult,
} from 'rekindle';
import { lastValueFrom } from 'rxjs';
import { type Row, sink } from './compare.ts';
import { ended, openShop, repeated, written } from './shop.ts';

const sales = entity('bronze.sales', { schema: { id: 'bigint', shop: 'int32', amount: 'double' } });
const gross = entity('silver.gross', { schema: { id: 'bigint', shop: 'int32', gross: 'double' } });
const revenue = entity('gold.revenue', {
  schema: { shop: 'int32', orders: 'bigint', revenue: 'double' },
});
const orders = entity('silver.orders', {
  schema: { id: 'bigint', shop: 'int32', amount: 'double', note: 'text' },
  keys: ['id'],
});

/** The engine against DuckDB without it: statements over many rows, and questions about many tables. */
export const duckdb: readonly Row[] = [
  {
    bench: 'sql-pipe',
    ours: 'SQL pipe over 10 million rows into as many',
    rival: 'the same statement, typed',
    goal: 1.05,
    batch: 1,
    rounds: 9,
    contest: () =>
      sqlPipe(
        gross,
        (from) => sql`select id, shop, amount * 1.2 as gross from ${from}`,
        'select id, shop, amount * 1.2 as gross from sales',
      ),
  },
  {
    bench: 'sql-pipe-sums',
    ours: 'SQL pipe over 10 million rows into sums',
    rival: 'the same statement, typed',
    goal: 1.05,
    batch: 1,
    rounds: 21,
    contest: () =>
      sqlPipe(
        revenue,
        (from) => sql`select shop, count(*) as orders, sum(amount) as revenue from ${from} group by shop`,
        'select shop, count(*) as orders, sum(amount) as revenue from sales group by shop',
      ),
  },
  {
    bench: 'merge',
    ours: 'merge of 100,000 rows into 1 million, counted',
    rival: 'the MERGE statement',
    goal: 0.7,
    batch: 1,
    rounds: 15,
    contest: merge,
  },
  {
    bench: 'versions-1000',
    ours: 'versions of 1,000 entities',
    rival: 'a query of one row',
    goal: 1.2,
    batch: 50,
    contest: versions,
  },
];

/** The same rows in both, which a pipe makes others of. */
async function sqlPipe(output: Entity, query: (from: Frame) => SqlQuery, statement: string) {
  const { engine, typed } = await openShop();
  await written(
    engine,
    sales,
    sql`select range as id, (range % 1000)::integer as shop, (range % 9973) / 7 as amount from range(10000000)`,
  );
  await typed.run(
    'create table sales as select range as id, (range % 1000)::integer as shop, (range % 9973) / 7 as amount from range(10000000)',
  );
  const made = pipe('make', { inputs: [sales], output, run: ({ bronze_sales }) => query(bronze_sales) });
  const definitions = plan(new Registry().add(made).wiring());
  return {
    ours: (n: number) =>
      repeated(n, async () => {
        const { counts } = await lastValueFrom(run(definitions, { engine }).pipe(toResult()));
        if (counts.succeeded !== 1) throw new Error('expected the pipe to succeed');
      }),
    rival: (n: number) => repeated(n, () => typed.run(`create or replace table made as ${statement}`)),
  };
}

/** Of the rows that come nine in ten are there, and each batch brings other values. */
async function merge() {
  const { engine, typed } = await openShop();
  await written(
    engine,
    orders,
    sql`select range as id, (range % 1000)::integer as shop, range / 7 as amount, 'order ' || range as note from range(1000000)`,
  );
  await typed.run(
    "create table orders as select range as id, (range % 1000)::integer as shop, range / 7 as amount, 'order ' || range as note from range(1000000)",
  );
  let batch = 0;
  /** Where ids of rows that are there begin, and those of rows that are not. */
  const places = () => ({ old: (batch * 37_501) % 900_000, fresh: 1_000_000 + batch * 10_000 });
  return {
    reset: () => {
      batch += 1;
    },
    ours: (n: number) => repeated(n, () => merged(engine, batch, places())),
    rival: (n: number) => repeated(n, () => typed.run(mergeStatement(batch, places()))),
  };
}

interface Places {
  readonly old: number;
  readonly fresh: number;
}

async function merged(engine: Engine, batch: number, { old, fresh }: Places): Promise<void> {
  const changes = sql`
    select case when i % 10 = 0 then ${fresh} + i // 10 else ${old} + i end as id,
      1::integer as shop, (i + ${batch})::double as amount, 'batch ' || ${batch} as note
    from (select range as i from range(100000))`;
  const { inserted, updated } = await written(engine, orders, changes, { mode: 'merge' });
  if (inserted !== 10_000 || updated !== 90_000)
    throw new Error(`expected 10,000 inserted and 90,000 updated, got ${inserted} and ${updated}`);
}

const mergeStatement = (batch: number, { old, fresh }: Places) => `
  merge into orders using (
    select case when i % 10 = 0 then ${fresh} + i // 10 else ${old} + i end as id,
      1::integer as shop, (i + ${batch})::double as amount, 'batch ' || ${batch} as note
    from (select range as i from range(100000))) s
  on orders.id = s.id
  when matched then update set shop = s.shop, amount = s.amount, note = s.note
  when not matched then insert values (s.id, s.shop, s.amount, s.note)`;

async function versions() {
  const { engine, typed } = await openShop();
  const ids = Array.from({ length: 1_000 }, (_, i) => `bronze.e${i}`);
  await ended(
    engine.transaction(async (inside) => {
      for (const id of ids) await ended(inside.ensure(entity(id, { schema: { id: 'bigint' } })));
      return [];
    }),
  );
  await typed.run('create table one as select 1 as version');
  return {
    ours: (n: number) =>
      repeated(n, async () => {
        sink.seen += (await ended(engine.versions(ids)))?.size ?? 0;
      }),
    rival: (n: number) =>
      repeated(n, async () => {
        const result = await typed.runAndReadAll('select version from one');
        sink.seen += result.getRowsJS().length;
      }),
  };
}
