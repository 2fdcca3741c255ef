import { concat, ignoreElements, NEVER, type Observable, tap } from 'rxjs';
import { isLimit } from './isLimit.ts';
import type { ReadyRun } from './readyRun.ts';

/** Refuses a fixed concurrency with which nothing could ever start. */
export function refuseUnusableConcurrency(concurrency: number): void {
  if (isLimit(concurrency) && concurrency > 0) return;
  throw new RangeError(`expected concurrency to be a positive integer, got ${concurrency}`);
}

/** Hands each limit to the run. Never ends by itself; what could never run to its end errors. */
export function limiting<R>(running: ReadyRun<R>, limits$: Observable<number>): Observable<never> {
  const limit = tap<number>({
    next: (limit) => {
      if (isLimit(limit)) running.limitTo(limit);
      else
        running.error(new RangeError(`expected concurrency to emit integers of at least 0, got ${limit}`));
    },
    error: (error) => running.error(error),
    complete: () => {
      if (running.limit > 0 || running.unstarted === 0) return;
      running.error(new RangeError('expected concurrency to be above 0 when it completes, got 0'));
    },
  });
  return concat(limits$.pipe(limit), NEVER).pipe(ignoreElements());
}
