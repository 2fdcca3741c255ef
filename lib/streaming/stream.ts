import { concat, defer, EMPTY, merge, type Observable, Subject, takeUntil, tap } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import { stopGracefully } from '../../operators/stopGracefully.ts';
import { nearest } from '../codec/nearest.ts';
import { DefinitionError } from '../definitions/definitionError.ts';
import { problem } from '../definitions/problem.ts';
import type { Plan } from '../planning/plan.ts';
import { failureOf } from '../signals/failureOf.ts';
import type { Emit } from './emit.ts';
import type { Queries } from './queries/queries.ts';
import type { QueryStatus } from './queries/queryState.ts';
import { StreamFailedError } from './streamFailedError.ts';
import {
  followingStates,
  type StartFailure,
  type StreamRun,
  startingInOrder,
  stoppingInReverse,
  untilAllOver,
} from './streamRun.ts';
import { StreamStartError } from './streamStartError.ts';

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
  const generations = plan.generations
    .map((generation) => generation.filter((id) => plan.modeOf(id) === 'stream'))
    .filter((generation) => generation.length > 0);
  const queryIds = generations.flat();
  refuseUnknown(queryIds, queries);
  return stopGracefully((stop$) => {
    const [own, open, failures, stopped] = [new Set<string>(), new Set<string>(), new Map(), []];
    return running({ queries, generations, queryIds, own, open, failures, stopped }, stop$);
  });
}

function running(run: StreamRun, stop$: Observable<unknown>): Observable<QueryStatus> {
  const { operationId: runId, emit } = run.queries.signals.operation('stream');
  const done$ = new Subject<void>();
  let asked = false;
  const asked$ = stop$.pipe(
    tap(() => {
      asked = true;
    }),
  );
  const end = (tell: () => void): Observable<never> =>
    defer(() => {
      done$.next();
      tell();
      return EMPTY;
    });
  const begin$ = defer(() => {
    emit('streaming.orchestrator_started', () => summaryOf(run, runId));
    return startingInOrder(run, 'the plan runs');
  });
  const work$ = concat(begin$, untilAllOver(run)).pipe(
    takeUntil(asked$),
    settle<never, never>({
      completed: () =>
        asked
          ? concat(
              stoppingInReverse(run, 'the plan was stopped'),
              end(() => tellStopped(run, runId, emit)),
            )
          : end(() => tellOver(run, runId, emit)),
      failed: (failure) =>
        concat(
          stoppingInReverse(run, 'the plan could not be started'),
          end(() => tellNotStarted(run, runId, { emit, failure: failure as StartFailure })),
        ),
    }),
  );
  return merge(followingStates(run).pipe(takeUntil(done$)), work$);
}

function tellStopped(run: StreamRun, runId: string, emit: Emit): void {
  if (run.failures.size > 0) tellFailed(run, runId, { emit, error: failedError(run) });
  else
    emit('streaming.orchestrator_stopped', () => ({
      ...summaryOf(run, runId),
      stoppedCount: run.stopped.length,
    }));
}

function tellOver(run: StreamRun, runId: string, emit: Emit): void {
  if (run.failures.size === 0) {
    emit('streaming.orchestrator_completed', () => summaryOf(run, runId));
    return;
  }
  const error = failedError(run);
  tellFailed(run, runId, { emit, error });
  throw error;
}

function tellNotStarted(
  run: StreamRun,
  runId: string,
  { emit, failure }: { readonly emit: Emit; readonly failure: StartFailure },
): void {
  const error = new StreamStartError(failure.queryId, run.stopped, failure.error);
  if (!run.failures.has(failure.queryId)) run.failures.set(failure.queryId, failure.error);
  tellFailed(run, runId, { emit, error });
  throw error;
}

function tellFailed(
  run: StreamRun,
  runId: string,
  { emit, error }: { readonly emit: Emit; readonly error: Error },
): void {
  emit('streaming.orchestrator_failed', () => ({
    ...summaryOf(run, runId),
    ...failureOf(error),
    failedQueries: [...run.failures.keys()],
    stoppedCount: run.stopped.length,
  }));
}

const failedError = ({ failures, queryIds }: StreamRun) => new StreamFailedError(failures, queryIds.length);

const summaryOf = ({ queryIds, open }: StreamRun, runId: string) => ({
  ...{ runId, queryIds },
  activeQueryCount: open.size,
});

function refuseUnknown(queryIds: readonly string[], queries: Queries): void {
  const known = queries.list().map(({ queryId }) => queryId);
  const problems = queryIds
    .filter((id) => !queries.has(id))
    .map((id) => problem(id, 'expected a registered query for this pipe', nearest(id, known)));
  if (problems.length > 0) throw new DefinitionError('stream', problems);
}
