import {
  asapScheduler,
  catchError,
  EMPTY,
  filter,
  from,
  isObservable,
  Observable,
  type ObservableInput,
  type OperatorFunction,
  type SchedulerLike,
  Subject,
  type Subscriber,
  takeUntil,
} from 'rxjs';
import { BoundedQueue } from './boundedQueue.ts';
import { drainInTurns } from './drainInTurns.ts';
import { type DropNotice, dropNotices } from './dropNotices.ts';

/** What is done with each value; what it gives back is finished before the next value is taken. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing is `void`, not `undefined`
export type OffloadHandler<T, R> = (value: T) => ObservableInput<R> | void;

/** Which value gives way when the queue is full; `coalesce` also lets a newer value replace the one of its key. */
export type OffloadOverflow = 'dropOldest' | 'dropNewest' | 'coalesce' | 'error';

export interface OffloadOptions<T> {
  /** How many values may wait, those that `keep` selects not counted. @default 1_024 */
  readonly capacity?: number;
  /** What happens when one more comes. @default 'dropOldest' */
  readonly overflow?: OffloadOverflow;
  /** Which values are about the same thing; needed by `coalesce` and used by it alone. @default none */
  readonly key?: (value: T) => unknown;
  /** Selects values that are never dropped or replaced; they wait on top of `capacity`. @default none */
  readonly keep?: (value: T) => boolean;
  /** Is told of each failed handler, and draining goes on. @default the stream errors */
  readonly onError?: (error: unknown, value: T) => void;
  /** Is told how many values were dropped, once for all that were dropped at a stretch. @default nobody is told */
  readonly onDrop?: (notice: DropNotice) => void;
  /** Runs the turns in which values are handled. @default asapScheduler */
  readonly scheduler?: SchedulerLike;
}

/** A value came while `capacity` values were waiting, and none may be dropped. */
export class OffloadOverflowError extends Error {
  override readonly name = 'OffloadOverflowError';

  constructor(readonly capacity: number) {
    super(`expected at most ${capacity} waiting values, got one more`);
  }
}

/**
 * Handles values one at a time, away from the source, which never waits for a handler.
 *
 * Values wait in a bounded queue, first in, first out. Values are handled in turns that are scheduled; a
 * turn ends when the queue is empty or a handler is not done at once. With `coalesce`, a value takes the
 * place of the waiting one of its key, but never one ahead of a kept value of that key.
 *
 * - emits what the inputs returned by `handle` emit, one after the other
 * - completes once the source has completed and everything that waited is handled
 * - errors when the source errors, once everything that waited is handled; at once when `overflow` is
 *   'error' and the queue is full, when a handler fails and there is no `onError`, or when `key`, `keep`,
 *   `onError` or `onDrop` throws
 * - on unsubscribe, the running handler is unsubscribed and what waits is discarded
 */
export function offload<T, R = never>(
  handle: OffloadHandler<T, R>,
  {
    capacity = 1_024,
    overflow = 'dropOldest',
    key,
    keep,
    onError,
    onDrop,
    scheduler = asapScheduler,
  }: OffloadOptions<T> = {},
): OperatorFunction<T, R> {
  refuseUnusable(capacity, overflow, key);
  const full = overflow === 'dropNewest' || overflow === 'error' ? 'refuse' : 'dropOldest';
  const attempt = attempting(handle, onError);

  // Constructed, because no buffering operator of RxJS is bounded or drops, and `concatMap` starts in the
  // call stack of the source.
  return (source) =>
    new Observable((subscriber) => {
      const queue = new BoundedQueue<T>({
        capacity,
        full,
        keep,
        key: overflow === 'coalesce' ? key : undefined,
      });
      const stopped$ = stopOf(subscriber);
      const drops = dropNotices(queue, subscriber, onDrop, scheduler);
      const drain = drainInTurns<T, R>(queue, subscriber, {
        work: (value) => {
          const work = attempt(value);
          return isObservable(work) ? work.pipe(takeUntil(stopped$)) : work;
        },
        scheduler,
      });
      const accept = (value: T): boolean => {
        try {
          if (!queue.push(value) && overflow === 'error') throw new OffloadOverflowError(capacity);
          drain.wake();
          drops.notice();
        } catch (error) {
          subscriber.error(error);
        }
        return false;
      };
      const finish = (end: () => void): void => {
        drops.tell();
        end();
      };
      // As a filter, accepting is one call away from the source, and stops with the subscriber at once.
      source.pipe(filter(accept), takeUntil(stopped$)).subscribe({
        error: (error) => drain.endWith(() => finish(() => subscriber.error(error))),
        complete: () => drain.endWith(() => finish(() => subscriber.complete())),
      });
    });
}

function refuseUnusable(capacity: number, overflow: OffloadOverflow, key: unknown): void {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(`expected capacity to be a positive integer, got ${capacity}`);
  }
  if (overflow === 'coalesce' && key === undefined) {
    throw new TypeError(`expected key to be a function because overflow is 'coalesce', got ${key}`);
  }
}

/** Emits when the subscriber is done, even while it is still subscribing to a synchronous source. */
function stopOf(subscriber: Subscriber<unknown>): Observable<void> {
  const stopped$ = new Subject<void>();
  subscriber.add(() => stopped$.next());
  return stopped$;
}

function attempting<T, R>(
  handle: OffloadHandler<T, R>,
  onError: OffloadOptions<T>['onError'],
): (value: T) => Observable<R> | readonly R[] | undefined {
  const failed = (error: unknown, value: T): Observable<never> => {
    if (!onError) throw error;
    onError(error, value);
    return EMPTY;
  };
  return (value) => {
    try {
      const input = handle(value);
      // What is there already can neither fail any more nor be left.
      if (Array.isArray(input)) return input;
      return input ? from(input).pipe(catchError((error: unknown) => failed(error, value))) : undefined;
    } catch (error) {
      return failed(error, value);
    }
  };
}
