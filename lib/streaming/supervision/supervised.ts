import {
  catchError,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  type MonoTypeOperatorFunction,
  map,
  type Observable,
  takeUntil,
  tap,
} from 'rxjs';
import type { ReplacementFailure } from '../../../operators/replacing.ts';
import { restartWhen } from '../../../operators/restartWhen.ts';
import type { QueryProgress } from '../queries/queryProgress.ts';
import type { QueryRecord } from '../queries/queryRecord.ts';
import { rethrown } from '../queries/rethrown.ts';
import type { Supervision } from './supervision.ts';

/**
 * Keeps a query running until it has ended, is given up, or something else is wanted of it: silence is a failure, a
 * failure is a restart after a while, and so is each renewal, which is none. What recovery lets through is final.
 */
export function supervised(record: QueryRecord, supervision: Supervision): Observable<never> {
  const run$ = defer(() => oneRun(record, supervision));
  // Deferred, so that an operator that throws ends this query alone.
  return defer(() => run$.pipe(renewing(record), supervision.recover(record))).pipe(
    // Noted before anything is cleaned up, for only then is it known that nobody tries again.
    tap({ complete: () => record.completed(), error: (error: unknown) => record.gaveUp(error) }),
    ignoreElements(),
    catchError(() => EMPTY),
    takeUntil(record.halt$),
  );
}

/** Where there may be two runs at once, the old one goes on until the new one has made progress. */
function renewing(record: QueryRecord): MonoTypeOperatorFunction<QueryProgress> {
  return restartWhen(record.renew$, {
    overlap: record.query.readers > 1,
    onReplacementFailed: (failure) => record.notReplaced$.next(notReplaced(record, failure)),
    // Its failure has been told already, as that of a run.
    onOldFailed: () => undefined,
  });
}

const notReplaced = (record: QueryRecord, failure: ReplacementFailure): unknown =>
  failure.status === 'failed'
    ? failure.error
    : new Error(`expected the new run of "${record.query.id}" to make progress, but it ended before`);

function oneRun(
  record: QueryRecord,
  { around, watch, stopTimeout, scheduler }: Supervision,
): Observable<QueryProgress> {
  const attempt = record.begin();
  return record.query
    .watched({
      starting: (epoch) => record.starting(attempt, epoch),
      started: (_, engineQueryId) => record.started(attempt, engineQueryId),
      fenced: () => {
        attempt.fenced = true;
      },
      over: () => record.over(attempt),
      onLateError: (error) => record.failedLate(attempt, error),
      ...{ stopTimeout, scheduler, cleanStart: record.cleanStart },
    })
    .pipe(
      tap({
        error: () => {
          attempt.broke = true;
        },
      }),
      takeUntil(
        record.died$.pipe(
          filter(({ epoch }) => epoch === attempt.epoch),
          map(rethrown),
        ),
      ),
      around,
      watch(record),
      tap({
        next: (progress) => record.progressed(attempt, progress),
        error: (error: unknown) => record.failed(attempt, error),
        finalize: () => record.ended(attempt),
      }),
    );
}
