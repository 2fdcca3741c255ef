import { isColumnBatch } from '../../definitions/columnBatch.ts';
import { columnsToRows } from '../../definitions/columnsToRows.ts';
import type { Row } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';
import { asRow } from '../rowCheck.ts';

/** The rows of a batch, or what is wrong with it; `from` is the number of its first row. */
export function rowsIn(entityId: string, batch: unknown, from: number): readonly Row[] {
  if (Array.isArray(batch)) return batch.map((row, i) => asRow(entityId, row, from + i));
  if (isColumnBatch(batch)) return columnsToRows(batch);
  const message = `${entityId}: expected a batch, that is an array of rows or columns, got ${typeof batch}`;
  throw new EngineError('schema_mismatch', message, { entityId });
}
