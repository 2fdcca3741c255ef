import type { Entity, Scd2 } from '../../../definitions/entity.ts';
import type { Columns } from '../../../definitions/schema.ts';
import { columnTypes } from '../typing/columnTypes.ts';

/** The columns that the table of an entity is to have; nothing where it does not say. */
export function wantedColumns(entity: Entity): Columns | undefined {
  const declared = columnTypes(entity);
  return declared && withPeriods(declared, entity);
}

/** Business columns, and where every state of a key is kept those that say when it was. */
export function withPeriods(columns: Columns, { scd2 }: Pick<Entity, 'scd2'>): Columns {
  if (!scd2) return columns;
  const time = columns[scd2.sequence] ?? 'TIMESTAMP';
  return {
    ...columns,
    [scd2.validFrom]: time,
    [scd2.validTo]: time,
    [scd2.isCurrent]: 'BOOLEAN',
  };
}

/** The columns that rows come with: those of the table without those that say when a state was. */
export function businessColumns(columns: Columns, { scd2 }: Pick<Entity, 'scd2'>): Columns {
  if (!scd2) return columns;
  const own = periodColumns(scd2);
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !own.includes(name)));
}

/** The columns that say when a state was. */
export const periodColumns = ({ validFrom, validTo, isCurrent }: Scd2): readonly string[] => [
  validFrom,
  validTo,
  isCurrent,
];
