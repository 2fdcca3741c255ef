import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import {
  columnBatch,
  type Engine,
  eachBatch,
  eachColumnBatch,
  entity,
  pipe,
  plan,
  Registry,
  run,
  type Sql,
  sql,
  toResult,
} from 'rekindle';
import { lastValueFrom, of } from 'rxjs';
import type { Row } from './compare.ts';
import { openShop, repeated, written } from './shop.ts';

const readings = entity('bronze.readings', {
  schema: { id: 'int32', sensor: 'text', celsius: 'double' },
});
const converted = entity('silver.readings', {
  schema: { id: 'int32', sensor: 'text', fahrenheit: 'double' },
});

interface Reading {
  readonly id: number;
  readonly sensor: string;
  readonly celsius: number;
}

const byRows = pipe('convert', {
  inputs: [readings],
  output: converted,
  run: ({ bronze_readings }) =>
    eachBatch(bronze_readings, (rows) =>
      of(
        (rows as unknown as readonly Reading[]).map(({ id, sensor, celsius }) => ({
          id,
          sensor,
          fahrenheit: celsius * 1.8 + 32,
        })),
      ),
    ),
});

const byColumns = pipe('convert', {
  inputs: [readings],
  output: converted,
  run: ({ bronze_readings }) =>
    eachColumnBatch(bronze_readings, ({ columns: { id = [], sensor = [], celsius = [] } }) =>
      of(columnBatch({ id, sensor, fahrenheit: (celsius as Float64Array).map((c) => c * 1.8 + 32) })),
    ),
});

/** Transforms in TypeScript against loops over the same rows that somebody wrote by hand. */
export const transforms: readonly Row[] = [
  {
    bench: 'ts-transform',
    ours: '1 million rows through a TypeScript transform',
    rival: 'read and appended by hand',
    goal: 1.2,
    batch: 1,
    rounds: 9,
    contest: () => contest(byRows, rowsByHand),
  },
  {
    bench: 'ts-transform-columns',
    ours: '1 million rows through a transform of columns',
    rival: 'read and appended by hand, chunk by chunk',
    goal: 1.2,
    batch: 1,
    rounds: 15,
    contest: () => contest(byColumns, chunksByHand),
  },
  {
    bench: 'ts-transform-memory',
    ours: 'most memory, MB, with 4 million rows through a transform',
    rival: 'with 1 million',
    goal: 1.15,
    study: memory,
  },
];

async function contest(convert: typeof byRows, byHand: (typed: DuckDBConnection) => Promise<void>) {
  const { engine, typed } = await openShop();
  await written(engine, readings, rowsUpTo(1_000_000));
  await typed.run(
    "create table readings as select range::integer as id, 'sensor ' || range % 100 as sensor, range / 7 as celsius from range(1000000)",
  );
  return {
    ours: (n: number) => repeated(n, () => through(convert, engine)),
    rival: (n: number) => repeated(n, () => byHand(typed)),
  };
}

const rowsUpTo = (rows: number): ReturnType<Sql> =>
  sql`select range::integer as id, 'sensor ' || range % 100 as sensor, range / 7 as celsius from range(${rows})`;

async function through(convert: typeof byRows, engine: Engine): Promise<void> {
  const definitions = plan(new Registry().add(convert).wiring());
  const { counts } = await lastValueFrom(run(definitions, { engine }).pipe(toResult()));
  if (counts.succeeded !== 1) throw new Error('expected the pipe to succeed');
}

const TABLE = 'create or replace table converted (id integer, sensor varchar, fahrenheit double)';

async function rowsByHand(typed: DuckDBConnection): Promise<void> {
  await typed.run(TABLE);
  const appender = await typed.createAppender('converted');
  const result = await typed.stream('select id, sensor, celsius from readings');
  for await (const rows of result.yieldRowObjectJs()) {
    for (const { id, sensor, celsius } of rows as unknown as readonly Reading[]) {
      appender.appendInteger(id);
      appender.appendVarchar(sensor);
      appender.appendDouble(celsius * 1.8 + 32);
      appender.endRow();
    }
  }
  appender.closeSync();
}

async function chunksByHand(typed: DuckDBConnection): Promise<void> {
  await typed.run(TABLE);
  const appender = await typed.createAppender('converted');
  const types: DuckDBType[] = [0, 1, 2].map((i) => appender.columnType(i));
  const result = await typed.stream('select id, sensor, celsius from readings');
  for (let read = await result.fetchChunk(); read && read.rowCount > 0; read = await result.fetchChunk()) {
    const [ids = [], sensors = [], celsius = []] = read.getColumns();
    const chunk = DuckDBDataChunk.create(types, read.rowCount);
    chunk.setColumns([ids, sensors, celsius.map((c) => (c as number) * 1.8 + 32)]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** What the database holds for itself is limited, so that what is left is what a transform needs. */
async function memory() {
  const { engine } = await openShop({ memoryLimit: '256MB' });
  const most = async (rows: number) => {
    await written(engine, readings, rowsUpTo(rows));
    await through(byRows, engine);
    return process.resourceUsage().maxRSS / 1_024;
  };
  await most(1_000_000);
  const rival = await most(1_000_000);
  return [{ ours: await most(4_000_000), rival }];
}
