import type { Observable, SchedulerLike } from 'rxjs';
import type { Backoff } from './backoff.ts';
import { isDelay } from './isDelay.ts';
import { isLimit } from './isLimit.ts';
import type {
  FailureClass,
  RecoveryAttempt,
  RecoveryFailed,
  RecoveryGivenUp,
  RecoveryNotice,
  RecoveryWaiting,
} from './recoveryNotice.ts';
import type { RecoverySlots } from './recoverySlots.ts';
import type { RecoveryStrategy } from './recoveryStrategy.ts';
import type { RestartIntensity } from './restartIntensity.ts';

/** How a source is recovered: the options with their defaults, the same for all subscriptions. */
export interface RecoveryPolicy {
  readonly maxRetries: number;
  readonly backoff: Backoff;
  readonly classify: (error: unknown) => FailureClass;
  readonly strategy: RecoveryStrategy;
  readonly stableAfter: number | ((delay: number) => number);
  readonly window: number | undefined;
  readonly slots: RecoverySlots | undefined;
  readonly intensity: RestartIntensity | undefined;
  readonly restart$: Observable<unknown> | undefined;
  readonly onAttempt: ((notice: RecoveryAttempt) => void) | undefined;
  readonly onWaiting: ((notice: RecoveryWaiting) => void) | undefined;
  readonly onSucceeded: ((notice: RecoveryNotice) => void) | undefined;
  readonly onFailed: ((notice: RecoveryFailed) => void) | undefined;
  readonly onGivenUp: ((notice: RecoveryGivenUp) => void) | undefined;
  readonly scheduler: SchedulerLike;
}

/** Gives the policy back, unless it has numbers that mean nothing. */
export function checkedPolicy(policy: RecoveryPolicy): RecoveryPolicy {
  const { maxRetries, stableAfter, window } = policy;
  if (!isLimit(maxRetries)) {
    throw new RangeError(`expected maxRetries to be an integer from 0 on or Infinity, got ${maxRetries}`);
  }
  if (typeof stableAfter === 'number') refuseUnlessPeriod('stableAfter', stableAfter);
  if (window !== undefined) refuseUnlessPeriod('window', window);
  return policy;
}

/** Refuses what is no time that can be waited for, or never comes. */
export function refuseUnlessPeriod(name: string, ms: number, cause?: unknown): void {
  if (isDelay(ms) || ms === Number.POSITIVE_INFINITY) return;
  const expected = `expected ${name} to be a number of ms that a timer can wait, or Infinity`;
  throw new RangeError(`${expected}, got ${ms}`, cause === undefined ? undefined : { cause });
}
