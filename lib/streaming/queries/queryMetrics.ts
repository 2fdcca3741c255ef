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
  /** How often it has run again after a stop or a failure. */
  readonly restarts: number;
  /** The last failures, oldest first, at most ten. */
  readonly lastErrors: readonly QueryError[];
}

/** Of a query that has done nothing yet. */
export const noMetrics: QueryMetrics = Object.freeze({
  batches: 0,
  rows: 0,
  inputRowsPerSecond: undefined,
  processedRowsPerSecond: undefined,
  lastProgress: undefined,
  lastProgressAt: undefined,
  restarts: 0,
  lastErrors: Object.freeze([]),
});

const KEPT = 10;

/** The metrics after one more progress. Numbers that are missing, or are none, change nothing. */
export function withProgress(metrics: QueryMetrics, progress: QueryProgress, at: number): QueryMetrics {
  const { numInputRows, inputRowsPerSecond, processedRowsPerSecond } = progress;
  const rows = known(numInputRows) ?? 0;
  return {
    batches: metrics.batches + (rows > 0 ? 1 : 0),
    rows: metrics.rows + rows,
    inputRowsPerSecond: known(inputRowsPerSecond) ?? metrics.inputRowsPerSecond,
    processedRowsPerSecond: known(processedRowsPerSecond) ?? metrics.processedRowsPerSecond,
    lastProgress: progress,
    lastProgressAt: at,
    restarts: metrics.restarts,
    lastErrors: metrics.lastErrors,
  };
}

/** The metrics after one more failure. */
export const withError = (metrics: QueryMetrics, error: QueryError): QueryMetrics => ({
  ...metrics,
  lastErrors: [...metrics.lastErrors.slice(1 - KEPT), error],
});

const known = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
