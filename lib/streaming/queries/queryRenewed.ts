import { defer, filter, map, merge, type Observable, take, tap } from 'rxjs';
import type { RenewOptions } from './queriesOptions.ts';
import { QueryNotRunningError } from './queryAwaited.ts';
import type { QueryRecord } from './queryRecord.ts';
import type { QueryStatus } from './queryState.ts';
import type { QueryProgressedBy } from './recordHost.ts';
import { rethrown } from './rethrown.ts';

/** Has a query that runs run afresh; emits its status once the new run has made progress, and errors when it fails. */
export function renewed(
  record: QueryRecord,
  { reason = 'it was asked for', cleanStart = false }: RenewOptions,
  progress$: Observable<QueryProgressedBy>,
): Observable<QueryStatus> {
  return defer(() => {
    const { query, state, lastEpoch } = record;
    if (!isRenewable(record.status)) throw new QueryNotRunningError(record.status);
    const isNew = ({ epoch }: { readonly epoch: number }) => epoch > lastEpoch;
    const progressed$ = progress$.pipe(filter((told) => told.queryId === query.id && isNew(told)));
    const failed$ = record.changes$.pipe(
      filter((status) => notRunning.has(status.state)),
      tap((status) => {
        throw new QueryNotRunningError(status);
      }),
    );
    const notReplaced$ = record.notReplaced$.pipe(map(rethrown));
    const asking$ = defer(() => {
      // A restart that is under way already leads to a run that is new enough.
      if (state.state !== 'stopping') record.renew(reason, cleanStart);
      return [];
    });
    return merge(failed$, notReplaced$, progressed$, asking$).pipe(
      take(1),
      map(() => record.status),
    );
  });
}

/** Whether something of a query runs that should go on running, so that there is something to renew. */
export const isRenewable = ({ desired, state }: QueryStatus): boolean =>
  desired === 'running' && (state === 'running' || state === 'starting' || state === 'stopping');

const notRunning: ReadonlySet<QueryStatus['state']> = new Set([
  ...(['registered', 'stopped', 'failed', 'recovering', 'exhausted'] as const),
]);
