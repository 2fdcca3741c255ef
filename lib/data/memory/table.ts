import type { Columns } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import type { Passed } from './keyStates.ts';

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
  /** When it was written, which is when the version before it ended. */
  readonly at: number;
}

/** A table: never changed, only put in place of another. The newest version is the last. */
export interface Table {
  readonly columns: Columns | undefined;
  readonly current: TableVersion;
  readonly versions: readonly TableVersion[];
  /** By which version rows came that came before all versions that are kept. */
  readonly born: WeakMap<Row, number>;
  /** What was told of a key without changing a row (`scd2`), by the text of the key. */
  readonly passed: ReadonlyMap<string, Passed>;
}

/** What a write makes of a table. */
export interface Applied extends Partial<Pick<Table, 'columns' | 'passed'>> {
  readonly rows: Row[];
  readonly changes: Changes;
}

/** When a write was done, and of how many versions the last are kept. */
export interface WrittenAt {
  readonly at: number;
  readonly history: number;
}

const nothing: Changes = { inserted: [], updated: [], deleted: [] };

/** A table without rows. */
export function emptyTable(columns: Columns | undefined): Table {
  const current = { version: 0, rows: [], length: 0, changes: nothing, at: 0 };
  return { columns, current, versions: [current], born: new WeakMap(), passed: new Map() };
}

/** The table after a write. One that changed no row made no version. */
export function afterWrite(table: Table, applied: Applied, { at, history }: WrittenAt): Table {
  const { rows, changes, columns = table.columns, passed = table.passed } = applied;
  const next = { ...table, columns, passed };
  if (changes.inserted.length + changes.updated.length + changes.deleted.length === 0) return next;
  const current = { version: table.current.version + 1, rows, length: rows.length, changes, at };
  const versions = [...table.versions, current];
  return withoutVersions({ ...next, current, versions }, Math.max(0, versions.length - history));
}

/** The table without the first of its versions. */
export function withoutVersions(table: Table, count: number): Table {
  const { versions, born } = table;
  for (const { version, changes } of versions.slice(0, count))
    for (const rows of [changes.inserted, changes.updated]) for (const row of rows) born.set(row, version);
  return { ...table, versions: versions.slice(count) };
}

/** The rows of a version with others behind them. */
export function extended({ rows, length }: TableVersion, more: readonly Row[]): Row[] {
  // Longer than the version: somebody else appended to the shared array, so this version leaves it to them.
  const own = rows.length === length ? rows : rows.slice(0, length);
  for (const row of more) own.push(row);
  return own;
}
