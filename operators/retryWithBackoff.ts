import {
  asyncScheduler,
  defer,
  type MonoTypeOperatorFunction,
  map,
  merge,
  NEVER,
  type Observable,
  retry,
  type SchedulerLike,
  take,
  throwError,
  timer,
} from 'rxjs';
import { type Backoff, exponential } from './backoff.ts';
import { CancelledError } from './cancelledError.ts';
import { delayAfter } from './delayAfter.ts';
import { type RetryBudget, retryBudget } from './retryBudget.ts';

/** A retry that is about to be waited for. */
export interface RetryNotice {
  /** Which attempt failed, counted from 1. */
  readonly attempt: number;
  /** How long will be waited before the next, in milliseconds. */
  readonly delay: number;
  /** What the attempt failed with. */
  readonly error: unknown;
}

export interface RetryWithBackoffOptions {
  /** How many attempts are made in all, the first one among them. @default 3 */
  readonly maxAttempts?: number;
  /** How long to wait after a failed attempt. @default exponential() */
  readonly backoff?: Backoff;
  /** Says which errors are worth another attempt. @default all */
  readonly when?: (error: unknown) => boolean;
  /** Bounds retries whatever is counted afresh: so many for each subscription, or one budget for many. @default Infinity */
  readonly budget?: number | RetryBudget;
  /** After so many milliseconds without a failure, attempts are counted afresh. @default Infinity, so never */
  readonly resetAfter?: number;
  /** Ends a delay that is being waited for, and with it the whole, with a `CancelledError`. @default NEVER */
  readonly cancel$?: Observable<unknown>;
  /** Is told of each retry before its delay begins. @default nobody is told */
  readonly onRetry?: (notice: RetryNotice) => void;
  /** The clock; each retry is a task of its own in it, also without delay. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Subscribes to the source again when it errors, after a delay.
 *
 * Attempts are counted over the whole subscription: a value does not reset the count, only `resetAfter`
 * does. A budget is never given back. Each retry is scheduled, so any number of attempts that fail where
 * they start needs no stack, as long as the scheduler runs tasks later (`queueScheduler` does not).
 *
 * - emits what the source emits, that of failed attempts too
 * - completes when the source completes
 * - errors with the last error once attempts or budget are used up or `when` says no; with their own error
 *   when `when`, `backoff` or `onRetry` throws; with a `RangeError` whose cause is the last error when
 *   `backoff` gives what no timer can wait, such as -1 or NaN; with a `CancelledError` when `cancel$` emits
 *   during a delay, or with its error
 * - on unsubscribe, the source is unsubscribed and a pending delay is cancelled
 */
export function retryWithBackoff<T>({
  maxAttempts = 3,
  backoff = exponential(),
  when = () => true,
  budget = Number.POSITIVE_INFINITY,
  resetAfter = Number.POSITIVE_INFINITY,
  cancel$ = NEVER,
  onRetry,
  scheduler = asyncScheduler,
}: RetryWithBackoffOptions = {}): MonoTypeOperatorFunction<T> {
  refuseUnusable(maxAttempts, resetAfter);
  const budgetOf = typeof budget === 'number' ? sized(budget) : () => budget;
  return (source) =>
    defer(() => {
      const retries = budgetOf();
      let attempt = 0;
      let startedAt = 0;
      const attempt$ = defer(() => {
        attempt += 1;
        startedAt = scheduler.now();
        return source;
      });
      const delay = (error: unknown): Observable<unknown> => {
        if (scheduler.now() - startedAt >= resetAfter) attempt = 1;
        if (attempt >= maxAttempts || !when(error) || !retries.take()) return throwError(() => error);
        const ms = delayAfter(backoff, attempt, error);
        onRetry?.({ attempt, delay: ms, error });
        return unlessCancelled(timer(ms, scheduler), cancel$);
      };
      return attempt$.pipe(retry({ delay }));
    });
}

function refuseUnusable(maxAttempts: number, resetAfter: number): void {
  if (maxAttempts !== Number.POSITIVE_INFINITY && !(Number.isInteger(maxAttempts) && maxAttempts >= 1)) {
    throw new RangeError(`expected maxAttempts to be a positive integer or Infinity, got ${maxAttempts}`);
  }
  if (!(resetAfter > 0)) {
    throw new RangeError(`expected resetAfter to be a positive number of ms, got ${resetAfter}`);
  }
}

/** Makes a budget for each subscription, and one at once, which refuses what is no size. */
function sized(retries: number): () => RetryBudget {
  retryBudget(retries);
  return () => retryBudget(retries);
}

function unlessCancelled(delay$: Observable<unknown>, cancel$: Observable<unknown>): Observable<unknown> {
  if (cancel$ === NEVER) return delay$;
  const cancelled$ = cancel$.pipe(
    map(() => {
      throw new CancelledError();
    }),
  );
  return merge(cancelled$, delay$).pipe(take(1));
}
