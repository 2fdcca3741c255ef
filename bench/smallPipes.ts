import {
  type Engine,
  type Entity,
  entity,
  pipe,
  pipeQuery,
  plan,
  Registry,
  run,
  sql,
  toResult,
} from 'rekindle';
import { lastValueFrom, tap } from 'rxjs';
import type { Row } from './compare.ts';
import { ended, openShop, repeated, written } from './shop.ts';

const PIPES = 50;
const ROWS = 1_000;
const BATCHES = 100;

/** What is kept beside the rows must not cost more than a small pipe does. */
export const smallPipes: readonly Row[] = [
  {
    bench: 'bookkeeping',
    ours: 'pipe over 1,000 new rows, with version, history, watermark and lineage',
    rival: 'the same statement, typed; at most 5 ms less',
    allowance: 5e6 * PIPES,
    goal: 1,
    batch: 1,
    rounds: 9,
    contest: bookkeeping,
  },
  {
    bench: 'micro-batch',
    ours: '100 micro-batches of 1,000 rows, exactly once',
    rival: 'nothing; at most 10 ms a batch',
    allowance: 10e6 * BATCHES,
    goal: 1,
    batch: 1,
    rounds: 5,
    contest: microBatches,
  },
];

const schema = { id: 'bigint', amount: 'double' };

async function bookkeeping() {
  const { engine, typed } = await openShop();
  const sources = Array.from({ length: PIPES }, (_, i) => entity(`bronze.source${i}`, { schema }));
  const pipes = sources.map((source, i) =>
    pipe(`pipe${i}`, {
      inputs: [source],
      output: entity(`silver.output${i}`, { schema }),
      incremental: true,
      write: 'append',
      run: (inputs) => sql`select id, amount * 1.2 as amount from ${Object.values(inputs)[0] as never}`,
    }),
  );
  const definitions = plan(new Registry().add(pipes).wiring());
  for (let i = 0; i < PIPES; i++)
    await typed.run(
      `create table source${i} (id bigint, amount double, version bigint); create table output${i} (id bigint, amount double)`,
    );
  let version = 0;
  const lineage = { packageName: 'bench', packageVersion: '1.0.0' };
  return {
    reset: async () => {
      version += 1;
      for (const [i, source] of sources.entries()) {
        await written(engine, source, sql`select range as id, range / 7 as amount from range(${ROWS})`, {
          mode: 'append',
        });
        await typed.run(`insert into source${i} select range, range / 7, ${version} from range(${ROWS})`);
      }
    },
    ours: (n: number) =>
      repeated(n, async () => {
        const options = { engine, lineage, concurrency: 1 };
        const { counts } = await lastValueFrom(run(definitions, options).pipe(toResult()));
        if (counts.succeeded !== PIPES)
          throw new Error(`expected ${PIPES} pipes to succeed, got ${JSON.stringify(counts)}`);
      }),
    rival: async (n: number) => {
      for (let i = 0; i < n * PIPES; i++)
        await typed.run(
          `insert into output${i % PIPES} select id, amount * 1.2 from source${i % PIPES} where version = ${version}`,
        );
    },
  };
}

async function microBatches() {
  const { engine } = await openShop();
  let turn = 0;
  let events: Entity = entity('bronze.none');
  let doubled: Entity = events;
  return {
    reset: async () => {
      turn += 1;
      events = entity(`bronze.events${turn}`, { schema });
      doubled = entity(`silver.events${turn}`, { schema });
      for (let i = 0; i < BATCHES; i++)
        await written(
          engine,
          events,
          sql`select range as id, range / 7 as amount from range(${i * ROWS}, ${(i + 1) * ROWS})`,
          {
            mode: 'append',
          },
        );
    },
    ours: (n: number) => repeated(n, () => streamed(engine, events, doubled)),
    rival: () => undefined,
  };
}

async function streamed(engine: Engine, events: Entity, doubled: Entity): Promise<void> {
  const double = pipe(`double.${events.id}`, {
    inputs: [events],
    output: doubled,
    mode: 'stream',
    run: (inputs) => sql`select id, amount * 2 as amount from ${Object.values(inputs)[0] as never}`,
  });
  let batches = 0;
  const query = pipeQuery(double, { engine, maxRows: ROWS, trigger: 'available_now' });
  await ended(
    query.watched().pipe(
      tap(({ numInputRows }) => {
        if (numInputRows > 0) batches += 1;
      }),
    ),
  );
  const counted = engine.query(
    sql`select count(*)::integer as n, count(distinct id)::integer as ids from ${engine.read(doubled)}`,
  );
  const [row] = (await ended(counted.rows())) ?? [];
  if (batches !== BATCHES || row?.['n'] !== ROWS * BATCHES || row?.['ids'] !== ROWS * BATCHES)
    throw new Error(
      `expected ${BATCHES} batches and each row once, got ${batches} and ${JSON.stringify(row)}`,
    );
}
