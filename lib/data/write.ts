import type { ObservableInput } from 'rxjs';
import type { Batch } from '../definitions/columnBatch.ts';
import type { ColumnsDiff } from '../definitions/columnsDiff.ts';
import type { Frame } from '../definitions/frame.ts';
import type { WrittenBy } from './history.ts';
import type { WriteMode } from './writeMode.ts';

/**
 * What is written: a frame, which an engine that knows it need not bring into JavaScript, or batches of
 * rows from anywhere: an array of batches, an iterable, a promise, an observable. A batch has its rows as plain
 * objects or as columns (`ColumnBatch`), and both may come from one source.
 */
export type WriteSource = Frame | ObservableInput<Batch>;

/** What goes with a write. */
export interface WriteOptions {
  /** Makes the table, as `ensure` does, in the same step. @default false */
  readonly ensure?: boolean;
  /** Whom the history names. @default nobody */
  readonly by?: WrittenBy;
  /**
   * The name of a write that is done once, unique in its engine: if it was committed before, it does nothing. Of
   * two that go on at the same time one does it and the other repeats it, or gets a `conflict` in a transaction.
   * A name is forgotten when its write is pruned from the history. @default it is done each time
   */
  readonly once?: string;
}

/** How far a write is. */
export interface WriteProgress {
  readonly kind: 'progress';
  /** Rows taken from the source so far. */
  readonly rows: number;
  /** Which part of the work is done, from 0 to 1, where the engine can tell. */
  readonly fraction?: number;
}

/** What a write did; told once, last, and after it was committed. */
export interface Written {
  readonly kind: 'written';
  readonly mode: WriteMode['mode'];
  /** Rows taken from the source, also those that changed nothing. */
  readonly rowsWritten: number;
  /** Nothing where the engine has no `exactMergeCounts` and this was `merge` or `scd2`; so with the next two. */
  readonly inserted: number | undefined;
  readonly updated: number | undefined;
  readonly deleted: number | undefined;
  /** The version that the entity has by this write; nothing where the engine has no `versions`. */
  readonly version: number | undefined;
  /** The version that this write found, which is the same where it changed nothing. */
  readonly versionBefore: number | undefined;
  /** Whether it made the table; nothing unless it was to (`ensure`). */
  readonly created?: boolean;
  /**
   * It was done before under the name that it is done once by; it did nothing, and tells the mode, the counts and
   * the version of that. `versionBefore` is the same as `version`, as it raised none.
   */
  readonly repeated?: boolean;
  /**
   * How it changed the columns of the table; with `drift: 'warn'`, which changes none, how the columns that its
   * rows came with differ from those of the table. Nothing where there is no difference.
   */
  readonly schemaChange?: ColumnsDiff;
}

/** What a write tells. */
export type WriteEvent = WriteProgress | Written;
