import { defer, type Observable, tap } from 'rxjs';
import { failureOf } from '../../signals/failureOf.ts';
import { cancelled, type Failure } from './failure.ts';
import type { Reporting } from './reporting.ts';
import { stopwatch } from './stopwatch.ts';

/** How a change is told: when it begins, and once when it ends. */
export interface Report<T, Result extends T = T> {
  readonly before: () => void;
  /** Tells what a change came to from what it only says on the way. */
  readonly isResult: (value: T) => value is Result;
  readonly after: (result: Result, durationSeconds: number) => void;
  readonly failed: (failure: Failure, durationSeconds: number) => void;
}

/** Tells of a change and leaves it as it is; who unsubscribes from it before its result has made it fail. */
export function reportedChange<T, Result extends T>(
  change$: Observable<T>,
  { before, isResult, after, failed }: Report<T, Result>,
  reporting: Reporting,
): Observable<T> {
  return defer(() => {
    const seconds = stopwatch(reporting.scheduler);
    let isDone = false;
    const end = (failure: Failure) => {
      if (!isDone) failed(failure, seconds());
    };
    return change$.pipe(
      tap({
        subscribe: before,
        next: (value) => {
          if (!isResult(value)) return;
          isDone = true;
          const took = seconds();
          const fails = (failure: Failure) => failed(failure, took);
          reporting.settle({ holds: () => after(value, took), fails });
        },
        error: (error: unknown) => end(failureOf(error)),
        unsubscribe: () => end(cancelled),
      }),
    );
  });
}
