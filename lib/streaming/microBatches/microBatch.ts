import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  ignoreElements,
  last,
  type Observable,
  type ObservableInput,
  of,
  throwError,
} from 'rxjs';
import type { Abortion } from '../../../operators/abortable.ts';
import { exponential } from '../../../operators/backoff.ts';
import { retryWithBackoff } from '../../../operators/retryWithBackoff.ts';
import { timeoutAbort } from '../../../operators/timeoutAbort.ts';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import type { Note } from '../../data/note.ts';
import { batchBody } from './batchBody.ts';
import type { BatchRun } from './batchRun.ts';
import { checkpointNote, checkpointOf, noteCheckpoint } from './checkpoint.ts';
import type { Driver, Taken } from './driver.ts';
import { refuseFenced } from './epochs.ts';

/** What became of an attempt to make a batch. */
export interface BatchEnd {
  /** The batch that was made; that which comes next where none was. */
  readonly batchId: number;
  /** A batch was committed, or only how far it is, or there was nothing to do. */
  readonly done: 'batch' | 'position' | 'nothing';
  readonly rows: number;
  /** Up to where rows are taken now. */
  readonly position: Note | undefined;
}

/**
 * Makes one batch: takes rows, transforms and writes them and notes how far it is, in one transaction. Where somebody
 * else wrote in between, all of it is done again.
 *
 * - emits how it ended, once that is committed
 * - completes when what is to be done after the commit is done
 * - errors, with nothing written, with what the engine, the pipe or the driver errors with, and with a `FencedError`
 *   when a newer run has taken over
 * - on unsubscribe before it emits, nothing is written
 */
export function microBatch(run: BatchRun, driver: Driver): Observable<BatchEnd> {
  const { engine, pipe, context } = run;
  const { scheduler } = context;
  const { timeout: total = Number.POSITIVE_INFINITY } = pipe.options;
  const once$ = timeoutAbort(
    (abortion) => engine.transaction((inside) => work(inside, { run, driver, abortion })),
    { total, scheduler },
  );
  const worthwhile = (error: unknown): boolean => isConflict(error) || driver.adapts(error);
  const backoff = exponential({ initial: 10, max: 1_000 });
  return once$.pipe(
    last(),
    retryWithBackoff({ maxAttempts: 10, backoff, when: worthwhile, scheduler }),
    concatMap(({ taken, ...end }) =>
      concat(
        of(end),
        effects(() => taken?.committed?.()),
      ),
    ),
  );
}

/** Whether doing the whole transaction again may help. */
export const isConflict = (error: unknown): boolean =>
  error instanceof EngineError && error.errorClass === 'conflict';

interface Working {
  readonly run: BatchRun;
  readonly driver: Driver;
  readonly abortion: Abortion;
}

type WorkEnd = BatchEnd & { readonly taken: Taken | undefined };

function work(inside: Engine, working: Working): Observable<WorkEnd> {
  const { run, driver } = working;
  return checkpointNote(inside, run.queryId).pipe(
    concatMap((note) => {
      refuseFenced(note, run.epoch);
      const { batchId: before = -1, position } = checkpointOf(note, run) ?? {};
      const batchId = before + 1;
      return driver
        .take(inside, position)
        .pipe(
          concatMap((taken) =>
            taken
              ? made(taken, batchId, inside, working)
              : of<WorkEnd>({ batchId, done: 'nothing', rows: 0, position, taken }),
          ),
        );
    }),
  );
}

function made(
  taken: Taken,
  batchId: number,
  inside: Engine,
  { run, abortion }: Working,
): Observable<WorkEnd> {
  const { queryId, source, epoch, pipe, context } = run;
  const { frame, rows, position } = taken;
  const explained = (error: unknown) => throwError(() => taken.explained?.(error) ?? error);
  const reached = { batchId: frame ? batchId : batchId - 1, epoch, source, position };
  const end$ = defer(() => {
    if (pipe.options.timeout !== undefined) abortion.signal.throwIfAborted();
    // Last, because from now on whoever ran before may not commit any more.
    context.commit(() => undefined);
    return of<WorkEnd>({ batchId, done: frame ? 'batch' : 'position', rows, position, taken });
  });
  return concat(
    frame ? batchBody(frame, inside, { run, abortion }).pipe(catchError(explained)) : EMPTY,
    effects(() => taken.alongside?.(inside)),
    noteCheckpoint(inside, queryId, reached),
    end$,
  );
}

const effects = (work: () => ObservableInput<unknown> | undefined): Observable<never> =>
  defer(() => from(work() ?? []).pipe(ignoreElements()));
