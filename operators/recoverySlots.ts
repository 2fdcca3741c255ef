import { type SchedulerLike, Subscription } from 'rxjs';
import { alarm } from './alarm.ts';
import { inTask } from './inTask.ts';
import { isDelay } from './isDelay.ts';
import { isLimit } from './isLimit.ts';

export interface RecoverySlotsOptions {
  /** How many restarted sources may be at their start at once. @default 4 */
  readonly atOnce?: number;
  /** After so many milliseconds a slot is given back, whatever became of the restart. @default 60_000 */
  readonly holdFor?: number;
}

/** Room for so many recoveries at once, shared by all who are given it. */
export interface RecoverySlots {
  /** How many slots nobody holds. */
  readonly free: number;
  /** How many wait for a slot. */
  readonly waiting: number;
  /**
   * Waits for a slot, first come first served, and calls `start` in a task of its own once there is one.
   * Unsubscribing gives up the place, or gives the slot back, and does so once.
   */
  take(start: () => void, scheduler: SchedulerLike): Subscription;
}

/**
 * Makes room for so many recoveries at once. A restart holds a slot until the source has emitted, has failed again or
 * is stopped, so that those who failed together do not all start together. One that hangs gives
 * its slot back after `holdFor`, so that it holds up nobody else for long.
 */
export function recoverySlots({ atOnce = 4, holdFor = 60_000 }: RecoverySlotsOptions = {}): RecoverySlots {
  refuseUnusable(atOnce, holdFor);
  const waiting = new Set<() => void>();
  let free = atOnce;

  // Starts nothing itself, and so needs no stack however many slots come back at once.
  const grant = (): void => {
    for (const next of waiting) {
      if (free === 0) return;
      waiting.delete(next);
      next();
    }
  };
  return {
    get free() {
      return free;
    },
    get waiting() {
      return waiting.size;
    },
    take(start, scheduler) {
      const hold = new Subscription();
      const bound = alarm(scheduler);
      const next = (): void => {
        free -= 1;
        hold.add(
          inTask(scheduler, () => {
            // Not before, because giving the slot back cancels what has not started.
            bound.set(holdFor, () => hold.unsubscribe());
            start();
          }),
        );
        hold.add(() => {
          bound.clear();
          free += 1;
          grant();
        });
      };
      waiting.add(next);
      hold.add(() => waiting.delete(next));
      grant();
      return hold;
    },
  };
}

function refuseUnusable(atOnce: number, holdFor: number): void {
  if (!isLimit(atOnce) || atOnce === 0) {
    throw new RangeError(`expected atOnce to be a positive integer or Infinity, got ${atOnce}`);
  }
  if (!isDelay(holdFor)) {
    throw new RangeError(`expected holdFor to be a number of ms that a timer can wait, got ${holdFor}`);
  }
}
