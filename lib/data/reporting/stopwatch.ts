import type { SchedulerLike } from 'rxjs';

/** Counts the seconds from now on; the clock of a machine may be set back. */
export function stopwatch(scheduler: SchedulerLike): () => number {
  const begun = scheduler.now();
  return () => Math.max(0, scheduler.now() - begun) / 1_000;
}
