import type { ColumnsDiff } from '../../definitions/columnsDiff.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { EmitEntity } from './reporting.ts';

/** Tells how the columns of an entity became others, or that those of its rows differ from them. */
export function schemaChanged(
  { id: entityId, name: entityName, drift }: Entity,
  change: ColumnsDiff | undefined,
  emit: EmitEntity,
): void {
  if (!change) return;
  const { oldSchema, newSchema, addedColumns, removedColumns, modifiedColumns } = change;
  emit('entity.schema_changed', () => ({
    entityId,
    entityName,
    oldSchema,
    newSchema,
    addedColumns,
    removedColumns,
    modifiedColumns,
    applied: drift !== 'warn',
  }));
}
