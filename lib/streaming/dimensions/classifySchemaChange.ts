import { columnsDiff } from '../../definitions/columnsDiff.ts';
import type { Columns } from '../../definitions/entity.ts';

/** How the columns of a table changed, and what that means: `data` where they did not. */
export interface SchemaChange {
  readonly changeClass: 'data' | 'additive' | 'breaking';
  readonly addedColumns: readonly string[];
  readonly removedColumns: readonly string[];
  /** Those that are of another type now. */
  readonly modifiedColumns: readonly string[];
}

/** Compares the columns of a table; in which order they are does not matter. */
export function classifySchemaChange(before: Columns, after: Columns): SchemaChange {
  const diff = columnsDiff(before, after);
  const { addedColumns = [], removedColumns = [], modifiedColumns = [] } = diff ?? {};
  const isBroken = removedColumns.length + modifiedColumns.length > 0;
  const changeClass = isBroken ? 'breaking' : diff ? 'additive' : 'data';
  return { changeClass, addedColumns, removedColumns, modifiedColumns };
}
