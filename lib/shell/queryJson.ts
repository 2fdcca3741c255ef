import { failureOf } from '../signals/failureOf.ts';
import type { QueryHappening } from './queryHappening.ts';

/** What happened as plain data. */
export function queryJson(happening: QueryHappening): Readonly<Record<string, unknown>> {
  if (happening.name === 'query_progress') {
    const { queryId, progress } = happening.progressed;
    return { event: happening.name, queryId, ...progress };
  }
  const { since, ...status } = happening.status;
  const failure = 'error' in status ? failureOf(status.error) : {};
  return { event: happening.name, timestamp: new Date(since).toISOString(), ...status, ...failure };
}
