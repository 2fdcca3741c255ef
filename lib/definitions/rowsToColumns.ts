import { type ColumnBatch, columnBatch } from './columnBatch.ts';
import type { Row } from './frame.ts';

/** Rows as a batch of columns: of those named, or of all that any of the rows has. */
export function rowsToColumns(
  rows: readonly Row[],
  names: Iterable<string> = new Set(rows.flatMap(Object.keys)),
): ColumnBatch {
  const columns: Record<string, readonly unknown[]> = {};
  for (const name of names) columns[name] = rows.map((row) => row[name] ?? null);
  return columnBatch(columns, rows.length);
}
