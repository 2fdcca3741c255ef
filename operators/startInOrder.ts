import { from, Observable, type ObservableInput, Subscription } from 'rxjs';
import { BoundedQueue } from './boundedQueue.ts';

export interface StartInOrderOptions<R> {
  /** Ends everything when it is unsubscribed. */
  readonly whole: Subscription;
  readonly next: (result: R) => void;
  readonly error: (error: unknown) => void;
}

export interface Starts<T> {
  /** Puts a value behind those that wait, and starts what may start. */
  readonly push: (value: T) => void;
  /** Says how many streams may run at once from now on; none may before the first call. */
  readonly allow: (atOnce: number) => void;
  /** Calls `end` once nothing waits and nothing runs. */
  readonly endWith: (end: () => void) => void;
}

/**
 * Starts a stream for each value, in order, whenever there is room for one more.
 *
 * Starting is a loop and never happens inside a start, so that streams that end at once need no stack, and
 * a stream leaves room only once it has cleaned up after itself.
 */
export function startInOrder<T, R>(
  project: (value: T) => ObservableInput<R>,
  { whole, next, error }: StartInOrderOptions<R>,
): Starts<T> {
  const waiting = new BoundedQueue<T>({
    capacity: Number.POSITIVE_INFINITY,
    full: 'refuse',
    key: undefined,
    keep: undefined,
  });
  const running = new Set<Subscription>();
  let room = 0;
  let starting = false;
  let end: (() => void) | undefined;

  const start = (): void => {
    if (starting || whole.closed) return;
    starting = true;
    while (waiting.size > 0 && running.size < room && !whole.closed) oldest$.subscribe({ next, error });
    starting = false;
    if (waiting.size === 0 && running.size === 0) end?.();
  };
  // One observable for all, because it gives the stream's own subscriber before the stream can emit.
  const oldest$ = new Observable<R>((stream) => {
    running.add(stream);
    try {
      const input = from(project(waiting.shift()));
      if (!stream.closed) input.subscribe(stream);
    } catch (thrown) {
      error(thrown);
    }
    stream.add(() => {
      running.delete(stream);
      start();
    });
  });
  whole.add(() => unsubscribeAll(running));
  return {
    push: (value) => {
      waiting.push(value);
      start();
    },
    allow: (atOnce) => {
      room = atOnce;
      start();
    },
    endWith: (last) => {
      end = last;
      start();
    },
  };
}

/** As one, so that a teardown that throws does not keep the others from running. */
function unsubscribeAll(subscriptions: Iterable<Subscription>): void {
  const all = new Subscription();
  for (const subscription of subscriptions) all.add(subscription);
  all.unsubscribe();
}
