import {
  catchError,
  defer,
  EMPTY,
  from,
  mergeMap,
  type Observable,
  type ObservableInput,
  of,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import type { Turn } from '../../../operators/givenTurn.ts';
import type { StopGracefullyOptions } from '../../../operators/stopGracefully.ts';
import { received } from '../../definitions/received.ts';
import { followed } from './followed.ts';
import { promised } from './promised.ts';
import { isQueryProgress, type QueryProgress } from './queryProgress.ts';
import { isRunningQuery, type RunningQuery } from './runningQuery.ts';

/** What starts a query: it gives, observes or promises a running one, or is its progress itself. */
export type Built = RunningQuery | ObservableInput<RunningQuery | QueryProgress>;

/** How one run of a query is told about. */
export interface RunTold extends StopGracefullyOptions {
  /** It runs; not told if it is stopped before. */
  readonly started: (engineQueryId: string | undefined) => void;
}

/** One run of a query, from its start to its end. Throws nothing; what `build` throws is its failure. */
export function queryRun(build: () => Built, turn: Turn, told: RunTold): Observable<QueryProgress> {
  const { stop$ } = turn;
  return defer(() => {
    // Who was told that it is about to start may have stopped it.
    if (turn.stopping) return EMPTY;
    let started = false;
    const start = (engineQueryId?: string): void => {
      if (started || turn.stopping) return;
      started = true;
      told.started(engineQueryId);
    };
    let handle: RunningQuery | undefined;
    return itemsOf(build(), stop$, told).pipe(
      mergeMap((item) => {
        if (!isRunningQuery(item)) return of(progressOf(item));
        if (handle) throw new TypeError('expected one running query of its builder, got another one');
        handle = item;
        start(item.engineQueryId);
        return followed(item, stop$);
      }),
      tap({ next: () => start(), complete: () => start() }),
      catchError((error) => (turn.stopping && isAbort(error) ? EMPTY : throwError(() => error))),
    );
  });
}

/** An observable is stopped by unsubscribing from it; a promise can only be waited for. */
function itemsOf(built: unknown, stop$: Observable<unknown>, told: RunTold): Observable<unknown> {
  if (isRunningQuery(built)) return of(built);
  if (isPromise(built)) return promised(built, told);
  return from(built as ObservableInput<unknown>).pipe(takeUntil(stop$));
}

function progressOf(item: unknown): QueryProgress {
  if (isQueryProgress(item)) return item;
  throw new TypeError(
    `expected progress, with batchId and numInputRows, or a running query, with progress$ and stop, got ${received(item)}`,
  );
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

/** A start that was broken off, as it was asked to, has not failed. Not read off the signal, which would make one. */
const isAbort = (error: unknown): boolean =>
  (error as { name?: unknown } | null | undefined)?.name === 'AbortError';
