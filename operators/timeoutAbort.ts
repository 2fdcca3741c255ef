import { asyncScheduler, NEVER, Observable, type ObservableInput, type SchedulerLike } from 'rxjs';
import { Abortable, type Abortion } from './abortable.ts';
import { type Alarm, alarm } from './alarm.ts';
import { CancelledError } from './cancelledError.ts';
import { isDelay, LONGEST_DELAY } from './isDelay.ts';
import { subscribeWithin } from './subscribeWithin.ts';

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
  /** Is told why the source was aborted when it has not ended within `grace`. @default nobody is told */
  readonly onAbandon?: (reason: unknown) => void;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** A source was too late: with its first value, with the one after, or with its end. */
export class TimeoutAbortError extends Error {
  override readonly name = 'TimeoutAbortError';

  constructor(
    readonly kind: 'first' | 'each' | 'total',
    readonly after: number,
  ) {
    super(`expected ${EXPECTED[kind]} within ${after} ms, got none`);
  }
}

/**
 * Starts a source that is given an `AbortSignal`, and has it aborted when it is late or cancelled:
 * `timeoutAbort(({ signal }) => fetch(url, { signal }), { total: 10_000 })`.
 *
 * An aborted source may clean up and end by itself for as long as `grace`; what it emits meanwhile is not
 * passed on. After that it is abandoned: unsubscribed, whatever it still does. How it ends makes no
 * difference, the result is an error. Being in time to the millisecond is not late. Nothing is started
 * when `cancel$` emits at once.
 *
 * - emits what the source emits until it is aborted
 * - completes when the source completes and was not aborted
 * - errors when the source errors or `start` throws; once the source has ended after an abort, or is
 *   abandoned, with the reason of the abort: a `TimeoutAbortError`, a `CancelledError` when `cancel$` emitted,
 *   or the error of `cancel$`; when `onAbandon` throws, with that
 * - on unsubscribe, the signal is aborted with an `AbortError` and the source is unsubscribed at once
 */
export function timeoutAbort<T>(
  start: (abortion: Abortion) => ObservableInput<T>,
  {
    first = Number.POSITIVE_INFINITY,
    each = Number.POSITIVE_INFINITY,
    total = Number.POSITIVE_INFINITY,
    grace = 5_000,
    cancel$ = NEVER,
    onAbandon,
    scheduler = asyncScheduler,
  }: TimeoutAbortOptions = {},
): Observable<T> {
  refuseUnusable({ first, each, total, grace });

  // Constructed, because `timeout` unsubscribes from what is late at once, and never tells it.
  return new Observable((subscriber) => {
    const run = new Abortable(subscriber, { grace, onAbandon, scheduler });
    const silence = alarmFor(scheduler, Math.min(first, each));
    const whole = alarmFor(scheduler, total);
    const clear = (): void => {
      silence?.clear();
      whole?.clear();
    };
    const abort = (reason: unknown): void => {
      clear();
      run.abort(reason);
    };
    const late = (kind: TimeoutAbortError['kind'], after: number) => () =>
      abort(new TimeoutAbortError(kind, after));
    let silent = true;
    if (silence || whole) subscriber.add(clear);
    if (cancel$ !== NEVER)
      subscribeWithin(subscriber, cancel$, { next: () => abort(new CancelledError()), error: abort });
    run.begin(start, (value) => {
      silent = false;
      silence?.set(each, late('each', each));
      subscriber.next(value);
    });
    // Only now, so that a value that comes when its time is up goes first.
    if (subscriber.closed || run.aborted) return;
    whole?.set(total, late('total', total));
    if (silent) silence?.set(first, late('first', first));
  });
}

/** An alarm, unless it would never go off. */
function alarmFor(scheduler: SchedulerLike, soonest: number): Alarm | undefined {
  return soonest === Number.POSITIVE_INFINITY ? undefined : alarm(scheduler);
}

const EXPECTED = {
  first: 'a first value',
  each: 'another value or the end',
  total: 'the end',
};

function refuseUnusable(times: Readonly<Record<string, number>>): void {
  for (const name in times) {
    const ms = times[name] as number;
    const least = name === 'grace' ? 0 : 1;
    if (ms === Number.POSITIVE_INFINITY || (isDelay(ms) && ms >= least)) continue;
    throw new RangeError(
      `expected ${name} to be from ${least} to ${LONGEST_DELAY} ms, or Infinity, got ${ms}`,
    );
  }
}
