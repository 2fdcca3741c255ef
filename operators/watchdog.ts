import { NEVER, Observable, type OperatorFunction } from 'rxjs';
import type { Pace } from './fallsBehind.ts';
import type { Health } from './health.ts';
import { HealthTeller } from './healthTeller.ts';
import { type WatchOptions, watchOf } from './watchOf.ts';

export interface WatchdogOptions<T> extends WatchOptions<T> {
  /** Emits when what is watched was started anew, where that does not subscribe anew. @default NEVER */
  readonly restart$?: Observable<unknown>;
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
  restart$ = NEVER,
  ...limits
}: WatchdogOptions<Pace> = {}): OperatorFunction<Pace, Health<Pace>> {
  const watch = watchOf(limits);
  // Constructed, because `timeout` and whatever is made of it sets a timer for each stream.
  return (source) =>
    new Observable((subscriber) => {
      subscriber.next({ state: 'unknown' });
      if (subscriber.closed) return;
      const watched = new HealthTeller(subscriber, watch);
      if (restart$ !== NEVER) watched.restartWhen(restart$);
      if (!watched.closed) source.subscribe(watched);
    });
}
