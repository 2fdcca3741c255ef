import type { CheckResult } from '../data/checks/checkResult.ts';
import type { Plan } from '../planning/plan.ts';
import type { Freshness } from './checks/freshness.ts';
import type { PipeState } from './pipeState.ts';

/** How many pipes ended in each way. */
export interface OutcomeCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
}

/** What has become of a run so far. Asking costs nothing while nobody asks. */
export interface RunRecord {
  readonly runId: string;
  readonly status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Why it is being cancelled, or was. */
  readonly cancelling: string | undefined;
  /** Why the run is over though not every pipe had its turn. */
  readonly error: unknown;
  /** What the pipes wait for: for what they need, for whole generations, or each for the one before. */
  readonly order: 'ready' | 'generations' | 'given';
  /** Nothing where the pipes run in the order given. */
  readonly plan: Plan | undefined;
  readonly pipeIds: readonly string[];
  readonly counts: OutcomeCounts;
  /** What came of the checks of what was written, so far. */
  readonly checks: readonly CheckResult[];
  /** What it reads, and did not write itself, that was older when it began than it may be (`Entity.maxAge`). */
  readonly stale: readonly Freshness[];
  /** Where a pipe is; an `UnknownPipeError` for one that was not requested. */
  stateOf(pipeId: string): PipeState;
  /** The requested pipes whose output a pipe reads. */
  producersOf(pipeId: string): readonly string[];
  /** The pipes that hold up a pipe: those it needs, or the one before it where the order is given. */
  waitsFor(pipeId: string): readonly string[];
  /**
   * The failed pipe because of which those that read a pipe's output are not to run: the pipe itself, or one
   * that it needs. Nothing where nothing failed, or the policy says that they run all the same.
   */
  blameOf(pipeId: string): string | undefined;
}

/** A run that is over: the counts add up to the number of pipes, and it does not change any more. */
export interface RunResult extends RunRecord {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly endedAt: number;
  readonly elapsedMs: number;
}
