import { EMPTY, from, ignoreElements, mergeMap, type Observable, of, takeUntil, tap } from 'rxjs';
import { type StopGracefullyOptions, stopGracefully } from '../../../operators/stopGracefully.ts';
import { isRunningQuery } from './runningQuery.ts';

/**
 * What a promise resolves to. A running query that comes when nobody waits for it any more is stopped: it was
 * started all the same, and nobody else knows of it.
 */
export function promised(promise: PromiseLike<unknown>, late: StopGracefullyOptions): Observable<unknown> {
  return stopGracefully((left$) => {
    let left = false;
    const leaving$ = left$.pipe(
      tap(() => {
        left = true;
      }),
      ignoreElements(),
    );
    const item$ = from(promise).pipe(
      mergeMap((item) => {
        if (!left) return of(item);
        return isRunningQuery(item) ? from(item.stop()).pipe(ignoreElements()) : EMPTY;
      }),
    );
    return item$.pipe(takeUntil(leaving$));
  }, late);
}
