import type { QueryError, QueryMetrics } from './queryMetrics.ts';
import type { QueryProgress } from './queryProgress.ts';

const KEPT = 10;

/** Counts what a query does; counted in place, as there may be many queries with much to count. */
export class QueryTally {
  health: QueryMetrics['health'] = 'unknown';
  #starts = 0;
  #batches = 0;
  #rows = 0;
  #inputRowsPerSecond: number | undefined;
  #processedRowsPerSecond: number | undefined;
  #lastProgress: QueryProgress | undefined;
  #lastProgressAt: number | undefined;
  #lastErrors: readonly QueryError[] = [];

  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  /** What it has counted so far, as it does not change any more. */
  get metrics(): Omit<QueryMetrics, 'lastEpoch'> {
    return {
      batches: this.#batches,
      rows: this.#rows,
      inputRowsPerSecond: this.#inputRowsPerSecond,
      processedRowsPerSecond: this.#processedRowsPerSecond,
      lastProgress: this.#lastProgress,
      lastProgressAt: this.#lastProgressAt,
      health: this.health,
      restarts: this.restarts,
      lastErrors: this.#lastErrors,
    };
  }

  /** Counts a start; gives how often it has run again. */
  started(): number {
    this.#starts += 1;
    return this.restarts;
  }

  /** Counts a batch. Numbers that are missing, or are none, change nothing. */
  progressed(progress: QueryProgress, at: number): void {
    const { numInputRows, inputRowsPerSecond, processedRowsPerSecond } = progress;
    if (numInputRows > 0) {
      this.#batches += 1;
      if (isNumber(numInputRows)) this.#rows += numInputRows;
    }
    if (isNumber(inputRowsPerSecond)) this.#inputRowsPerSecond = inputRowsPerSecond;
    if (isNumber(processedRowsPerSecond)) this.#processedRowsPerSecond = processedRowsPerSecond;
    this.#lastProgress = progress;
    this.#lastProgressAt = at;
  }

  failed(error: QueryError): void {
    this.#lastErrors = [...this.#lastErrors.slice(1 - KEPT), error];
  }
}

const isNumber = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value);
