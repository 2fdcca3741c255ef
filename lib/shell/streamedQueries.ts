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
import { plan } from '../planning/makePlan.ts';
import { streaming } from '../planning/streaming.ts';
import { isOver, type QueryStatus } from '../streaming/queries/queryState.ts';
import { stream } from '../streaming/stream.ts';
import { streamWiring } from './streamWiring.ts';

/**
 * Runs queries until all are over or they are to stop, consumers first where they are pipes that read each other.
 *
 * - emits how the queries are, each time that changes
 * - completes when all are over, and none had failed or it was to stop
 * - errors as `stream` does
 * - on unsubscribe, asks them to stop, and does not wait
 */
export function streamedQueries(
  runtime: Pick<Runtime, 'queries' | 'project'>,
  queryIds: readonly string[],
  stop$: Observable<unknown>,
): Observable<QueryStatus> {
  const { queries } = runtime;
  return defer(() => {
    const over$ = new Subject<void>();
    const areOver = () => queryIds.every((id) => isOver(queries.status(id)));
    const untilOver$ = defer(() => (areOver() ? EMPTY : queries.states$.pipe(takeWhile(() => !areOver()))));
    const states$ = queries.states$.pipe(
      filter(({ queryId }) => queryIds.includes(queryId)),
      takeUntil(over$),
    );
    const work$ = concat(
      stream(plan(streamWiring(runtime, queryIds), queryIds, { strategy: streaming }), { queries }).pipe(
        takeUntil(stop$),
      ),
      untilOver$,
    ).pipe(
      ignoreElements(),
      finalize(() => over$.next()),
    );
    return merge(states$, work$);
  });
}
