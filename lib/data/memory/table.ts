import type { Columns } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';

/** What one write did to a table. */
export interface Changes {
  readonly inserted: readonly Row[];
  readonly updated: readonly Row[];
  readonly deleted: readonly Row[];
}

/**
 * The rows of a table at one version: those of `rows` up to `length`. Versions share one array as long as
 * rows are only appended, so that appending and keeping old versions cost no copy of the table.
 */
export interface TableVersion {
  readonly version: number;
  readonly rows: Row[];
  readonly length: number;
  readonly changes: Changes;
}

/** A table: never changed, only put in place of another. The newest version is the last. */
export interface Table {
  readonly columns: Columns | undefined;
  readonly current: TableVersion;
  readonly versions: readonly TableVersion[];
}

/** A table without rows. */
export function emptyTable(columns: Columns | undefined): Table {
  const changes = { inserted: [], updated: [], deleted: [] };
  const current = { version: 0, rows: [], length: 0, changes };
  return { columns, current, versions: [current] };
}

/** The table after a write; of its versions the last `history` are kept. A write without changes made none. */
export function afterWrite(table: Table, rows: Row[], changes: Changes, history: number): Table {
  if (changes.inserted.length + changes.updated.length + changes.deleted.length === 0) return table;
  const current = { version: table.current.version + 1, rows, length: rows.length, changes };
  return { ...table, current, versions: [...table.versions, current].slice(-history) };
}

/** The rows of a version with others behind them. */
export function extended({ rows, length }: TableVersion, more: readonly Row[]): Row[] {
  // Longer than the version: somebody else appended to the shared array, so this version leaves it to them.
  const own = rows.length === length ? rows : rows.slice(0, length);
  for (const row of more) own.push(row);
  return own;
}
