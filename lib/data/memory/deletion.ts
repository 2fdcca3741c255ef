import type { Columns } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { columnsIn, predicateOf } from '../conditions.ts';
import { knownColumn } from '../rowCheck.ts';
import type { MergeMode } from '../writeMode.ts';

/** Which rows of a source delete, and how they look without what is for that alone. */
export interface Deletion {
  readonly isDeletion: (row: Row) => boolean;
  readonly unmarked: (row: Row) => Row;
}

/** What tells rows that delete. A condition on a column that nobody has would never delete, and nobody would know. */
export function deletion(
  entityId: string,
  columns: Columns | undefined,
  { deleteWhen, markers = [] }: Pick<MergeMode, 'deleteWhen' | 'markers'>,
): Deletion {
  for (const column of columns && deleteWhen ? columnsIn(deleteWhen) : [])
    if (columns && !markers.includes(column)) knownColumn(entityId, column, columns);
  const unmarked = (row: Row) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !markers.includes(column)));
  return {
    isDeletion: deleteWhen ? predicateOf(deleteWhen) : () => false,
    unmarked: markers.length === 0 ? (row) => row : unmarked,
  };
}
