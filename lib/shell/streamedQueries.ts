import {
  concat,
  defer,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  merge,
  type Observable,
  Subject,
  takeUntil,
  takeWhile,
} from 'rxjs';
import type { Runtime } from '../host/runtime.ts';
import { isOver, type QueryStatus } from '../streaming/queries/queryState.ts';

/**
 * Runs queries until all are over or they are to stop, consumers first where they are pipes that read each other.
 *
 * - emits how the queries are, each time that changes
 * - completes when all are over, and none had failed or it was to stop
 * - errors as `stream` does
 * - on unsubscribe, asks them to stop, and does not wait
 */
export function streamedQueries(
  { queries, streams }: Pick<Runtime, 'queries' | 'streams'>,
  queryIds: readonly string[],
  stop$: Observable<unknown>,
): Observable<QueryStatus> {
  return defer(() => {
    const over$ = new Subject<void>();
    const areOver = () => queryIds.every((id) => isOver(queries.status(id)));
    const untilOver$ = defer(() => (areOver() ? EMPTY : queries.states$.pipe(takeWhile(() => !areOver()))));
    const states$ = queries.states$.pipe(
      filter(({ queryId }) => queryIds.includes(queryId)),
      takeUntil(over$),
    );
    const work$ = concat(streams.start(queryIds).pipe(takeUntil(stop$)), untilOver$).pipe(
      ignoreElements(),
      finalize(() => over$.next()),
    );
    return merge(states$, work$);
  });
}
