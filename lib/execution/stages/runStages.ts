import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  ignoreElements,
  merge,
  NEVER,
  type Observable,
  of,
  Subject,
  shareReplay,
  takeUntil,
  tap,
} from 'rxjs';
import { stopGracefully } from '../../../operators/stopGracefully.ts';
import { warn } from '../../../operators/warn.ts';
import type { Stage } from '../../definitions/stage.ts';
import { cancelReasons } from '../cancelReasons.ts';
import type { RunOptions } from '../runOptions.ts';
import { type StagedRun, stagedRuns } from './stagedRuns.ts';
import type { StageEvent } from './stageEvent.ts';
import { type StageHost, stageHost } from './stageHost.ts';
import { stageRun } from './stageRun.ts';
import { StagesFailedError } from './stagesFailedError.ts';

/**
 * Runs stages, one after the other: each behind those that it follows, otherwise as they are given. Inside of a
 * stage the graph decides. What cannot be run is refused when it is called; whoever subscribes has a run of
 * their own.
 *
 * A stage that failed stops those that follow it, directly or not, as the failure policy says of pipes:
 * `skipDependents` skips them and has others run, `failFast` has no further stage start, `carryOn` runs them all.
 *
 * - emits what happens: `stage_started`, the events of its run and `stage_ended` for each stage, and last
 *   `stages_completed` or `stages_failed` with the result
 * - completes when every stage has ended, and none has failed
 * - errors with a `StagesFailedError`, after `stages_failed`; `toStagesResult` makes a value of either end
 * - on unsubscribe, the stage that runs is cancelled, and no further one starts
 */
export function runStages(stages: readonly Stage[], options: RunOptions): Observable<StageEvent> {
  const runs = stagedRuns(stages, options);
  return stopGracefully((stop$) => staged(runs, options, stop$), { onLateError: unlessTold });
}

function staged(
  runs: readonly StagedRun[],
  options: RunOptions,
  stop$: Observable<void>,
): Observable<StageEvent> {
  return defer(() => {
    // Kept, as each stage asks for it anew.
    const cancel$ = (options.cancel$ ?? NEVER).pipe(shareReplay({ bufferSize: 1, refCount: true }));
    const host = stageHost({ ...options, cancel$ }, stop$);
    const done$ = new Subject<void>();
    const work$ = concat(
      from(runs).pipe(concatMap((run) => stageRun(run, host))),
      defer(() => ended(host, done$)),
    );
    return merge(cancelling(host, cancel$).pipe(takeUntil(done$)), work$);
  });
}

function cancelling({ board, stop$ }: StageHost, cancel$: Observable<unknown>): Observable<never> {
  return cancelReasons(stop$, cancel$).pipe(
    tap((reason) => {
      board.cancelling ??= reason;
    }),
    ignoreElements(),
    catchError(() => {
      board.cancelling ??= 'what was to cancel it failed';
      return EMPTY;
    }),
  );
}

function ended({ board }: StageHost, done$: Subject<void>): Observable<StageEvent> {
  const result = board.close();
  const { executionId, endedAt: at } = result;
  const name = result.status === 'succeeded' ? 'stages_completed' : 'stages_failed';
  return concat(
    of({ name, executionId, at, result } as const),
    defer(() => {
      done$.next();
      if (name === 'stages_failed') throw new StagesFailedError(result);
      return EMPTY;
    }),
  );
}

/** How stages ended that nobody listens to has been told as signals. */
function unlessTold(error: unknown): void {
  if (!(error instanceof StagesFailedError)) warn('stages failed while they were being cancelled', error);
}
