import type { Condition } from './slice.ts';

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
  /**
   * Columns that do not count when a row is compared with the one that is there: one that differs in these alone is
   * neither written nor counted, and the one that is there keeps what it holds in them. A row that differs in another
   * column as well is written as a whole. Names of columns that are not there are passed over. @default none
   */
  readonly ignore?: readonly string[];
}

/** Puts rows in place of all those that hold the same values in some columns as any of them. */
export interface ReplaceMode {
  readonly mode: 'replace';
  /** Columns that say what is replaced. @default the partitions of the entity */
  readonly by?: readonly string[];
}

/**
 * Keeps each state that a key was in, with the time from which and until which it was (`Entity.scd2`). Rows
 * come with business columns alone. A state that is known already is passed over, one that comes late finds
 * its place, and so the same rows written twice are written once. States that follow each other with the
 * same values are one.
 */
export interface Scd2Mode {
  readonly mode: 'scd2';
  /** Source rows that end their key: its last state gets an end and none follows. */
  readonly deleteWhen?: Condition;
  /** Columns of the source that are for `deleteWhen` alone, and are not written. */
  readonly markers?: readonly string[];
  /** Columns that do not count when states are compared: as of a merge. @default none */
  readonly ignore?: readonly string[];
}

/** What a write does with the rows that are there. */
export type WriteMode =
  | { readonly mode: 'append' }
  | { readonly mode: 'overwrite' }
  | MergeMode
  | ReplaceMode
  | Scd2Mode;
