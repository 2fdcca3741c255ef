import {
  catchError,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  type MonoTypeOperatorFunction,
  map,
  type Observable,
  type SchedulerLike,
  takeUntil,
  tap,
} from 'rxjs';
import type { QueryProgress } from '../queries/queryProgress.ts';
import type { QueryRecord } from '../queries/queryRecord.ts';

/** How a query is kept alive. */
export interface Supervision {
  readonly supervise: MonoTypeOperatorFunction<QueryProgress>;
  readonly stopTimeout: number;
  readonly scheduler: SchedulerLike;
}

/**
 * Keeps a query running until it has ended, is given up, or something else is wanted of it. `supervise` stands
 * between the query and its end: each time it subscribes, the query starts, and what it lets through is final.
 */
export function supervised(
  record: QueryRecord,
  { supervise, stopTimeout, scheduler }: Supervision,
): Observable<never> {
  const attempt$ = defer(() => {
    const attempt = record.begin();
    const progress$ = record.query.watched({
      starting: (epoch) => record.starting(epoch),
      started: (epoch, engineQueryId) => record.started(attempt, epoch, engineQueryId),
      fenced: () => record.fenced(),
      over: () => record.over(),
      onLateError: (error) => record.failedLate(error),
      ...{ stopTimeout, scheduler },
    });
    return progress$.pipe(
      takeUntil(record.died$.pipe(map(rethrown))),
      tap({
        next: (progress) => record.progressed(progress),
        error: (error: unknown) => record.failed(attempt, error),
      }),
      finalize(() => record.ended(attempt)),
    );
  });
  // Deferred, so that an operator that throws ends this query alone.
  return defer(() => supervise(attempt$)).pipe(
    // Noted before anything is cleaned up, for only then is it known that nobody tries again.
    tap({ complete: () => record.completed(), error: (error: unknown) => record.gaveUp(error) }),
    ignoreElements(),
    catchError(() => EMPTY),
    takeUntil(record.halt$),
  );
}

function rethrown(error: Error): never {
  throw error;
}
