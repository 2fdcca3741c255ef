import {
  defer,
  isObservable,
  NEVER,
  Observable,
  type ObservableInput,
  type OperatorFunction,
  Subscription,
  startWith,
  tap,
} from 'rxjs';
import { isLimit } from './isLimit.ts';
import { startInOrder } from './startInOrder.ts';
import { subscribeWithin } from './subscribeWithin.ts';

/**
 * Runs a stream for each value, at most `concurrency` at once: `mergeMap` with a limit that can be trusted.
 *
 * Values wait in the order in which they came. A waiting one starts once a running stream has ended and
 * cleaned up after itself, and never inside the start of another, so that any number of streams that end
 * at once needs no stack. A `concurrency` that is an observable may change at any time: raising it starts
 * waiting values at once, lowering it lets running streams finish, 0 is a pause, and nothing starts before
 * its first value.
 *
 * - emits what the streams emit, as it comes
 * - completes once the source and all streams have completed
 * - errors when the source, a stream or `concurrency` errors or `project` throws; also when `concurrency`
 *   emits what is no limit, or completes with 0 or without a value, as what waits would wait for ever
 * - on unsubscribe, or before an error is passed on, the source, all running streams and `concurrency` are
 *   unsubscribed; what waits is discarded
 */
export function limit<T, R>(
  project: (value: T, index: number) => ObservableInput<R>,
  concurrency: number | Observable<number>,
): OperatorFunction<T, R> {
  const limit$ = isObservable(concurrency) ? concurrency : always(concurrency);

  // Constructed, because `mergeMap` recurses over what waits, and its limit cannot change.
  return (source) =>
    new Observable((subscriber) => {
      const whole = new Subscription();
      let index = 0;
      const next = (result: R): void => subscriber.next(result);
      const error = (thrown: unknown): void => {
        try {
          whole.unsubscribe();
        } finally {
          subscriber.error(thrown);
        }
      };
      const starts = startInOrder((value: T) => project(value, index++), { whole, next, error });
      subscriber.add(whole);
      subscribeWithin(whole, limit$.pipe(checked), { next: starts.allow, error });
      const complete = (): void => starts.endWith(() => subscriber.complete());
      subscribeWithin(whole, source, { next: starts.push, error, complete });
    });
}

function always(concurrency: number): Observable<number> {
  if (concurrency === 0 || !isLimit(concurrency)) {
    throw new RangeError(`expected concurrency to be a positive integer or Infinity, got ${concurrency}`);
  }
  return NEVER.pipe(startWith(concurrency));
}

/** Refuses what is no limit, and an end after which what waits would wait for ever. */
function checked(concurrency$: Observable<number>): Observable<number> {
  return defer(() => {
    let last: number | undefined;
    const check = (value: number): void => {
      if (!isLimit(value)) {
        throw new RangeError(`expected concurrency to emit an integer from 0 on or Infinity, got ${value}`);
      }
      last = value;
    };
    const checkLast = (): void => {
      if (last) return;
      throw new RangeError(`expected the last concurrency to be at least 1, got ${last ?? 'none'}`);
    };
    return concurrency$.pipe(tap({ next: check, complete: checkLast }));
  });
}
