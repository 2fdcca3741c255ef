import { type ColumnsDiff, columnsDiff } from '../../../definitions/columnsDiff.ts';
import type { Entity } from '../../../definitions/entity.ts';
import type { Columns } from '../../../definitions/schema.ts';
import type { Session } from '../connection/session.ts';
import type { Shape } from './shape.ts';
import { alterColumns } from './tables.ts';
import { wantedColumns } from './wantedColumns.ts';

/** A table that follows what is declared, and how it differs from what it was, or from what is declared. */
export interface Grown {
  readonly shape: Shape;
  readonly schemaChange: ColumnsDiff | undefined;
}

/** Gives a table that is there the columns that were declared since, where the entity says so. */
export async function grownTable(session: Session, shape: Shape, entity: Entity): Promise<Grown> {
  const { columns } = shape;
  const wanted = wantedColumns(entity);
  const { drift = 'fail' } = entity;
  if (!columns || !wanted || drift === 'fail') return { shape, schemaChange: undefined };
  if (drift === 'warn') return { shape, schemaChange: columnsDiff(columns, wanted) };
  const more = withDeclared(columns, wanted);
  const schemaChange = columnsDiff(columns, more);
  if (schemaChange) await alterColumns(session, shape, more);
  return { shape: { ...shape, columns: more }, schemaChange };
}

/** The columns of a table with those behind that are declared and that it has not. */
export const withDeclared = (columns: Columns, wanted: Columns): Columns => ({
  ...columns,
  ...wanted,
  ...columns,
});
