import { type OperatorFunction, of } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { HybridEvent } from './hybridEvent.ts';
import { HybridFailedError } from './hybridFailedError.ts';
import type { HybridResult } from './hybridResult.ts';

/**
 * Makes one value of what `runHybrid` tells, whichever way it ended.
 *
 * - emits the result once, when every pipe and every stream has ended
 * - completes after that
 * - errors when the source errors with anything but a `HybridFailedError`, or ends without the end of a plan
 * - on unsubscribe, what runs is stopped
 */
export function toHybridResult(): OperatorFunction<HybridEvent, HybridResult> {
  return settle<HybridEvent, HybridResult>({
    completed: (last) => {
      if (last?.name === 'hybrid_completed') return of(last.result);
      throw new TypeError(
        `expected the events of a plan up to its end, got ${last?.name ?? 'none'} as the last`,
      );
    },
    failed: (error) => {
      if (error instanceof HybridFailedError) return of(error.result);
      throw error;
    },
  });
}
