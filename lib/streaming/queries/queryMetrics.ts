import type { Health } from '../../../operators/health.ts';
import type { QueryProgress } from './queryProgress.ts';

/** A failure of a query, and when it was. */
export interface QueryError {
  readonly at: number;
  readonly error: unknown;
}

/** What a query has done since it was registered, over all its starts. */
export interface QueryMetrics {
  /** Batches with rows; looking for rows in vain is none. */
  readonly batches: number;
  readonly rows: number;
  /** The last rates that were told. */
  readonly inputRowsPerSecond: number | undefined;
  readonly processedRowsPerSecond: number | undefined;
  readonly lastProgress: QueryProgress | undefined;
  readonly lastProgressAt: number | undefined;
  /** How its run is doing, as its watchdog says; unknown where it has none. */
  readonly health: Health<QueryProgress>['state'];
  /** The last run that came to its turn; 0 where none has. */
  readonly lastEpoch: number;
  /** How often it has run again after a stop or a failure. */
  readonly restarts: number;
  /** The last failures, oldest first, at most ten. */
  readonly lastErrors: readonly QueryError[];
}
