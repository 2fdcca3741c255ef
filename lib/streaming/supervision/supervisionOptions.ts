import type { MonoTypeOperatorFunction } from 'rxjs';
import type { RecoverOptions } from '../../../operators/recover.ts';
import type { WatchOptions } from '../../../operators/watchOf.ts';
import type { QueryProgress } from '../queries/queryProgress.ts';

/** How long queries may be silent, and how often that is looked for. */
export type QueryWatchdogOptions = Omit<WatchOptions<QueryProgress>, 'scheduler'>;

/** How long one query may be silent; how often that is looked for is the same for all. */
export type OwnWatchdogOptions = Omit<QueryWatchdogOptions, 'clock' | 'checkEvery'>;

/** How often failed queries are started again, and when. */
export type QueryRecoveryOptions = Pick<
  RecoverOptions,
  'maxRetries' | 'backoff' | 'strategy' | 'stableAfter' | 'window' | 'slots' | 'intensity'
>;

/** How a query is kept alive. */
export interface SupervisionOptions {
  /**
   * Stands around each run, between the query and its watchdog: what it lets through is progress, what it errors with
   * is a failure. @default nothing
   */
  readonly around?: MonoTypeOperatorFunction<QueryProgress>;
  /** What fails a run that falls silent; `false` for none. @default after 300_000 ms, looked for every 30_000 */
  readonly watchdog?: QueryWatchdogOptions | false;
  /**
   * What starts a query again that failed: options of `recover`, or an operator in place of it, which subscribes
   * for each start and lets through what is final; `false` where each failure is. @default as `recover`, 4 at once
   */
  readonly recovery?: QueryRecoveryOptions | MonoTypeOperatorFunction<QueryProgress> | false;
}

/** How one query is kept alive; what is left out is as the set has it. */
export interface OwnSupervisionOptions extends Omit<SupervisionOptions, 'watchdog'> {
  /** What fails a run of it that falls silent; `false` for none. */
  readonly watchdog?: OwnWatchdogOptions | false;
}
