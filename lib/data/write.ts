import type { ObservableInput } from 'rxjs';
import type { Frame } from '../definitions/frame.ts';
import type { Condition } from './slice.ts';

/**
 * What is written: a frame, which an engine that knows it need not bring into JavaScript, or batches of
 * rows from anywhere: an array of batches, an iterable, a promise, an observable. Rows are plain objects.
 */
export type WriteSource = Frame | ObservableInput<readonly object[]>;

/**
 * Puts rows to the entity's keys: a key that is there is updated, another is inserted, and a row for which
 * `deleteWhen` holds deletes its key.
 */
export interface MergeMode {
  readonly mode: 'merge';
  /**
   * Source rows that delete; they need no columns but the keys and those it looks at. A column that is
   * neither of the table nor a marker is refused.
   */
  readonly deleteWhen?: Condition;
  /** Columns of the source that are for `deleteWhen` alone, and are not written. */
  readonly markers?: readonly string[];
}

/** What a write does with the rows that are there. */
export type WriteMode = { readonly mode: 'append' } | { readonly mode: 'overwrite' } | MergeMode;

/** How far a write is. */
export interface WriteProgress {
  readonly kind: 'progress';
  /** Rows taken from the source so far. */
  readonly rows: number;
}

/** What a write did; told once, last, and after it was committed. */
export interface Written {
  readonly kind: 'written';
  readonly mode: WriteMode['mode'];
  /** Rows taken from the source, also those that changed nothing. */
  readonly rowsWritten: number;
  /** Nothing where the engine has no `exactMergeCounts` and this was a merge; so with the next two. */
  readonly inserted: number | undefined;
  readonly updated: number | undefined;
  readonly deleted: number | undefined;
  /** The version that the entity has by this write; nothing where the engine has no `versions`. */
  readonly version: number | undefined;
  /** The version that this write found, which is the same where it changed nothing. */
  readonly versionBefore: number | undefined;
}

/** What a write tells. */
export type WriteEvent = WriteProgress | Written;
