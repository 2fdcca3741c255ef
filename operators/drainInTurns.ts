import type { Observable, SchedulerLike, Subscriber } from 'rxjs';
import type { BoundedQueue } from './boundedQueue.ts';

export interface DrainInTurnsOptions<T, R> {
  /** Starts on a value; what it gives back is finished before the next value is taken. */
  readonly work: (value: T) => Observable<R> | undefined;
  /** Called once after all that could be done in one turn. */
  readonly afterTurn: () => void;
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
  { work, afterTurn, scheduler }: DrainInTurnsOptions<T, R>,
): Drain {
  let awake = false;
  let busy = false;
  let end: (() => void) | undefined;

  const wake = (): void => {
    if (awake || busy) return;
    awake = true;
    const task = scheduler.schedule(function () {
      // A task that is left open would stay with the subscriber until its end.
      this.unsubscribe();
      turn();
    });
    subscriber.add(task);
  };
  const turn = (): void => {
    try {
      while (!busy && queue.size > 0 && !subscriber.closed) start(queue.shift());
      if (!subscriber.closed) afterTurn();
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
    if (!awake && !busy) end?.();
  };
  return {
    wake,
    endWith: (last) => {
      end = last;
      settle();
    },
  };
}
