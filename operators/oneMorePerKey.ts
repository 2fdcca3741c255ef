import { Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import { isLimit } from './isLimit.ts';
import { KeyedQueue } from './keyedQueue.ts';
import { KeyedWork, type WaitNotice } from './keyedWork.ts';
import { subscribeWithin } from './subscribeWithin.ts';

export interface OneMorePerKeyOptions<K, T> {
  /** How many keys may work at once. @default 2 */
  readonly concurrency?: number;
  /** Those with a higher number go first; otherwise those that came first. @default all the same */
  readonly priority?: (value: T) => number;
  /** Makes one of what waits for a key and what comes for it. @default the one that comes */
  readonly merge?: (waiting: T, value: T) => T;
  /** Which keys go before a key, if they wait or work; not in circles. @default none */
  readonly after?: (key: K) => Iterable<K>;
  /** Is told of each value that cannot start at once. @default nobody is told */
  readonly onWait?: (notice: WaitNotice<K, T>) => void;
}

/**
 * Works for keys: for each key at most once at a time, and for a number of keys at once. What comes for a key
 * while it works is remembered, and leads to exactly one more work, however much it is.
 *
 * A slot is held until the work has ended and cleaned up after itself. Starting is a loop and never happens
 * inside a start, so that any number of works that end at once needs no stack.
 *
 * - emits what the works emit, as it comes
 * - completes once the source has completed and nothing waits or works
 * - errors when the source or a work errors, a function throws, or `after` goes in a circle
 * - on unsubscribe, or before an error is passed on, the source and all works are unsubscribed; what waits is
 *   discarded
 */
export function oneMorePerKey<T, K, R>(
  key: (value: T) => K,
  work: (value: T) => ObservableInput<R>,
  {
    concurrency = 2,
    priority = () => 0,
    merge = (_, value) => value,
    after = () => [],
    onWait = () => undefined,
  }: OneMorePerKeyOptions<K, T> = {},
): OperatorFunction<T, R> {
  if (concurrency === 0 || !isLimit(concurrency)) {
    throw new RangeError(`expected concurrency to be a positive integer or Infinity, got ${concurrency}`);
  }
  // Constructed, because `groupBy` with `exhaustMap` forgets what comes during a work, and nothing limits groups.
  return (source) =>
    new Observable((subscriber) => {
      const queue = new KeyedQueue<K, T>({ priority, merge, after });
      const works = new KeyedWork(queue, { key, work, concurrency, onWait }, subscriber);
      subscriber.add(works.whole);
      subscribeWithin(works.whole, source, {
        next: (value) => works.push(value),
        error: (error) => works.fail(error),
        complete: () => works.end(),
      });
    });
}
