import type { Observable } from 'rxjs';
import type { ColumnBatch } from './columnBatch.ts';
import type { Columns } from './schema.ts';

/** What tells a frame from any other object; engines put it on theirs. Data from outside cannot have it. */
export const frameBrand: unique symbol = Symbol.for('rekindle.frame');

/** One row: plain values by the names of their columns. A column without a value holds `null` or is left out. */
export type Row = Readonly<Record<string, unknown>>;

/** How the rows of a frame are handed over. */
export interface RowsOptions {
  /** The most rows that one batch holds. @default what the engine was made with */
  batchSize?: number;
  /**
   * Each value asks for one further batch, so that a slow reader is never ahead of itself; `eachBatch`
   * does the asking. The frame listens from the moment that it is subscribed to, and counts what it is
   * asked for while it is busy. When `demand` completes, so does the frame. @default as fast as they are taken
   */
  demand?: Observable<unknown>;
}

/**
 * Rows that can be read, and used in `sql`: lazy and opaque. Making one reads nothing and fails never; what
 * it stands for (an array, a piece of SQL, a plan on a cluster) is known to its engine alone.
 */
export interface Frame<R = Row> {
  readonly [frameBrand]: true;
  readonly entityId: string;
  /** Names and types of its columns, in the words of its engine; one emission. */
  columns(): Observable<Columns>;
  /**
   * The rows in batches, as they are at the moment of subscribing: what is written meanwhile is not seen.
   *
   * - emits batches of at least one row, in no promised order; the rows belong to who receives them
   * - completes after the last batch, or when it is next asked for one; at once if there is no row
   * - errors with an `EngineError`: `not_found` if there is no table
   * - on unsubscribe, the reading stops
   */
  rows(options?: RowsOptions): Observable<readonly R[]>;
  /**
   * The same rows as columns: in each batch all columns of the frame, as arrays or typed arrays of one length.
   *
   * - emits, completes, errors and is left as `rows` is; the batches belong to who receives them
   */
  batches(options?: RowsOptions): Observable<ColumnBatch>;
}

/** Whether a value is a frame of an engine. */
export const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && (value as Partial<Frame>)[frameBrand] === true;
