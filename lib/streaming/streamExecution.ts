import { concat, defer, EMPTY, merge, type Observable, Subject, takeUntil, tap } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import { failureOf } from '../signals/failureOf.ts';
import type { Emit } from './emit.ts';
import type { QueryStatus } from './queries/queryState.ts';
import { StreamFailedError } from './streamFailedError.ts';
import {
  followingStates,
  type StartFailure,
  type StreamRun,
  startingInOrder,
  stoppingInReverse,
  untilAllOver,
} from './streamRun.ts';
import { StreamStartError } from './streamStartError.ts';

/** One run of the streams of a plan, from its first state to its last. `stop$` has them stopped. */
export function streamExecution(run: StreamRun, stop$: Observable<unknown>): Observable<QueryStatus> {
  const { operationId: runId, emit } = run.operation;
  const done$ = new Subject<void>();
  let asked = false;
  const asked$ = stop$.pipe(
    tap(() => {
      asked = true;
    }),
  );
  const end = (tell: () => void): Observable<never> =>
    defer(() => {
      done$.next();
      tell();
      return EMPTY;
    });
  const begin$ = defer(() => {
    emit('streaming.orchestrator_started', () => summaryOf(run, runId));
    return startingInOrder(run, 'the plan runs');
  });
  const work$ = concat(begin$, untilAllOver(run)).pipe(
    takeUntil(asked$),
    settle<never, never>({
      completed: () =>
        asked
          ? concat(
              stoppingInReverse(run, 'the plan was stopped'),
              end(() => tellStopped(run, runId, emit)),
            )
          : end(() => tellOver(run, runId, emit)),
      failed: (failure) =>
        concat(
          stoppingInReverse(run, 'the plan could not be started'),
          end(() => tellNotStarted(run, runId, { emit, failure: failure as StartFailure })),
        ),
    }),
  );
  return merge(followingStates(run).pipe(takeUntil(done$)), work$);
}

function tellStopped(run: StreamRun, runId: string, emit: Emit): void {
  if (run.failures.size > 0) tellFailed(run, runId, { emit, error: failedError(run) });
  else
    emit('streaming.orchestrator_stopped', () => ({
      ...summaryOf(run, runId),
      stoppedCount: run.stopped.length,
    }));
}

function tellOver(run: StreamRun, runId: string, emit: Emit): void {
  if (run.failures.size === 0) {
    emit('streaming.orchestrator_completed', () => summaryOf(run, runId));
    return;
  }
  const error = failedError(run);
  tellFailed(run, runId, { emit, error });
  throw error;
}

function tellNotStarted(
  run: StreamRun,
  runId: string,
  { emit, failure }: { readonly emit: Emit; readonly failure: StartFailure },
): void {
  const error = new StreamStartError(failure.queryId, run.stopped, failure.error);
  if (!run.failures.has(failure.queryId)) run.failures.set(failure.queryId, failure.error);
  tellFailed(run, runId, { emit, error });
  throw error;
}

function tellFailed(
  run: StreamRun,
  runId: string,
  { emit, error }: { readonly emit: Emit; readonly error: Error },
): void {
  emit('streaming.orchestrator_failed', () => ({
    ...summaryOf(run, runId),
    ...failureOf(error),
    failedQueries: [...run.failures.keys()],
    stoppedCount: run.stopped.length,
  }));
}

const failedError = ({ failures, queryIds }: StreamRun) => new StreamFailedError(failures, queryIds.length);

const summaryOf = ({ queryIds, open }: StreamRun, runId: string) => ({
  ...{ runId, queryIds },
  activeQueryCount: open.size,
});
