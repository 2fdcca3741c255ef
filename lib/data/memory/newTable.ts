import type { Columns, Entity } from '../../definitions/entity.ts';
import { declaredColumns } from '../tableColumns.ts';
import { emptyTable, type Table } from './table.ts';

/** The table of an entity before anything is written to it. */
export const newTable = (entity: Entity): Table => emptyTable(wantedColumns(entity));

/** The columns that the table of an entity is to have; nothing where it does not say. */
export function wantedColumns({ schema, scd2 }: Entity): Columns | undefined {
  const declared = declaredColumns(schema);
  if (!declared || !scd2) return declared;
  const time = declared[scd2.sequence] ?? 'unknown';
  return { ...declared, [scd2.validFrom]: time, [scd2.validTo]: time, [scd2.isCurrent]: 'boolean' };
}
