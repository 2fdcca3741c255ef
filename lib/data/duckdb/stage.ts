import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import {
  asyncScheduler,
  concat,
  concatMap,
  defer,
  EMPTY,
  expand,
  finalize,
  from,
  map,
  type Observable,
  type ObservableInput,
  observeOn,
  of,
  type SchedulerLike,
  switchMap,
} from 'rxjs';
import { isColumnBatch } from './columnBatch.ts';
import { type StagedBatch, type Stager, type StagerOptions, stager } from './stager.ts';

/** The table that rows are put into. */
export interface StageTable {
  readonly table: string;
  readonly schema?: string;
  readonly catalog?: string;
}

/** How rows are put into a table. */
export interface StageOptions extends StagerOptions {
  /** The most rows that are taken, and handed over to the table, before the event loop turns. @default 16_384 */
  readonly turnAfter?: number;
  /** @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Puts batches, of rows or of columns, into a table of a connection. What was put there is there for this
 * connection, and is undone with its transaction.
 *
 * Handing rows over keeps the event loop waiting, so it turns after each `turnAfter` rows.
 *
 * - emits how many rows were taken so far, after each turn
 * - completes when all are in the table; the last value says how many
 * - errors with the source, with `schema_mismatch` at a row that does not fit, and with what DuckDB says
 * - on unsubscribe, forgets what was not handed over
 */
export function stage(
  connection: DuckDBConnection,
  { table, schema, catalog }: StageTable,
  source: ObservableInput<StagedBatch>,
  { turnAfter = 16_384, scheduler = asyncScheduler, ...options }: StageOptions,
): Observable<number> {
  return defer(() => connection.createAppender(table, schema ?? null, catalog ?? null)).pipe(
    switchMap((appender) => {
      const taking = stager(appender, options);
      const taken = from(source).pipe(concatMap((batch) => inTurns(taking, batch, turnAfter, scheduler)));
      const rest = defer(() => {
        taking.flush();
        return of(taking.rows);
      });
      return concat(taken, rest).pipe(finalize(() => end(appender)));
    }),
  );
}

/** What was not handed over by now is not to be: closing would do it. */
function end(appender: DuckDBAppender): void {
  appender.clear();
  appender.closeSync();
}

function inTurns(
  taking: Stager,
  batch: StagedBatch,
  turnAfter: number,
  scheduler: SchedulerLike,
): Observable<number> {
  const size = isColumnBatch(batch) ? batch.rowCount : Array.isArray(batch) ? batch.length : 1;
  const turn = (begin: number) => {
    // Counted over all batches, as many small ones keep the event loop waiting just as well.
    const room = turnAfter - (taking.rows % turnAfter);
    const until = Math.min(size, begin + room);
    let at = begin;
    while (at < until) at += taking.take(batch, at, until - at);
    const isFull = taking.rows % turnAfter === 0 && at > begin;
    if (isFull) taking.flush();
    return { at, isFull };
  };
  const next = (begin: number): Observable<{ readonly at: number; readonly isFull: boolean }> =>
    defer(() => {
      const done = turn(begin);
      return done.isFull ? of(done).pipe(observeOn(scheduler)) : of(done);
    });
  return next(0).pipe(
    expand(({ at }) => (at < size ? next(at) : EMPTY)),
    map(() => taking.rows),
  );
}
