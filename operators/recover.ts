import { asyncScheduler, type MonoTypeOperatorFunction, Observable, type SchedulerLike } from 'rxjs';
import { type Backoff, exponential, jittered } from './backoff.ts';
import { LONGEST_DELAY } from './isDelay.ts';
import { Recovery } from './recovery.ts';
import type {
  FailureClass,
  RecoveryAttempt,
  RecoveryFailed,
  RecoveryGivenUp,
  RecoveryNotice,
  RecoveryWaiting,
} from './recoveryNotice.ts';
import { checkedPolicy } from './recoveryPolicy.ts';
import type { RecoverySlots } from './recoverySlots.ts';
import { type RecoveryStrategy, restart } from './recoveryStrategy.ts';
import type { RestartIntensity } from './restartIntensity.ts';

export interface RecoverOptions {
  /** How many restarts a source gets before it is given up, if it is not stable in between. @default 5 */
  readonly maxRetries?: number;
  /** How long to wait before each restart. @default jittered(exponential()) */
  readonly backoff?: Backoff;
  /** Says of what kind a failure is. @default all are unknown */
  readonly classify?: (error: unknown) => FailureClass;
  /** Says what to do about a failure. @default restart, which is for all but permanent ones */
  readonly strategy?: RecoveryStrategy;
  /**
   * How long a restarted source must run after its first value to be stable, in milliseconds, or how to tell
   * from the delay before the restart. @default the larger of 60_000 and ten times the delay
   */
  readonly stableAfter?: number | ((delay: number) => number);
  /**
   * Once it has run so long after its first value, in milliseconds, earlier failures no longer count: longer
   * than `stableAfter` to catch what keeps failing slowly. @default as soon as it is stable
   */
  readonly window?: number;
  /** Room for restarts that have not emitted yet, shared with other sources. @default as many as want to */
  readonly slots?: RecoverySlots;
  /** What the group may be restarted that this source belongs to. @default it belongs to none */
  readonly intensity?: RestartIntensity;
  /**
   * Emits when the source was started anew by somebody else, without being subscribed to anew: it has to emit and
   * be stable again. @default NEVER
   */
  readonly restart$?: Observable<unknown>;
  /** Is told of each restart before its delay begins. @default nobody is told */
  readonly onAttempt?: (notice: RecoveryAttempt) => void;
  /** Is told when a restart has to wait for a slot after its delay. @default nobody is told */
  readonly onWaiting?: (notice: RecoveryWaiting) => void;
  /** Is told when a restarted source is stable, or has completed. @default nobody is told */
  readonly onSucceeded?: (notice: RecoveryNotice) => void;
  /** Is told when a restarted source fails before it is stable. @default nobody is told */
  readonly onFailed?: (notice: RecoveryFailed) => void;
  /** Is told when the source is not started again, before the result ends. @default nobody is told */
  readonly onGivenUp?: (notice: RecoveryGivenUp) => void;
  /** The clock; each restart is a task of its own in it, also without delay. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Keeps a source alive: subscribes to it again when it errors, after a delay, for as long as it recovers.
 *
 * A restart has succeeded once the source has emitted and then run for a stable period. Only then is it
 * counted afresh: a source that fails again and again right after its start is given up after exactly
 * `maxRetries` restarts, whatever it emits. A start that hangs proves nothing either. What turns silence
 * into an error, such as `timeout`, stands before this operator.
 *
 * Restarts are scheduled, so any number of them that fail where they start needs no stack, as long as the
 * scheduler runs tasks later (`queueScheduler` does not). At most so many in so much time, whatever was
 * stable in between, is said by `restartIntensity`, also for one source alone.
 *
 * - emits what the source emits, that of failed runs too
 * - completes when the source completes, or fails and the strategy says `ignore`
 * - errors with that of `restart$`; with the last error once the restarts are used up or the strategy says `alert`; with a
 *   `RestartIntensityError` once its group was restarted too often; with their own error when a callback or
 *   a finalizer of the source throws; with an error whose cause is the last one when a callback gives what
 *   cannot be used, such as a delay of -1
 * - on unsubscribe, the source is unsubscribed, a pending delay is cancelled and a slot is given back
 */
export function recover<T>({
  maxRetries = 5,
  backoff = jittered(exponential()),
  classify = () => 'unknown',
  strategy = restart,
  stableAfter = (delay) => Math.min(Math.max(60_000, 10 * delay), LONGEST_DELAY),
  window,
  slots,
  intensity,
  restart$,
  onAttempt,
  onWaiting,
  onSucceeded,
  onFailed,
  onGivenUp,
  scheduler = asyncScheduler,
}: RecoverOptions = {}): MonoTypeOperatorFunction<T> {
  const policy = checkedPolicy({
    ...{ maxRetries, backoff, classify, strategy, stableAfter, window, slots, intensity, restart$ },
    ...{ onAttempt, onWaiting, onSucceeded, onFailed, onGivenUp, scheduler },
  });

  // Constructed, because `retry` knows no proof of a restart, and what is kept alive for ever must be small.
  return (source) => new Observable((subscriber) => new Recovery(source, subscriber, policy).begin());
}
