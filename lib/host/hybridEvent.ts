import type { RunEvent } from '../execution/runEvent.ts';
import type { PlanWarning } from '../planning/plan.ts';
import type { QueryStatus } from '../streaming/queries/queryState.ts';
import type { HybridResult } from './hybridResult.ts';
import type { StreamOutcome } from './streamOutcome.ts';

interface Told {
  readonly runId: string;
  /** In milliseconds of the run's scheduler. */
  readonly at: number;
}

/** The plan was subscribed to; nothing has run yet. */
export interface HybridStarted extends Told {
  readonly name: 'hybrid_started';
  /** Those that run once. */
  readonly pipeIds: readonly string[];
  /** Those that run for ever, in the order in which they start. */
  readonly streamIds: readonly string[];
  readonly warnings: readonly PlanWarning[];
}

/** The state of a stream's query is another. */
export interface StreamChanged extends Told {
  readonly name: 'stream_changed';
  readonly pipeId: string;
  readonly status: QueryStatus;
}

/** A stream will not be started, or all is over and this is how it ended. Told exactly once for each stream. */
export interface StreamEnded extends Told {
  readonly name: 'stream_ended';
  readonly pipeId: string;
  readonly outcome: StreamOutcome;
}

/** Every pipe and every stream has ended, and all is well. The last event of such a run. */
export interface HybridCompleted extends Told {
  readonly name: 'hybrid_completed';
  readonly result: HybridResult;
}

/** Every pipe and every stream has ended, and something failed or it was cancelled. An error follows. */
export interface HybridFailed extends Told {
  readonly name: 'hybrid_failed';
  readonly result: HybridResult;
}

/** What happens to a plan of pipes that run once and of streams: of the former, what `run` tells. */
export type HybridEvent =
  | HybridStarted
  | RunEvent
  | StreamChanged
  | StreamEnded
  | HybridCompleted
  | HybridFailed;
