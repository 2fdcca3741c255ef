import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  from,
  ignoreElements,
  merge,
  type Observable,
  take,
  tap,
  throwError,
} from 'rxjs';
import type { Operation } from '../signals/operation.ts';
import type { Queries } from './queries/queries.ts';
import { isOver, type QueryStatus } from './queries/queryState.ts';
import { within } from './within.ts';

/** What is known of a streaming plan while it runs. */
export interface StreamRun {
  readonly queries: Queries;
  /** Which start side by side, consumers first. */
  readonly generations: readonly (readonly string[])[];
  readonly queryIds: readonly string[];
  /** Those that it has started itself, and so has to stop. */
  readonly own: Set<string>;
  /** Those that are not over. */
  readonly open: Set<string>;
  /** The first error of each that failed for good. Nothing is ever taken out. */
  readonly failures: Map<string, unknown>;
  /** How each that is over, or was, has ended; the first failure stands for good. */
  readonly ended: Map<string, QueryStatus>;
  /** Those that were stopped, in that order. */
  readonly stopped: string[];
  /** What all that is told of it counts to. */
  readonly operation: Operation;
}

/** Makes what is to be known of one run. */
export function streamRun(
  queries: Queries,
  generations: readonly (readonly string[])[],
  operation: Operation,
): StreamRun {
  return {
    ...{ queries, generations, operation },
    queryIds: generations.flat(),
    own: new Set(),
    open: new Set(),
    failures: new Map(),
    ended: new Map(),
    stopped: [],
  };
}

/** A query that could not be started. */
export interface StartFailure {
  readonly queryId: string;
  readonly error: unknown;
}

/** The states of the queries of a plan, which are noted. */
export function followingStates(run: StreamRun): Observable<QueryStatus> {
  const { queries, queryIds, open, failures, ended } = run;
  const members = new Set(queryIds);
  return queries.states$.pipe(
    filter(({ queryId }) => members.has(queryId)),
    tap((status) => {
      if (isOver(status)) open.delete(status.queryId);
      else open.add(status.queryId);
      if (isOver(status) && !failures.has(status.queryId)) ended.set(status.queryId, status);
      const failed = status.state === 'failed' || status.state === 'exhausted';
      if (failed && !failures.has(status.queryId)) failures.set(status.queryId, status.error);
    }),
  );
}

/** Starts one generation after the other. Errors with a `StartFailure`. */
export function startingInOrder(run: StreamRun, reason: string): Observable<never> {
  const { queries, open, own, operation } = run;
  const start = (queryId: string) =>
    defer(() => {
      if (queries.status(queryId).desired === 'running') open.add(queryId);
      else own.add(queryId);
      return queries.start(queryId, { reason });
    }).pipe(
      within(operation),
      catchError((error) => throwError((): StartFailure => ({ queryId, error }))),
    );
  return from(run.generations).pipe(
    concatMap((generation) => merge(...generation.map(start))),
    ignoreElements(),
  );
}

/** Completes once every query is over. */
export function untilAllOver({ queries, open }: StreamRun): Observable<never> {
  return defer(() => {
    if (open.size === 0) return EMPTY;
    return queries.states$.pipe(
      filter(() => open.size === 0),
      take(1),
      ignoreElements(),
    );
  });
}

/** Stops what was started, in reverse order, each generation side by side. */
export function stoppingInReverse(run: StreamRun, reason: string): Observable<never> {
  const { queries, own, stopped, operation } = run;
  const stop = (queryId: string) =>
    defer(() => {
      if (!queries.has(queryId) || isOver(queries.status(queryId))) return EMPTY;
      return queries.stop(queryId, { reason }).pipe(tap(() => stopped.push(queryId)));
    }).pipe(within(operation));
  const backwards = [...run.generations].reverse().map((generation) => [...generation].reverse());
  return concat(...backwards.map((ids) => merge(...ids.filter((id) => own.has(id)).map(stop)))).pipe(
    ignoreElements(),
  );
}
