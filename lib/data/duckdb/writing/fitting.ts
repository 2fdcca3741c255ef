import { type ColumnsDiff, columnsDiff } from '../../../definitions/columnsDiff.ts';
import type { Entity } from '../../../definitions/entity.ts';
import type { Columns } from '../../../definitions/schema.ts';
import { EngineError } from '../../engineError.ts';
import { knownColumn } from '../../rowCheck.ts';
import { isAssignable } from '../typing/assignable.ts';
import { widened } from '../typing/widened.ts';
import { incomingColumn } from './incoming.ts';

/** How rows that come in are put to the columns of a table. */
export interface Fitting {
  /** The columns that the table has then. */
  readonly columns: Columns;
  readonly change: ColumnsDiff | undefined;
  /** What a column of the table is given; the row that comes in is called `s`. */
  readonly given: (column: string) => string;
}

/** Puts columns that come in to those of a table, as the entity says; refuses them, where it does not. */
export function fitting(
  entity: Entity,
  table: Columns,
  incoming: Columns,
  besides: readonly string[],
): Fitting {
  const { id, drift = 'fail' } = entity;
  const come = Object.fromEntries(Object.entries(incoming).filter(([name]) => !besides.includes(name)));
  const differs = columnsDiff(table, come);
  if (drift === 'fail' || !differs) {
    if (differs) refuse(id, table, come);
    return { columns: table, change: undefined, given: incomingColumn };
  }
  if (drift === 'warn') {
    for (const [name, type] of Object.entries(come))
      if (Object.hasOwn(table, name)) refuseType(id, name, type, table);
    const fits = (column: string) => Object.hasOwn(come, column);
    return {
      columns: table,
      change: differs,
      given: (column) => (fits(column) ? incomingColumn(column) : 'null'),
    };
  }
  const columns = evolved(id, table, come);
  const change = columnsDiff(table, columns);
  return {
    columns,
    change,
    given: (column) => (Object.hasOwn(come, column) ? incomingColumn(column) : 'null'),
  };
}

function refuse(entityId: string, table: Columns, come: Columns): void {
  for (const [name, type] of Object.entries(come)) {
    knownColumn(entityId, name, table);
    refuseType(entityId, name, type, table);
  }
  const missing = Object.keys(table).find((name) => !Object.hasOwn(come, name));
  if (missing !== undefined)
    throw new EngineError('schema_mismatch', `${entityId}: ${missing}: expected a column, got none`, {
      entityId,
    });
}

function refuseType(entityId: string, name: string, type: string, table: Columns): void {
  const wanted = String(table[name]);
  if (isAssignable(type, wanted)) return;
  throw new EngineError('schema_mismatch', `${entityId}: ${name}: expected ${wanted}, got ${type}`, {
    entityId,
  });
}

/** New columns go behind; types become what loses nothing of both. */
function evolved(entityId: string, table: Columns, come: Columns): Columns {
  const columns: Record<string, string> = { ...table };
  for (const [name, type] of Object.entries(come)) {
    const old = columns[name];
    if (old === undefined) columns[name] = type;
    else if (!isAssignable(type, old)) {
      const wide = widened(old, type);
      if (wide === undefined) refuseType(entityId, name, type, table);
      else columns[name] = wide;
    }
  }
  return columns;
}
