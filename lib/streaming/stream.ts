import type { Observable } from 'rxjs';
import { stopGracefully } from '../../operators/stopGracefully.ts';
import type { Plan } from '../planning/plan.ts';
import type { Queries } from './queries/queries.ts';
import type { QueryStatus } from './queries/queryState.ts';
import { streamExecution } from './streamExecution.ts';
import { streamGenerations } from './streamGenerations.ts';
import { streamRun } from './streamRun.ts';

/** How a streaming plan is run. */
export interface StreamOptions {
  /** Where a query is registered for each pipe of the plan, under its id. */
  readonly queries: Queries;
}

/**
 * Runs the streams of a plan, consumers first: each generation starts once every query of the one before runs. A
 * query that runs already is left alone, also when the others are stopped. Pipes without a query are refused when
 * it is called.
 *
 * - emits how the queries of the plan are, each time that changes
 * - completes when every query has come to its end, or was stopped, and none had failed
 * - errors with a `StreamStartError` when a query cannot be started, once those started before have been stopped in
 *   reverse order; with a `StreamFailedError` when every query is over and one of them had failed for good
 * - on unsubscribe, what it has started is stopped in reverse order; signals tell how many that were
 */
export function stream(plan: Plan, { queries }: StreamOptions): Observable<QueryStatus> {
  const generations = streamGenerations(plan, queries);
  return stopGracefully((stop$) =>
    streamExecution(streamRun(queries, generations, queries.signals.operation('stream')), stop$),
  );
}
