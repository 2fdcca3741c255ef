import type { PipeState } from '../pipeState.ts';
import type { RunResult } from '../runRecord.ts';

interface Ended {
  readonly stageId: string;
  readonly layer: string;
  readonly pipeIds: readonly string[];
  readonly endedAt: number;
}

/** How a stage ended. Each stage ends in one of these ways, once. */
export type StageOutcome =
  | (Ended & {
      readonly status: 'succeeded' | 'failed' | 'cancelled';
      readonly startedAt: number;
      /** How its pipes ended; nothing where the stage failed before they could be run. */
      readonly result: RunResult | undefined;
      readonly error: unknown;
    })
  | (Ended & {
      readonly status: 'skipped';
      /** The stage that failed, which it follows, directly or not. */
      readonly upstream: string;
    })
  | (Ended & { readonly status: 'left'; readonly reason: string });

/** What became of all stages. */
export interface StagesResult {
  readonly executionId: string;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly startedAt: number;
  readonly endedAt: number;
  readonly elapsedMs: number;
  /** In the order in which they had their turn. */
  readonly stages: readonly StageOutcome[];
  /** Where every pipe of every stage ended. */
  readonly pipes: ReadonlyMap<string, PipeState>;
}
