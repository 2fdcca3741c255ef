import { filter, groupBy, map, mergeMap, type OperatorFunction, of, takeWhile, throwError } from 'rxjs';
import type { Pace } from '../../../operators/fallsBehind.ts';
import { QueryTerminatedError } from '../queries/queryTerminatedError.ts';
import type { WatchedQuery } from '../supervision/health.ts';
import { engineFailure } from './engineFailure.ts';
import type { ListenerEvent, QueryEvent } from './queryEvent.ts';

/**
 * Makes queries to be watched out of what a listener tells: `listener(…), watchedQueries(), health(…)`.
 *
 * - emits a query when something is heard of it, and again after it has ended; its progress has no rows where the
 *   engine says that it is idle, ends when the query does, and fails with what the engine says that it failed with
 * - completes when the source completes
 * - errors when the source errors
 * - on unsubscribe, the source is unsubscribed
 */
export function watchedQueries(): OperatorFunction<ListenerEvent, WatchedQuery> {
  return (events$) =>
    events$.pipe(
      filter(isOfQuery),
      groupBy(({ queryId }) => queryId, {
        duration: (of$) => of$.pipe(filter(({ kind }) => kind === 'terminated')),
      }),
      map((of$) => ({
        queryId: of$.key,
        progress$: of$.pipe(
          takeWhile((event) => event.kind !== 'terminated' || event.error !== undefined),
          mergeMap(progressOf),
        ),
        restart$: of$.pipe(filter(({ kind }) => kind === 'started')),
      })),
    );
}

const isOfQuery = (event: ListenerEvent): event is QueryEvent =>
  ['started', 'progress', 'idle', 'terminated'].includes(event.kind);

function progressOf(event: QueryEvent) {
  switch (event.kind) {
    case 'started':
      return [];
    case 'progress':
      return of<Pace>(event);
    case 'idle':
      return of<Pace>({ numInputRows: 0 });
    case 'terminated':
      return throwError(() => new QueryTerminatedError(event.queryId, { error: engineFailure(event) }));
  }
}
