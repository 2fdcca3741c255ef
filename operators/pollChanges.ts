import {
  asyncScheduler,
  defer,
  delay,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  type ObservableInput,
  repeat,
  type SchedulerLike,
  Subject,
  timer,
} from 'rxjs';
import { type Backoff, exponential, jittered } from './backoff.ts';
import { isDelay } from './isDelay.ts';
import { PollBaseline } from './pollBaseline.ts';
import { type RetryNotice, retryWithBackoff } from './retryWithBackoff.ts';

export interface PollChangesOptions<T> {
  /** How long after a read that brought a change the next one begins, in milliseconds. @default 60_000 */
  readonly every?: number;
  /** By what the interval grows with each read that brings no change. @default 2 */
  readonly stretch?: number;
  /** The longest interval, in milliseconds. @default eight times `every` */
  readonly longest?: number;
  /** Which part of each interval is left to chance, so that many do not poll together. @default 0.1 */
  readonly jitter?: number;
  /** Gives numbers from 0 up to, but not including, 1. @default Math.random */
  readonly random?: () => number;
  /** Values that are known without asking; they go first, and the poll stands behind them. @default NEVER */
  readonly pushes$?: Observable<T>;
  /** Lays what was read or pushed over what was known. @default what was read or pushed */
  readonly overlay?: (before: T, value: T) => T;
  /** Whether two values are the same, so that there is nothing to tell. @default Object.is */
  readonly same?: (before: T, value: T) => boolean;
  /** How long to wait after a failed read. @default exponential({ max: every }) */
  readonly backoff?: Backoff;
  /** Is told of each failed read before the next one is waited for. @default nobody is told */
  readonly onError?: (notice: RetryNotice) => void;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Reads a value again and again, at an interval that stretches while nothing changes, and tells what it has
 * changed to. Each read is given what is known so far.
 *
 * A failed read is tried again and forgets nothing. What is pushed during a read is newer than what the read
 * brings, and is laid over it. A push that changed something ends the stretching: the next read begins `every`
 * later at most. One read is under way at a time, so one that never ends is the last.
 *
 * - emits the first value, and then each that is not the same as the one before, wherever it came from
 * - completes never
 * - errors when `pushes$` errors, or `overlay`, `same`, `backoff` or `onError` throws; never because a read failed
 * - on unsubscribe, `pushes$` and the read or the interval under way are unsubscribed
 */
export function pollChanges<T>(
  read: (before: T | undefined) => ObservableInput<T>,
  {
    every = 60_000,
    stretch = 2,
    longest = 8 * every,
    jitter = 0.1,
    random,
    pushes$ = NEVER,
    overlay = (_, value) => value,
    same = Object.is,
    backoff = exponential({ initial: Math.min(1_000, every), max: every }),
    onError,
    scheduler = asyncScheduler,
  }: PollChangesOptions<T> = {},
): Observable<T> {
  refuseUnusable(every, stretch, longest);
  const jitters = { ratio: jitter, ...(random && { random }) };
  const interval = jittered(
    (still) => Math.min(every * Math.min(stretch ** still, longest), longest),
    jitters,
  );
  const retries = { maxAttempts: Number.POSITIVE_INFINITY, backoff: jittered(backoff, jitters), scheduler };

  return defer(() => {
    const baseline = new PollBaseline({ overlay, same });
    const stirred$ = new Subject<void>();
    const push = (value: T): readonly T[] => {
      const wasStill = baseline.still > 0;
      const news = baseline.pushed(value);
      if (wasStill && news.length > 0) stirred$.next();
      return news;
    };
    const pause = () =>
      merge(timer(interval(baseline.still), scheduler), stirred$.pipe(delay(interval(0), scheduler)));
    const reads$ = defer(() => read(baseline.begin())).pipe(
      retryWithBackoff({ ...retries, ...(onError && { onRetry: onError }) }),
      mergeMap((value) => baseline.read(value)),
      repeat({ delay: pause }),
    );
    return merge(pushes$.pipe(mergeMap(push)), reads$);
  });
}

function refuseUnusable(every: number, stretch: number, longest: number): void {
  if (!(every > 0 && isDelay(every))) {
    throw new RangeError(
      `expected every to be a positive number of ms that a timer can wait, got ${every}`,
    );
  }
  if (!(stretch >= 1 && stretch < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`expected stretch to be a number from 1 on, got ${stretch}`);
  }
  if (!(longest >= every && isDelay(longest))) {
    throw new RangeError(`expected longest to be from every, ${every} ms, on, got ${longest}`);
  }
}
