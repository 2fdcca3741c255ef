import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { fallsBehind, type Pace } from './fallsBehind.ts';
import { type SilenceClock, silenceClock } from './silenceClock.ts';
import type { Watch } from './watched.ts';

/** By what streams of progress are judged. */
export interface WatchOptions<T> {
  /** How long a stream may be silent between values, in milliseconds. @default 300_000 */
  readonly staleAfter?: number;
  /** How long it may take until the first value. @default the same as `staleAfter` */
  readonly startWithin?: number;
  /** How long it may be silent after an idle value. @default Infinity */
  readonly idleWithin?: number;
  /** Whether a value says that there is nothing to do. @default whether `numInputRows` is 0 */
  readonly isIdle?: (progress: T) => boolean;
  /** Whether a value says that it falls behind; nothing if it cannot say. @default processing under half the input rate */
  readonly isBehind?: (progress: T) => boolean | undefined;
  /** Looks for silence; shared by all that are given it. @default one for all subscriptions of this operator */
  readonly clock?: SilenceClock;
  /** How often silence is looked for, unless `clock` is given. @default 30_000 */
  readonly checkEvery?: number;
  /** Runs the timer, unless `clock` is given. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** Fills in what is left out, and refuses limits that mean nothing. */
export function watchOf<T extends Pace>({
  staleAfter = 300_000,
  startWithin = staleAfter,
  idleWithin = Number.POSITIVE_INFINITY,
  isIdle = ({ numInputRows }) => numInputRows === 0,
  isBehind = fallsBehind,
  checkEvery = 30_000,
  scheduler = asyncScheduler,
  clock = silenceClock({ checkEvery, scheduler }),
}: WatchOptions<T>): Watch<T> {
  refuseUnusable({ staleAfter, startWithin, idleWithin });
  return { clock, startWithin, staleAfter, idleWithin, isIdle, isBehind };
}

function refuseUnusable(limits: Record<'staleAfter' | 'startWithin' | 'idleWithin', number>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (!(limit > 0)) throw new RangeError(`expected ${name} to be a positive number of ms, got ${limit}`);
  }
}
