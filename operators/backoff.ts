import { isDelay } from './isDelay.ts';

/** How many milliseconds to wait after failed attempt number `attempt`, counted from 1. */
export type Backoff = (attempt: number) => number;

export interface ExponentialOptions {
  /** The first delay, in milliseconds. @default 1_000 */
  readonly initial?: number;
  /** By what each delay is longer than the one before. @default 2 */
  readonly factor?: number;
  /** The longest delay, in milliseconds. @default 300_000 */
  readonly max?: number;
}

export interface JitteredOptions {
  /** Which part of a delay is left to chance: 1 is all of it, 0 is nothing. @default 0.5 */
  readonly ratio?: number;
  /** Gives numbers from 0 up to, but not including, 1. @default Math.random */
  readonly random?: () => number;
}

export interface SpreadOptions {
  /** By which part of itself a delay may be longer or shorter. @default 0.1 */
  readonly ratio?: number;
  /** Gives numbers from 0 up to, but not including, 1. @default Math.random */
  readonly random?: () => number;
}

/** Waits `factor` times as long after each attempt, up to `max`. */
export function exponential({
  initial = 1_000,
  factor = 2,
  max = 300_000,
}: ExponentialOptions = {}): Backoff {
  refuseUnless(isDelay(initial), 'initial', DELAY, initial);
  refuseUnless(factor >= 1 && factor < Number.POSITIVE_INFINITY, 'factor', 'a number from 1 on', factor);
  refuseUnless(isDelay(max), 'max', DELAY, max);
  // Powers grow beyond all numbers, and 0 times infinity is none.
  return (attempt) => Math.min(initial * Math.min(factor ** (attempt - 1), Number.MAX_VALUE), max);
}

/** Waits equally long after each attempt. */
export function constant(ms: number): Backoff {
  refuseUnless(isDelay(ms), 'ms', DELAY, ms);
  return () => ms;
}

/**
 * Shortens each delay by chance, by up to `ratio` of it, so that many who failed together do not all come
 * back together. A delay never gets longer, so `max` of the backoff holds. By default this is equal jitter,
 * which keeps half of each delay; a `ratio` of 1 is full jitter.
 */
export function jittered(
  backoff: Backoff,
  { ratio = 0.5, random = Math.random }: JitteredOptions = {},
): Backoff {
  refuseUnless(ratio >= 0 && ratio <= 1, 'ratio', 'a number from 0 to 1', ratio);
  return (attempt) => backoff(attempt) * (1 - ratio * random());
}

/**
 * Lengthens or shortens each delay by chance, by up to `ratio` of it. A delay may exceed the `max` of the
 * backoff by as much.
 */
export function spread(
  backoff: Backoff,
  { ratio = 0.1, random = Math.random }: SpreadOptions = {},
): Backoff {
  refuseUnless(ratio >= 0 && ratio <= 1, 'ratio', 'a number from 0 to 1', ratio);
  return (attempt) => backoff(attempt) * (1 + ratio * (2 * random() - 1));
}

const DELAY = 'a number of ms that a timer can wait';

function refuseUnless(usable: boolean, name: string, expected: string, got: number): void {
  if (!usable) throw new RangeError(`expected ${name} to be ${expected}, got ${got}`);
}
