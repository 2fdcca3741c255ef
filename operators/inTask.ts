import type { SchedulerLike, Subscription } from 'rxjs';

/** Calls a function in a task of its own. The task ends with the call, so that who holds it holds nothing. */
export function inTask(scheduler: SchedulerLike, call: () => void): Subscription {
  return scheduler.schedule(function () {
    this.unsubscribe();
    call();
  });
}
