import { isLimit } from './isLimit.ts';

/** Refuses a number at once with which nothing could ever begin. */
export function refuseUnusableAtOnce(atOnce: number): void {
  if (isLimit(atOnce) && atOnce > 0) return;
  throw new RangeError(`expected atOnce to be a positive integer or Infinity, got ${atOnce}`);
}
