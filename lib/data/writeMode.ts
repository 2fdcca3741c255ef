import type { Frame } from '../definitions/frame.ts';
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

/**
 * Puts rows in place of all those that hold the same values in some columns as any of them; no value is a
 * value of its own here. `inserted` counts the new rows and `deleted` the old ones. Without rows it does
 * nothing, unless it is said what is replaced (`parts`); without columns to go by it is refused (`invalid`).
 */
export interface ReplaceMode {
  readonly mode: 'replace';
  /** Columns that say what is replaced. @default the partitions of the entity */
  readonly by?: readonly string[];
  /**
   * Rows that hold in these columns the values of which everything is replaced, also where no row comes with them;
   * a row that comes with others is refused (`invalid`). A frame of this engine. @default those that rows come with
   */
  readonly parts?: Frame;
}

/**
 * Keeps each state that a key was in, with the time from which and until which it was (`Entity.scd2`). Rows
 * come with business columns alone. The table is the same in whatever order and batches they come, and
 * however often:
 *
 * - a state holds from its time until the next one of its key, or until its key ends
 * - states that follow each other with the same values, but for their times, are one row, from the first;
 *   after an end there is a row anew
 * - an end of what has not begun, or has ended, changes no row
 * - what was told and changed no row is remembered, for when something comes in between
 * - what is known already, state or end, is passed over
 * - something else for the same key and time is refused (`duplicate_key`), also where one of both is an end
 * - a row without a value in a key or in the time is refused (`null_key`)
 * - an entity without `scd2` or without keys is refused (`invalid`)
 *
 * Rows of the table are told apart by key and `validFrom`: `updated` counts those that got another end or
 * other values, `deleted` those whose beginning is another's now.
 */
export interface Scd2Mode {
  readonly mode: 'scd2';
  /**
   * Source rows that end their key at their time; they need no columns but the keys, the time and those it
   * looks at. A column that is neither a business column nor a marker is refused.
   */
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
