/** The version of a dimension, or whatever else it is compared by. */
export type DimensionVersion = string | number;

/**
 * What a change means to who reads a dimension.
 *
 * - `data`: other rows in the same columns
 * - `additive`: columns were added
 * - `breaking`: columns were removed, or are of another type
 * - `metadata`: neither rows nor columns changed
 */
export type ChangeClass = 'data' | 'additive' | 'breaking' | 'metadata';

/** A dimension has changed. */
export interface DimensionChange {
  readonly entityId: string;
  readonly oldVersion: DimensionVersion;
  readonly newVersion: DimensionVersion;
  readonly changeClass: ChangeClass;
}
