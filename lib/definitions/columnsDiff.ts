import type { Columns } from './schema.ts';

/** How the columns of a table became others. */
export interface ColumnsDiff {
  readonly oldSchema: Columns;
  readonly newSchema: Columns;
  readonly addedColumns: readonly string[];
  readonly removedColumns: readonly string[];
  /** Those with another type than before. */
  readonly modifiedColumns: readonly string[];
}

/** What tells one set of columns from another; nothing where they are the same. The order does not count. */
export function columnsDiff(oldSchema: Columns, newSchema: Columns): ColumnsDiff | undefined {
  const addedColumns = Object.keys(newSchema).filter((name) => !Object.hasOwn(oldSchema, name));
  const removedColumns = Object.keys(oldSchema).filter((name) => !Object.hasOwn(newSchema, name));
  const modifiedColumns = Object.keys(newSchema).filter(
    (name) => Object.hasOwn(oldSchema, name) && oldSchema[name] !== newSchema[name],
  );
  const differs = addedColumns.length + removedColumns.length + modifiedColumns.length > 0;
  return differs ? { oldSchema, newSchema, addedColumns, removedColumns, modifiedColumns } : undefined;
}
