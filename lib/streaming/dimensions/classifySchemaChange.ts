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
  const has = (columns: Columns, name: string): boolean => Object.hasOwn(columns, name);
  const addedColumns = Object.keys(after).filter((name) => !has(before, name));
  const removedColumns = Object.keys(before).filter((name) => !has(after, name));
  const modifiedColumns = Object.keys(before).filter(
    (name) => has(after, name) && before[name] !== after[name],
  );
  const isBroken = removedColumns.length + modifiedColumns.length > 0;
  const changeClass = isBroken ? 'breaking' : addedColumns.length > 0 ? 'additive' : 'data';
  return { changeClass, addedColumns, removedColumns, modifiedColumns };
}
