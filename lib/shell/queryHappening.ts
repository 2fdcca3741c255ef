import type { QueryStatus } from '../streaming/queries/queryState.ts';
import type { QueryProgressedBy } from '../streaming/queries/recordHost.ts';
import type { Look } from './paint.ts';

/** Something that happened to a query. */
export type QueryHappening =
  | { readonly name: 'query_state'; readonly status: QueryStatus }
  | { readonly name: 'query_progress'; readonly progressed: QueryProgressedBy };

/** How each state of a query is to look. */
export const stateLooks: Readonly<Record<QueryStatus['state'], Look>> = {
  registered: 'faint',
  starting: 'faint',
  running: 'good',
  stopping: 'faint',
  stopped: 'faint',
  failed: 'bad',
  recovering: 'warn',
  exhausted: 'bad',
};
