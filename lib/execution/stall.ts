import {
  defer,
  EMPTY,
  ignoreElements,
  type Observable,
  of,
  repeat,
  type SchedulerLike,
  startWith,
  switchMap,
  take,
  timer,
} from 'rxjs';
import { LONGEST_DELAY } from '../../operators/isDelay.ts';
import type { RunRecord } from './runRecord.ts';

/** One that runs, and since when. */
export interface StalledPipe {
  readonly pipeId: string;
  readonly runningMs: number;
}

/** One that has not started, and for whom it waits; for nobody where only a slot is missing. */
export interface HeldUpPipe {
  readonly pipeId: string;
  readonly waitsFor: readonly string[];
}

/** Why a run does not advance. */
export interface Stall {
  /** How long nothing has happened. */
  readonly silentMs: number;
  readonly running: readonly StalledPipe[];
  /** The first of those that have not started. */
  readonly waiting: readonly HeldUpPipe[];
  readonly waitingCount: number;
}

/** What is watched for silence. */
export interface StallOptions {
  readonly run: RunRecord & { readonly advancedAt: number };
  readonly stallAfter: number;
  /** Emits when something has happened after a silence was told. */
  readonly again$: Observable<unknown>;
  readonly scheduler: SchedulerLike;
}

/** Emits when nothing has happened for so long, once for each silence. One timer, set only when it goes off. */
export function stalls({ run, stallAfter, again$, scheduler }: StallOptions): Observable<Stall> {
  if (stallAfter === Number.POSITIVE_INFINITY) return EMPTY;
  const look = defer(() => {
    const silentMs = scheduler.now() - run.advancedAt;
    const left = Math.min(stallAfter - silentMs, LONGEST_DELAY);
    return left > 0
      ? timer(left, scheduler).pipe(ignoreElements())
      : of(stallOf(run, silentMs, scheduler.now()));
  });
  return again$.pipe(
    startWith(undefined),
    switchMap(() => look.pipe(repeat(), take(1))),
  );
}

/** How many of those that wait are named. */
const SHOWN = 20;

function stallOf(run: RunRecord, silentMs: number, now: number): Stall {
  const states = run.pipeIds.map((pipeId) => run.stateOf(pipeId));
  const running = states.flatMap((state) =>
    state.status === 'running' ? [{ pipeId: state.pipeId, runningMs: now - state.startedAt }] : [],
  );
  const waiting = states.filter(({ status }) => status === 'waiting');
  return {
    silentMs,
    running,
    waiting: waiting.slice(0, SHOWN).map(({ pipeId }) => ({ pipeId, waitsFor: unended(run, pipeId) })),
    waitingCount: waiting.length,
  };
}

/** Those that hold up a pipe because they have not ended. */
export const unended = (run: RunRecord, pipeId: string): readonly string[] =>
  run.waitsFor(pipeId).filter((id) => ['waiting', 'running'].includes(run.stateOf(id).status));
