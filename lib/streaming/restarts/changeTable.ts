import type { ChangeClass } from '../dimensions/dimensionChange.ts';

/**
 * How a query reads a dimension.
 *
 * - `joinedLive`: again with every batch
 * - `capturedAtStart`: once, when it starts
 * - `schemaOnly`: its columns, and never a row
 */
export type EdgeKind = 'joinedLive' | 'capturedAtStart' | 'schemaOnly';

/**
 * What a change of a dimension leads to in a query.
 *
 * - `ignore`: nothing
 * - `refresh`: its builder is refreshed, so that its next start sees the change, and it runs on
 * - `restart`: it is stopped and started
 * - `block`: it runs on as it is, and somebody has to decide
 */
export type Reaction = 'ignore' | 'refresh' | 'restart' | 'block';

/** What each kind of change leads to for each kind of reading. */
export type ChangeTable = Readonly<Record<ChangeClass, Readonly<Record<EdgeKind, Reaction>>>>;

/**
 * The table that holds unless another is given. Who joins live sees other rows with its next batch, so they
 * restart nothing. Who captured a dimension that then broke runs well on what it has, and might not come up again
 * without it, so that is left to somebody to decide.
 */
export const changeTable: ChangeTable = {
  data: { joinedLive: 'ignore', capturedAtStart: 'restart', schemaOnly: 'ignore' },
  additive: { joinedLive: 'refresh', capturedAtStart: 'restart', schemaOnly: 'refresh' },
  breaking: { joinedLive: 'restart', capturedAtStart: 'block', schemaOnly: 'restart' },
  metadata: { joinedLive: 'ignore', capturedAtStart: 'ignore', schemaOnly: 'ignore' },
};
