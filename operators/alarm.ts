import { type SchedulerLike, Subscription } from 'rxjs';

/** A timer that can be set again and again; the last time it was set counts. */
export interface Alarm {
  /** Has `call` called after so many milliseconds, and with Infinity never. */
  readonly set: (ms: number, call: () => void) => void;
  readonly clear: () => void;
}

/** Makes a timer that leaves nothing behind in the scheduler once it went off or is cleared. */
export function alarm(scheduler: SchedulerLike): Alarm {
  let timer = Subscription.EMPTY;
  const clear = (): void => timer.unsubscribe();
  return {
    clear,
    set: (ms, call) => {
      clear();
      if (ms === Number.POSITIVE_INFINITY) return;
      timer = scheduler.schedule(function () {
        this.unsubscribe();
        call();
      }, ms);
    },
  };
}
