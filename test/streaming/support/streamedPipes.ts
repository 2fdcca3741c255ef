import { map, type Subscription } from 'rxjs';
import type { Engine } from '../../../lib/data/engine.ts';
import type { Slice } from '../../../lib/data/slice.ts';
import type { WriteMode } from '../../../lib/data/writeMode.ts';
import { type Entity, entity } from '../../../lib/definitions/entity.ts';
import { type Pipe, pipe } from '../../../lib/definitions/pipe.ts';
import { pipeQuery } from '../../../lib/streaming/microBatches/pipeQuery.ts';
import type { PipeQueryOptions } from '../../../lib/streaming/microBatches/pipeQueryOptions.ts';
import type { QueryProgress } from '../../../lib/streaming/queries/queryProgress.ts';
import type { QueryWatch } from '../../../lib/streaming/queries/queryWatch.ts';
import { SimulatedScheduler } from '../../../lib/testing/simulatedScheduler.ts';
import { now } from '../../data/support/now.ts';

export const events = entity('bronze.events');
export const even = entity('silver.even');

/** Passes on the events with an even number. */
export const evens = pipe('evens', {
  inputs: [events],
  output: even,
  mode: 'both',
  run: ({ bronze_events }) =>
    bronze_events.rows().pipe(map((rows) => rows.filter(({ n }) => Number(n) % 2 === 0))),
});

export const orders = entity('bronze.orders', { keys: ['id'] });
export const doubled = entity('silver.doubled', { keys: ['id'] });

/** Doubles the amount of orders. */
export const doubles = pipe('doubles', {
  inputs: [orders],
  output: doubled,
  mode: 'stream',
  run: ({ bronze_orders }) =>
    bronze_orders
      .rows()
      .pipe(map((rows) => rows.map((row) => ({ ...row, amount: 2 * Number(row['amount']) })))),
});

/** Rows with these numbers. */
export const numbered = (...numbers: readonly number[]) => numbers.map((n) => ({ n }));

/** Those from one number up to and with another. */
export const fromTo = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

export const write = (
  engine: Engine,
  to: Entity,
  rows: readonly object[],
  mode: WriteMode = { mode: 'append' },
) => now(engine.write(to, [rows], mode, { ensure: true }));

export const rowsOf = (engine: Engine, of: Entity, slice?: Slice) =>
  now(engine.read(of, slice).rows()).flat();

export const numbersOf = (engine: Engine, of: Entity) => rowsOf(engine, of).map(({ n }) => Number(n));

/** A pipe that runs as a query in simulated time, and what it told. */
export function running(of: Pipe, options: PipeQueryOptions, watch: QueryWatch = {}) {
  const scheduler = new SimulatedScheduler();
  const progress: QueryProgress[] = [];
  const ends: unknown[] = [];
  const query = pipeQuery(of, options);
  const start = (more: QueryWatch = {}): Subscription =>
    query.watched({ scheduler, ...watch, ...more }).subscribe({
      next: (told) => progress.push(told),
      error: (error: unknown) => ends.push(error),
      complete: () => ends.push('completed'),
    });
  /** Batch ids and rows, without those that tell that there was nothing to do. */
  const batches = () =>
    progress
      .filter(({ numInputRows }) => numInputRows > 0)
      .map(({ batchId, numInputRows }) => [batchId, numInputRows]);
  return { scheduler, query, progress, ends, start, batches };
}

export const noted = (engine: Engine, queryId: string) => now(engine.notes('checkpoint'))[0]?.get(queryId);
