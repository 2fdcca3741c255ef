/** In milliseconds; beyond, the timers of JavaScript do not wait at all. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/** Says whether a timer can wait that many milliseconds. */
export function isDelay(ms: number): boolean {
  return ms >= 0 && ms <= LONGEST_DELAY;
}
