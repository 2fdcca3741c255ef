import { asapScheduler, asyncScheduler, type SchedulerLike } from 'rxjs';
import type { SimulatedScheduler } from './simulatedScheduler.ts';

/**
 * Lets everything that was given no scheduler run in simulated time while `work` does, and until the promise
 * that it returns is settled: `timer`, `delay`, `timeout`, whatever takes `asyncScheduler` or `asapScheduler` by
 * itself. What it leaves behind stays in simulated time.
 *
 * Where a scheduler can be given, giving it is better: this is for code that takes none. It does not reach
 * `timestamp()` and `shareReplay` with a window, which ask the real clock unless told to ask another, nor what
 * is delayed on `queueScheduler`, nor what was scheduled before. One simulation at a time can have them.
 */
export function inSimulatedTime<R>(scheduler: SimulatedScheduler, work: () => R): R {
  if (isTaken)
    throw new Error('expected the schedulers of RxJS to be real, got those of another simulation');
  isTaken = true;
  const giveBack = [lend(asyncScheduler, scheduler), lend(asapScheduler, scheduler.asap)];
  const end = (): void => {
    isTaken = false;
    for (const give of giveBack) give();
  };
  let result: R;
  try {
    result = work();
  } catch (error) {
    end();
    throw error;
  }
  if (isPromise(result)) return Promise.resolve(result).finally(end) as R;
  end();
  return result;
}

let isTaken = false;

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** Makes one scheduler do as another; gives what ends it. */
function lend(borrower: SchedulerLike, lender: SchedulerLike): () => void {
  const { now, schedule } = borrower;
  Object.assign(borrower, {
    now: () => lender.now(),
    schedule: (...task: Parameters<SchedulerLike['schedule']>) => lender.schedule(...task),
  });
  return () => Object.assign(borrower, { now, schedule });
}
