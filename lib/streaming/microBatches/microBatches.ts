import {
  BehaviorSubject,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import { exponential } from '../../../operators/backoff.ts';
import { retryWithBackoff } from '../../../operators/retryWithBackoff.ts';
import { lineageEngine } from '../../data/lineage/lineageEngine.ts';
import type { QueryContext } from '../queries/query.ts';
import type { QueryProgress } from '../queries/queryProgress.ts';
import { BatchChecks } from './batchChecks.ts';
import { batchLoop } from './batchLoop.ts';
import type { BatchRun, BatchSetup } from './batchRun.ts';
import { captureInputs } from './captureInputs.ts';
import { checkpointNote, checkpointOf } from './checkpoint.ts';
import { beginEpoch } from './epochs.ts';
import { isConflict } from './microBatch.ts';

/**
 * One run of a pipe as a stream: begins an epoch, takes hold of what it captures, and makes batch after batch from
 * its checkpoint on.
 *
 * - emits the progress of each batch once it is committed, and now and then that there was nothing to do
 * - completes when it is asked to stop, after the batch that is under way, and when no more rows can come
 * - errors when a batch fails, which has then written nothing
 * - on unsubscribe, a batch that is under way writes nothing
 */
export function microBatches(setup: BatchSetup, context: QueryContext): Observable<QueryProgress> {
  return begun(setup, context).pipe(concatMap((run) => batches(run)));
}

function begun(setup: BatchSetup, context: QueryContext): Observable<BatchRun> {
  const { engine, entity, readers } = setup;
  const { queryId, cleanStart, scheduler } = context;
  const owner = { queryId, source: entity.id, cleanStart };
  const { output } = setup.pipe;
  const ready$ = (output && engine.makeReady?.([output.id])) ?? EMPTY;
  const epoch$ = beginEpoch(engine, { ...owner, atLeast: context.epoch, beside: readers > 1 }).pipe(
    retryWithBackoff({
      maxAttempts: 10,
      backoff: exponential({ initial: 10 }),
      when: isConflict,
      scheduler,
    }),
  );
  return concat(ready$, epoch$).pipe(
    concatMap((epoch) =>
      captureInputs(setup).pipe(
        map((captured) => {
          const runId = `${queryId}/${epoch}`;
          return {
            ...setup,
            ...owner,
            context,
            epoch,
            captured,
            runId,
            engine: marking(setup, runId, context),
          };
        }),
      ),
    ),
  );
}

/** The engine, so that rows that are written carry who made them, where they are to. */
function marking(
  { engine, lineage, options: { signals } }: BatchSetup,
  runId: string,
  context: QueryContext,
) {
  if (!lineage) return engine;
  const { scheduler } = context;
  return lineageEngine(engine, lineage, { runId, scheduler, ...(signals && { emit: signals.emit }) });
}

function batches(run: BatchRun): Observable<QueryProgress> {
  const { engine, queryId, entity, open, options } = run;
  const { maxRows = 100_000, wake$ = writesTo(run) } = options;
  return defer(() => {
    /** Whether there may be something to see since it was looked for last. */
    const bell$ = new BehaviorSubject(false);
    const ring = () => bell$.next(true);
    const over$ = new Subject<void>();
    return checkpointNote(engine, queryId).pipe(
      map((note) => checkpointOf(note, run)),
      concatMap((checkpoint) => {
        const host = { queryId, engine, entity, maxRows, ring };
        return open(host, checkpoint?.position).pipe(map((driver) => ({ driver, checkpoint })));
      }),
      concatMap(({ driver, checkpoint }) => {
        const listening$ = merge(driver.feed$, wake$.pipe(tap(ring)));
        const loop$ = batchLoop(run, { driver, checkpoint, bell$, checks: new BatchChecks(run) });
        return merge(
          listening$.pipe(ignoreElements(), takeUntil(over$)),
          loop$.pipe(finalize(() => over$.next())),
        );
      }),
    );
  });
}

/** What is told of writes to what drives it. */
function writesTo({ options: { signals }, entity, context }: BatchRun): Observable<unknown> {
  if (!signals) return NEVER;
  return signals
    .of('entity.version_updated', { as: `the query ${context.queryId}` })
    .pipe(filter(({ payload }) => payload.entityId === entity.id));
}
