import type { RunResult } from '../execution/runRecord.ts';
import type { Plan } from '../planning/plan.ts';
import type { StreamOutcome } from './streamOutcome.ts';

/** How many streams ended in each way. */
export type StreamCounts = Readonly<Record<StreamOutcome['status'], number>>;

/** What became of the streams of a plan: the counts add up to the number of streams. */
export interface StreamsResult {
  /** In the order in which they start. */
  readonly pipeIds: readonly string[];
  readonly counts: StreamCounts;
  /** How a stream ended; an `UnknownPipeError` for one that was not requested. */
  outcomeOf(pipeId: string): StreamOutcome;
}

/** What became of a plan of pipes that run once and of streams. */
export interface HybridResult {
  readonly runId: string;
  readonly plan: Plan;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly startedAt: number;
  readonly endedAt: number;
  readonly elapsedMs: number;
  /** Why it was cancelled, if it was. */
  readonly cancelling: string | undefined;
  /** What became of the pipes that run once; nothing where there are none. */
  readonly batch: RunResult | undefined;
  /** What became of the streams; nothing where there are none. */
  readonly streams: StreamsResult | undefined;
  /** What its parts failed with: a `RunFailedError`, a `StreamStartError`, a `StreamFailedError`, or anything. */
  readonly errors: readonly unknown[];
}
