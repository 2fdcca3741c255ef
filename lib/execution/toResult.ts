import { type OperatorFunction, of } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { RunEvent } from './runEvent.ts';
import { RunFailedError } from './runFailedError.ts';
import type { RunResult } from './runRecord.ts';

/**
 * Makes one value of a run, whichever way it ended.
 *
 * - emits the result once, when the run is over
 * - completes after that
 * - errors when the source errors with anything but a `RunFailedError`, or ends without the end of a run
 * - on unsubscribe, the run is cancelled
 */
export function toResult(): OperatorFunction<RunEvent, RunResult> {
  return settle<RunEvent, RunResult>({
    completed: (last) => {
      if (last?.name === 'run_completed') return of(last.result);
      throw new TypeError(
        `expected the events of a run up to its end, got ${last?.name ?? 'none'} as the last`,
      );
    },
    failed: (error) => {
      if (error instanceof RunFailedError) return of(error.result);
      throw error;
    },
  });
}
