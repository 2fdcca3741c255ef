import type { Backoff } from './backoff.ts';
import { isDelay } from './isDelay.ts';

/** Asks a backoff how long to wait after an attempt that failed with `cause`, and refuses what no timer can wait. */
export function delayAfter(backoff: Backoff, attempt: number, cause: unknown): number {
  const ms = backoff(attempt);
  if (isDelay(ms)) return ms;
  const expected = `expected backoff(${attempt}) to be a number of ms that a timer can wait`;
  throw new RangeError(`${expected}, got ${ms}`, { cause });
}
