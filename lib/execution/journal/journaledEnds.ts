import type { JournaledPipe } from './journal.ts';

/** Whether a pipe need not run again because of itself: it wrote, or there was nothing to write. */
export const isDone = (end: JournaledPipe | undefined): boolean =>
  end?.status === 'succeeded' ||
  (end?.status === 'skipped' && (end.reason === 'no_data' || end.reason === 'unchanged'));

/** Whether a pipe did not have its turn: nothing is told of it, or it was cancelled before it started. */
export const isUntold = (end: JournaledPipe | undefined): boolean =>
  end === undefined || (end.status === 'cancelled' && end.elapsedMs === undefined);
