import type { Columns } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import type { Slice } from '../slice.ts';
import type { Table } from './table.ts';

/** The columns of a table: what was declared, and otherwise what its rows show. */
export function memoryColumns(table: Table, slice: Slice): Columns {
  const columns = table.columns ?? seen(table.current.rows.slice(0, table.current.length));
  return slice.kind === 'rows' ? columns : { ...columns, _change: 'string', _version: 'number' };
}

function seen(rows: readonly Row[]): Columns {
  const columns: Record<string, string> = {};
  for (const row of rows) for (const name in row) columns[name] ??= typeOfValue(row[name]);
  return columns;
}

/** What a value shows of the type of its column. */
export function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  return value instanceof Date ? 'date' : typeof value;
}
