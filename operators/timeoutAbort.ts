import { asyncScheduler, NEVER, Observable, type ObservableInput, type SchedulerLike } from 'rxjs';
import { Abortable, type AbortableLimits, type Abortion } from './abortable.ts';
import type { AbortGroup } from './abortGroup.ts';
import { LONGEST_DELAY } from './isDelay.ts';

export interface TimeoutAbortOptions {
  /** How long the first value may take, in milliseconds. @default Infinity */
  readonly first?: number;
  /** How long after a value the next one, or the end, may take, in milliseconds. @default Infinity */
  readonly each?: number;
  /** How long the whole may take, in milliseconds. @default Infinity */
  readonly total?: number;
  /** How long the source may take to end once it is aborted, in milliseconds. @default 5_000 */
  readonly grace?: number;
  /** Has the source aborted when it emits. @default NEVER */
  readonly cancel$?: Observable<unknown>;
  /** Has the source aborted together with others. @default it is in none */
  readonly group?: AbortGroup;
  /** Is told why the source was aborted when it has not ended within `grace`. @default nobody is told */
  readonly onAbandon?: (reason: unknown) => void;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Starts a source that is given an `AbortSignal`, and has it aborted when it is late or cancelled:
 * `timeoutAbort(({ signal }) => fetch(url, { signal }), { total: 10_000 })`.
 *
 * An aborted source may clean up and end by itself for as long as `grace`; what it emits meanwhile is not
 * passed on. After that it is abandoned: unsubscribed, whatever it still does. How it ends makes no
 * difference, the result is an error. Being in time to the millisecond is not late. Nothing is started
 * when `cancel$` emits at once, or its group has been aborted.
 *
 * - emits what the source emits until it is aborted
 * - completes when the source completes and was not aborted
 * - errors when the source errors or `start` throws; once the source has ended after an abort, or is
 *   abandoned, with the reason of the abort: a `TimeoutAbortError`, a `CancelledError` when `cancel$` emitted,
 *   the error of `cancel$`, or the reason of its group; when `onAbandon` throws, with that
 * - on unsubscribe, the signal is aborted with an `AbortError` and the source is unsubscribed at once
 */
export function timeoutAbort<T>(
  start: (abortion: Abortion) => ObservableInput<T>,
  options: TimeoutAbortOptions = {},
): Observable<T> {
  const limits = limitsOf(options);
  // Constructed, because `timeout` unsubscribes from what is late at once, and never tells it.
  return new Observable((subscriber) => new Abortable(subscriber, limits).begin(start));
}

/** What is said of limits and what is not, refused where no timer could wait for it. */
export function limitsOf({
  first = Number.POSITIVE_INFINITY,
  each = Number.POSITIVE_INFINITY,
  total = Number.POSITIVE_INFINITY,
  grace = 5_000,
  cancel$ = NEVER,
  group,
  onAbandon,
  scheduler = asyncScheduler,
}: TimeoutAbortOptions): AbortableLimits {
  const limits = { first, each, total, grace, cancel$, group, onAbandon, scheduler };
  refuseUnusable(limits);
  return limits;
}

function refuseUnusable({ first, each, total, grace }: AbortableLimits): void {
  if (isTime(first, 1) && isTime(each, 1) && isTime(total, 1) && isTime(grace, 0)) return;
  for (const [name, ms] of Object.entries({ first, each, total, grace })) {
    const least = name === 'grace' ? 0 : 1;
    if (isTime(ms, least)) continue;
    throw new RangeError(
      `expected ${name} to be from ${least} to ${LONGEST_DELAY} ms, or Infinity, got ${ms}`,
    );
  }
}

const isTime = (ms: number, least: number): boolean =>
  ms === Number.POSITIVE_INFINITY || (ms >= least && ms <= LONGEST_DELAY);
