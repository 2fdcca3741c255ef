import { columnsDiff } from '../../definitions/columnsDiff.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Ensured } from '../engine.ts';
import { newTable, wantedColumns } from './newTable.ts';
import type { Table } from './table.ts';

/** A table that was made sure of, and what that came to. */
export interface EnsuredTable {
  readonly table: Table;
  readonly ensured: Ensured;
}

/** The table of an entity: a new one, or the one that is there, with the columns that were declared since. */
export function ensuredTable(entity: Entity, found: Table | undefined): EnsuredTable {
  if (!found) return { table: newTable(entity), ensured: { existed: false, created: true } };
  const { columns } = found;
  const wanted = wantedColumns(entity);
  const kept = { existed: true, created: false };
  if (!columns || !wanted || (entity.drift ?? 'fail') === 'fail') return { table: found, ensured: kept };
  const grown = { ...columns, ...wanted, ...columns };
  const isToEvolve = entity.drift === 'evolve';
  const schemaChange = columnsDiff(columns, isToEvolve ? grown : wanted);
  if (!schemaChange) return { table: found, ensured: kept };
  return {
    table: isToEvolve ? { ...found, columns: grown } : found,
    ensured: { ...kept, schemaChange },
  };
}
