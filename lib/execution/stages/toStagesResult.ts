import { type OperatorFunction, of } from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import type { StageEvent } from './stageEvent.ts';
import type { StagesResult } from './stageOutcome.ts';
import { StagesFailedError } from './stagesFailedError.ts';

/**
 * Makes one value of a run of stages, whichever way it ended.
 *
 * - emits the result once, when all stages have ended
 * - completes after that
 * - errors when the source errors with anything but a `StagesFailedError`, or ends without an end of the stages
 * - on unsubscribe, the stages are cancelled
 */
export function toStagesResult(): OperatorFunction<StageEvent, StagesResult> {
  return settle<StageEvent, StagesResult>({
    completed: (last) => {
      if (last?.name === 'stages_completed') return of(last.result);
      throw new TypeError(
        `expected the events of stages up to their end, got ${last?.name ?? 'none'} as the last`,
      );
    },
    failed: (error) => {
      if (error instanceof StagesFailedError) return of(error.result);
      throw error;
    },
  });
}
