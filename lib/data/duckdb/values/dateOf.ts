/** A date by its milliseconds; infinite where no `Date` can be that early or late. */
export function dateOf(ms: number): Date | number {
  if (ms > LAST) return Number.POSITIVE_INFINITY;
  return ms < -LAST ? Number.NEGATIVE_INFINITY : new Date(ms);
}

/** The last millisecond that a `Date` can be at. */
const LAST = 8.64e15;
