import { defer, type ObservableInput, type SchedulerLike, type Subscriber, Subscription } from 'rxjs';
import { alarm } from './alarm.ts';
import { subscribeWithin } from './subscribeWithin.ts';

export interface AbortableOptions {
  readonly grace: number;
  readonly onAbandon: ((reason: unknown) => void) | undefined;
  readonly scheduler: SchedulerLike;
}

export interface Abortable<T> {
  readonly signal: AbortSignal;
  /** Starts the source, unless it is aborted already. */
  readonly begin: (next: (value: T) => void) => void;
  /** Aborts the source and gives it `grace` to end by itself. */
  readonly abort: (reason: unknown) => void;
}

/** Runs a source for `subscriber` that can be aborted; once it is, `subscriber` gets the reason as an error. */
export function abortable<T>(
  start: (signal: AbortSignal) => ObservableInput<T>,
  subscriber: Subscriber<T>,
  { grace, onAbandon, scheduler }: AbortableOptions,
): Abortable<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const source = new Subscription();
  const patience = alarm(scheduler);
  let ended = false;

  const end = (pass: () => void): void => {
    ended = true;
    if (signal.aborted) subscriber.error(signal.reason);
    else pass();
  };
  const abandon = (): void => {
    try {
      source.unsubscribe();
      onAbandon?.(signal.reason);
      subscriber.error(signal.reason);
    } catch (thrown) {
      subscriber.error(thrown);
    }
  };
  subscriber.add(() => {
    patience.clear();
    if (!ended) controller.abort();
  });
  subscriber.add(source);
  return {
    signal,
    begin: (next) => {
      if (signal.aborted) return subscriber.error(signal.reason);
      subscribeWithin(
        source,
        defer(() => start(signal)),
        {
          next: (value) => {
            if (!signal.aborted) next(value);
          },
          error: (error) => end(() => subscriber.error(error)),
          complete: () => end(() => subscriber.complete()),
        },
      );
    },
    abort: (reason) => {
      if (ended || signal.aborted) return;
      // Set before, because a source may end while it is being told, and that clears it.
      patience.set(grace, abandon);
      controller.abort(reason);
    },
  };
}
