import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Pace } from './fallsBehind.ts';
import type { Health } from './health.ts';
import { StallGuard } from './stallGuard.ts';
import { type WatchOptions, watchOf } from './watchOf.ts';

export interface FailWhenStalledOptions<T> extends WatchOptions<T> {
  /** Is told the health of the stream whenever it changes. @default nobody is told */
  readonly onHealth?: (health: Health<T>) => void;
  /** Makes the error of a stream that was silent for so many milliseconds. @default a StalledError */
  readonly stalled?: (silentMs: number) => unknown;
}

/** A stream was silent for too long. */
export class StalledError extends Error {
  override readonly name = 'StalledError';

  constructor(
    /** For how long at least, in milliseconds. */
    readonly silentMs: number,
  ) {
    super(`expected a sign of life within ${silentMs} ms, got none`);
  }
}

/**
 * Fails a stream of progress that has been silent for too long, as `watchdog` tells silence: with one timer for all
 * that share a clock, whatever the clock of the machine does. What starts it again stands behind this operator.
 *
 * - emits what the source emits, after `onHealth` was told what it says of the health of the stream
 * - completes when the source completes
 * - errors when the source errors, after `onHealth` was told; with what `stalled` gives after a silence; when
 *   `isIdle`, `isBehind` or a callback throws
 * - on unsubscribe, the source is unsubscribed and not watched any more; before the error of a silence as well
 */
export function failWhenStalled<T extends Pace>(
  options?: FailWhenStalledOptions<T>,
): MonoTypeOperatorFunction<T>;
export function failWhenStalled<T>(
  options: FailWhenStalledOptions<T> & Required<Pick<FailWhenStalledOptions<T>, 'isIdle' | 'isBehind'>>,
): MonoTypeOperatorFunction<T>;
export function failWhenStalled({
  onHealth,
  stalled = (silentMs) => new StalledError(silentMs),
  ...limits
}: FailWhenStalledOptions<Pace> = {}): MonoTypeOperatorFunction<Pace> {
  const watch = watchOf(limits);
  const host = { onHealth, stalled };
  // Constructed, because `timeout` and whatever is made of it sets a timer for each stream.
  return (source) =>
    new Observable((subscriber) => {
      const guard = new StallGuard(subscriber, watch, host);
      source.subscribe(guard);
    });
}
