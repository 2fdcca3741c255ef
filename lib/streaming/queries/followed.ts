import {
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  ignoreElements,
  NEVER,
  type Observable,
  of,
  switchMap,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import type { QueryProgress } from './queryProgress.ts';
import type { RunningQuery } from './runningQuery.ts';

/**
 * The progress of a running query, which is stopped when `stop$` emits. Once that is asked for, it has ended when
 * its stop has: neither an end of its progress nor an error comes before.
 */
export function followed(running: RunningQuery, stop$: Observable<unknown>): Observable<QueryProgress> {
  return defer(() => {
    let asked = false;
    let late: Observable<unknown> = of('stopped');
    const stopped$ = stop$.pipe(
      tap(() => {
        asked = true;
      }),
      switchMap(() =>
        concat(
          from(running.stop()).pipe(ignoreElements()),
          defer(() => late),
        ),
      ),
    );
    const progress$ = running.progress$.pipe(
      catchError((error) => {
        if (asked) late = throwError(() => error);
        return asked ? EMPTY : throwError(() => error);
      }),
    );
    const waiting$ = defer(() => (asked ? NEVER : EMPTY));
    return concat(progress$, waiting$).pipe(takeUntil(stopped$));
  });
}
