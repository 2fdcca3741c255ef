import type { Written } from '../data/write.ts';

/**
 * Why a pipe was not run.
 *
 * - `no_data`: its first input has nothing new for it
 * - `upstream_failed`: a pipe whose output it needs failed, or a check of that output keeps it from running
 * - `vetoed`: an interceptor said so
 * - `unchanged`: it succeeded in the run that is resumed, and nothing it depends on has changed
 * - `not_selected`: it is known, but was not asked for
 */
export type SkipReason = 'no_data' | 'upstream_failed' | 'vetoed' | 'unchanged' | 'not_selected';

/** It has not started. */
export interface WaitingPipe {
  readonly status: 'waiting';
  readonly pipeId: string;
}

/** It runs, or waits for its next attempt. */
export interface RunningPipe {
  readonly status: 'running';
  readonly pipeId: string;
  readonly startedAt: number;
}

/** Its output is written. */
export interface SucceededPipe {
  readonly status: 'succeeded';
  readonly pipeId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attempts: number;
  /** Rows written; of a pipe without an output, what it told as its progress. */
  readonly rows: number;
  /** What the engine said of the write; nothing for a pipe without an output. */
  readonly written: Written | undefined;
}

/** No attempt is left. */
export interface FailedPipe {
  readonly status: 'failed';
  readonly pipeId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attempts: number;
  readonly error: unknown;
  /** Whether its last attempt was left behind, still at work, because it did not end when it was told to. */
  readonly abandoned: boolean;
}

/** It was not run, or came to nothing before it wrote. */
export interface SkippedPipe {
  readonly status: 'skipped';
  readonly pipeId: string;
  /** Nothing where that was known before it could start. */
  readonly startedAt: number | undefined;
  readonly endedAt: number;
  readonly reason: SkipReason;
  /** The pipe that is to blame: of several, the first in alphabetical order. */
  readonly upstream?: string;
  /** What the interceptor said that vetoed it, or which check it was. */
  readonly because?: string;
}

/** It was stopped, or kept from starting. */
export interface CancelledPipe {
  readonly status: 'cancelled';
  readonly pipeId: string;
  /** Nothing where it never started. */
  readonly startedAt: number | undefined;
  readonly endedAt: number;
  readonly attempts: number;
  readonly reason: string;
  /** Whether it was left behind, still at work, because it did not end when it was told to. */
  readonly abandoned: boolean;
}

/** How a pipe ended. Every requested pipe ends in one of these ways, once. */
export type PipeOutcome = SucceededPipe | FailedPipe | SkippedPipe | CancelledPipe;

/** Where a pipe is in a run. */
export type PipeState = WaitingPipe | RunningPipe | PipeOutcome;
