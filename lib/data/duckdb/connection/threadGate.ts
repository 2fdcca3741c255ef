import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Lets work pass, so much of it at once; what is too much waits in its order. */
export type ThreadGate = <T>(work: () => Promise<T>) => Promise<T>;

export interface ThreadGateOptions {
  /** How much passes at once. */
  readonly places: number;
  /** Is told how long something had to wait, in milliseconds. @default nobody is told */
  readonly onWaited?: (waitedMs: number) => void;
  /** The clock that waiting is told by. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Each statement holds one thread of the pool that Node reads files and looks up names with. If all of them
 * are held, everything else in the process waits until a statement is done; so some are always left.
 */
export function threadGate({
  places,
  onWaited,
  scheduler = asyncScheduler,
}: ThreadGateOptions): ThreadGate {
  let free = places;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (work) => {
    if (free > 0) free -= 1;
    else {
      const since = scheduler.now();
      await new Promise<void>((admit) => waiting.push(admit));
      onWaited?.(scheduler.now() - since);
    }
    try {
      return await work();
    } finally {
      leave();
    }
  };
}

/** How many statements may run at once, of a pool of that many threads. */
export const placesIn = (threads: number): number => Math.max(1, threads - SPARE);

/** Threads that are left to the rest of the process. */
const SPARE = 2;
