import { isObservable, type Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import type { BoundedQueue } from './boundedQueue.ts';
import { inTask } from './inTask.ts';

export interface DrainInTurnsOptions<T, R> {
  /** Starts on a value; what it gives back is finished, or passed on, before the next value is taken. */
  readonly work: (value: T) => Observable<R> | readonly R[] | undefined;
  readonly scheduler: SchedulerLike;
}

export interface Drain {
  /** Has a turn scheduled, unless one is or work is under way. */
  readonly wake: () => void;
  /** Calls `end` once nothing waits and no work is under way. */
  readonly endWith: (end: () => void) => void;
}

/**
 * Works off a queue one value at a time, in scheduled turns, and sends the results to `subscriber`.
 *
 * A turn is a loop that goes on for as long as work ends where it starts, so that any number of
 * synchronous pieces of work needs one task and no stack.
 */
export function drainInTurns<T, R>(
  queue: BoundedQueue<T>,
  subscriber: Subscriber<R>,
  { work, scheduler }: DrainInTurnsOptions<T, R>,
): Drain {
  let awake = false;
  let busy = false;
  let end: (() => void) | undefined;

  const wake = (): void => {
    if (awake || busy) return;
    awake = true;
    subscriber.add(inTask(scheduler, turn));
  };
  const turn = (): void => {
    try {
      while (!busy && queue.size > 0 && !subscriber.closed) start(queue.shift());
    } catch (error) {
      subscriber.error(error);
    }
    awake = false;
    if (queue.size > 0) wake();
    else settle();
  };
  const start = (value: T): void => {
    const running = work(value);
    if (running === undefined) return;
    if (!isObservable(running)) {
      for (const result of running) subscriber.next(result);
      return;
    }
    busy = true;
    running.subscribe({
      next: (result) => subscriber.next(result),
      error: (error) => subscriber.error(error),
      complete: () => {
        busy = false;
        wake();
      },
    });
  };
  const settle = (): void => {
    if (!awake && !busy && !subscriber.closed) end?.();
  };
  return {
    wake,
    endWith: (last) => {
      end = last;
      settle();
    },
  };
}
