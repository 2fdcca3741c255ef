import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { RunRecord } from '../runRecord.ts';
import { holdups } from './holdups.ts';
import { type Occupant, occupants } from './occupants.ts';
import type { WhyStep } from './whyStep.ts';
import { whySteps } from './whySteps.ts';

/** Why a pipe of a run is where it is, as plain data. */
export interface Why {
  readonly pipeId: string;
  readonly runId: string;
  readonly runStatus: RunRecord['status'];
  readonly runStartedAt: number;
  /** Why the run is being cancelled, or was; left out where it is not. */
  readonly cancelling?: string;
  /** When this was so: at the end of the run, or when it was asked. */
  readonly at: number;
  readonly order: RunRecord['order'];
  /** The generation it is in, or its place where the order is given; from 0. */
  readonly generation: number;
  /**
   * The pipe itself and then, each once, those that led to its state. A waiting pipe is led to by those that
   * it waits for, down to the ones that run or only need a slot; one that started, by the one that released
   * it, and by the one that released that; a skipped one, by those between it and the one that failed.
   */
  readonly steps: readonly WhyStep[];
  /**
   * Who had the slots, the longest first: in the time in which it could have started; or, where it still waits
   * for a slot or for a pipe that does, who runs now. Left out where no slot was missing.
   */
  readonly slots?: readonly Occupant[];
  /** How many had them, as only the first ones are told. */
  readonly slotCount?: number;
}

/** What to ask by. */
export interface WhyOptions {
  /** The clock of the run. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Says why a pipe is where it is, of a run that goes on or is over: the chain of causes for its state, its
 * order and its waiting time. Throws an `UnknownPipeError` for a pipe that is not in the run.
 */
export function why(run: RunRecord, pipeId: string, { scheduler = asyncScheduler }: WhyOptions = {}): Why {
  const at = run.endedAt ?? scheduler.now();
  const steps = whySteps(pipeId, { run, at, holdups: holdups(run) });
  return {
    ...{ pipeId, runId: run.runId, runStatus: run.status, runStartedAt: run.startedAt, at },
    ...{ order: run.order, generation: run.plan?.levelOf(pipeId) ?? run.pipeIds.indexOf(pipeId) },
    ...(run.cancelling === undefined ? {} : { cancelling: run.cancelling }),
    steps,
    ...occupants(run, steps, at),
  };
}
