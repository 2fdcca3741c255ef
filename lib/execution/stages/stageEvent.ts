import type { RunEvent } from '../runEvent.ts';
import type { StageOutcome, StagesResult } from './stageOutcome.ts';

interface Told {
  readonly executionId: string;
  /** In milliseconds of the scheduler. */
  readonly at: number;
}

/** A stage is about to run; the events of its run follow. */
export interface StageStarted extends Told {
  readonly name: 'stage_started';
  readonly stageId: string;
  readonly pipeIds: readonly string[];
}

/** A stage came to its end. Told exactly once for each. */
export interface StageEnded extends Told {
  readonly name: 'stage_ended';
  readonly outcome: StageOutcome;
}

/** Every stage has ended, and all is well, or not. The last event; an error follows where it failed. */
export interface StagesEnded extends Told {
  readonly name: 'stages_completed' | 'stages_failed';
  readonly result: StagesResult;
}

/** What happens while stages are run. */
export type StageEvent = RunEvent | StageStarted | StageEnded | StagesEnded;
