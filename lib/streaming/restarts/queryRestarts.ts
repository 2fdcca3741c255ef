import { asyncScheduler, timeout } from 'rxjs';
import { emits } from '../emits.ts';
import type { Queries } from '../queries/queries.ts';
import { isRenewable } from '../queries/queryRenewed.ts';
import type { RestartsOptions } from './restartOptions.ts';
import { type Restarts, restarts } from './restarts.ts';

/** How queries are restarted after changes; what is told goes to their bus. */
export interface QueryRestartsOptions
  extends Omit<RestartsOptions, 'restart' | 'emit' | 'nextEpoch' | 'notRunning'> {
  /** How long a restarted query may take to make progress, in milliseconds, before its slot is another's. @default 300_000 */
  readonly progressWithin?: number;
}

/**
 * Makes what restarts queries of a set after changes, as `restarts` does. A restart has worked once the query has
 * made progress. What somebody stopped, or is given up, stays as it is, and what is recovering is left to that; the
 * next start sees the changes.
 */
export function queryRestarts(
  queries: Queries,
  { progressWithin = 300_000, ...options }: QueryRestartsOptions,
): Restarts {
  const { scheduler = asyncScheduler } = options;
  return restarts({
    ...options,
    emit: queries.signals.emitter(emits).emit,
    nextEpoch: (queryId) => queries.metrics(queryId).lastEpoch + 1,
    notRunning: (queryId) => notRunning(queryId, queries),
    restart: (queryId, { reason, cleanStart }) =>
      queries.renew(queryId, { reason, cleanStart }).pipe(timeout({ first: progressWithin, scheduler })),
  });
}

function notRunning(queryId: string, queries: Queries): string | undefined {
  if (!queries.has(queryId)) return 'there is no such query in the set';
  const status = queries.status(queryId);
  if (isRenewable(status)) return undefined;
  if (status.state === 'recovering') return 'it is recovering, and its next start sees the change';
  return `it is ${status.state}, and its next start sees the change`;
}
