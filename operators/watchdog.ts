import { asyncScheduler, NEVER, Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { fallsBehind, type Pace } from './fallsBehind.ts';
import type { Health } from './health.ts';
import { type SilenceClock, silenceClock } from './silenceClock.ts';
import { type Watch, Watched } from './watched.ts';

export interface WatchdogOptions<T> {
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
  /** Emits when what is watched was started anew, where that does not subscribe anew. @default NEVER */
  readonly restart$?: Observable<unknown>;
  /** Looks for silence; shared by all that are given it. @default one for all subscriptions of this operator */
  readonly clock?: SilenceClock;
  /** How often silence is looked for, unless `clock` is given. @default 30_000 */
  readonly checkEvery?: number;
  /** Runs the timer, unless `clock` is given. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Tells how a stream of progress is doing, each time that this changes.
 *
 * A silence is told once it has surely lasted, a look of the clock later at most, or two where a limit is no
 * multiple of `checkEvery`; setting the clock of the machine changes nothing. After a value that is idle, silence means nothing unless `idleWithin` says so: with a
 * source that says again and again that it is idle, it should. A value that cannot say whether it falls behind
 * leaves an unhealthy stream unhealthy.
 *
 * - emits 'unknown' at once, and the health that comes of a value, of a silence, of a restart or of an error
 *   whenever it is another than before
 * - completes when the source completes
 * - errors when the source errors, right after 'exception'; when `isIdle` or `isBehind` throws or `restart$`
 *   errors, without it
 * - on unsubscribe, the source is unsubscribed and not watched any more
 */
export function watchdog<T extends Pace>(options?: WatchdogOptions<T>): OperatorFunction<T, Health<T>>;
export function watchdog<T>(
  options: WatchdogOptions<T> & Required<Pick<WatchdogOptions<T>, 'isIdle' | 'isBehind'>>,
): OperatorFunction<T, Health<T>>;
export function watchdog({
  staleAfter = 300_000,
  startWithin = staleAfter,
  idleWithin = Number.POSITIVE_INFINITY,
  isIdle = ({ numInputRows }) => numInputRows === 0,
  isBehind = fallsBehind,
  restart$ = NEVER,
  checkEvery = 30_000,
  scheduler = asyncScheduler,
  clock = silenceClock({ checkEvery, scheduler }),
}: WatchdogOptions<Pace> = {}): OperatorFunction<Pace, Health<Pace>> {
  refuseUnusable({ staleAfter, startWithin, idleWithin });
  const watch: Watch<Pace> = { clock, startWithin, staleAfter, idleWithin, isIdle, isBehind };
  // Constructed, because `timeout` and whatever is made of it sets a timer for each stream.
  return (source) =>
    new Observable((subscriber) => {
      subscriber.next({ state: 'unknown' });
      if (subscriber.closed) return;
      const watched = new Watched(subscriber, watch);
      if (restart$ !== NEVER) watched.restartWhen(restart$);
      if (!watched.closed) source.subscribe(watched);
    });
}

function refuseUnusable(limits: Record<'staleAfter' | 'startWithin' | 'idleWithin', number>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (!(limit > 0)) throw new RangeError(`expected ${name} to be a positive number of ms, got ${limit}`);
  }
}
