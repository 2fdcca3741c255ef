import type { ColumnBatch } from './columnBatch.ts';
import type { Row } from './frame.ts';

/** The rows of a batch of columns, as objects of their own. */
export function columnsToRows({ rowCount, columns }: ColumnBatch): Row[] {
  const rows: Record<string, unknown>[] = Array.from({ length: rowCount }, () => ({}));
  for (const [name, values] of Object.entries(columns))
    for (const [i, row] of rows.entries()) row[name] = values[i] ?? null;
  return rows;
}
