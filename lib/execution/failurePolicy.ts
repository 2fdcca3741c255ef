import type { FailedPipe } from './pipeState.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * What a failed pipe means for the others.
 *
 * - `skip_dependents`: those that need its output, directly or not, are skipped; all others run
 * - `cancel`: what runs is aborted, what has not started never does
 * - `carry_on`: those that need its output run on whatever is there from earlier
 */
export type FailureDecision = 'skip_dependents' | 'cancel' | 'carry_on';

/** Decides what a failure means, each time a pipe fails. Write your own: it may look at the whole run. */
export type FailurePolicy = (failed: FailedPipe, run: RunRecord) => FailureDecision;

/** Who needs the output of a failed pipe is skipped, and independent branches run on. */
export const skipDependents: FailurePolicy = () => 'skip_dependents';

/** The first failure ends the run: siblings are aborted, and what has not started is cancelled. */
export const failFast: FailurePolicy = () => 'cancel';

/**
 * Everything runs whatever fails. Consumers of a failed pipe read what earlier runs left, or fail in their
 * turn where there is nothing.
 */
export const carryOn: FailurePolicy = () => 'carry_on';
