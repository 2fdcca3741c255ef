import type { CheckResult } from '../data/checks/checkResult.ts';
import type { Freshness } from './checks/freshness.ts';
import type { PipeOutcome } from './pipeState.ts';
import type { OutcomeCounts, RunRecord, RunResult } from './runRecord.ts';
import type { RunWarning } from './runWarnings.ts';
import type { Stall } from './stall.ts';

interface Told {
  readonly runId: string;
  /** In milliseconds of the run's scheduler. */
  readonly at: number;
}

/** The run was subscribed to; nothing has run yet. */
export interface RunStarted extends Told {
  readonly name: 'run_started';
  /** What becomes of the run, to be asked at any time. */
  readonly run: RunRecord;
  readonly warnings: readonly RunWarning[];
}

/** The first pipe of a generation has its turn. */
export interface GenerationStarted extends Told {
  readonly name: 'generation_started';
  readonly generation: number;
  readonly pipeCount: number;
}

/** Every pipe of a generation has ended. */
export interface GenerationCompleted extends Told {
  readonly name: 'generation_completed';
  readonly generation: number;
  readonly startedAt: number;
  readonly counts: OutcomeCounts;
}

/** A pipe is about to run. */
export interface PipeStarted extends Told {
  readonly name: 'pipe_started';
  readonly pipeId: string;
  /** How many pipes had their turn before. */
  readonly pipeIndex: number;
}

/** A pipe got further. */
export interface PipeProgress extends Told {
  readonly name: 'pipe_progress';
  readonly pipeId: string;
  /** Rows so far: as the pipe tells them, or as they are written. */
  readonly rows: number;
  readonly step: 'transform' | 'write';
}

/** A pipe said something. */
export interface PipeLogged extends Told {
  readonly name: 'pipe_logged';
  readonly pipeId: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

/** An attempt failed, and the next follows after a delay. */
export interface PipeRetrying extends Told {
  readonly name: 'pipe_retrying';
  readonly pipeId: string;
  /** The attempt that failed, counted from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly delayMs: number;
  readonly error: unknown;
}

/** What a pipe wrote was checked, which is told before its end. */
export interface EntityChecked extends Told {
  readonly name: 'entity_checked';
  readonly pipeId: string;
  readonly entityId: string;
  readonly checks: readonly CheckResult[];
}

/** What the run reads, and does not write itself, is older than it may be; the run goes on. */
export interface EntityStale extends Told {
  readonly name: 'entity_stale';
  readonly freshness: Freshness;
}

/** A pipe came to its end. Told exactly once for each requested pipe. */
export interface PipeEnded extends Told {
  readonly name: 'pipe_ended';
  readonly pipeId: string;
  readonly outcome: PipeOutcome;
}

/** A pipe was given what it reads from the cache, or was the first to put it there. */
export interface CacheAsked extends Told {
  readonly name: 'cache_hit' | 'cache_miss';
  readonly pipeId: string;
  readonly entityId: string;
}

/** Nothing has started, ended or got further for long. */
export interface RunStalled extends Told {
  readonly name: 'run_stalled';
  readonly stall: Stall;
}

/** The journal could not be written to; the run goes on, but may not be resumed as it was. */
export interface JournalFailed extends Told {
  readonly name: 'journal_failed';
  readonly pipeId: string | undefined;
  readonly error: unknown;
}

/** Every pipe has ended, and all is well. The last event of such a run. */
export interface RunCompleted extends Told {
  readonly name: 'run_completed';
  readonly result: RunResult;
}

/** Every pipe has ended, and something failed or the run was cancelled. An error follows. */
export interface RunFailed extends Told {
  readonly name: 'run_failed';
  readonly result: RunResult;
}

/** What happens in a run. */
export type RunEvent =
  | RunStarted
  | GenerationStarted
  | GenerationCompleted
  | PipeStarted
  | PipeProgress
  | PipeLogged
  | PipeRetrying
  | EntityStale
  | EntityChecked
  | PipeEnded
  | CacheAsked
  | RunStalled
  | JournalFailed
  | RunCompleted
  | RunFailed;
