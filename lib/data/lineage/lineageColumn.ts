import { catchError, EMPTY, ignoreElements, type Observable, of } from 'rxjs';
import type { Columns, Entity } from '../../definitions/entity.ts';
import type { Engine } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import { stampType } from './stampSql.ts';

/** The columns of a table, or nothing where there is none. */
export const tableOf = (entity: Entity, engine: Engine): Observable<Columns | undefined> =>
  engine.schema(entity).pipe(
    catchError((error: unknown) => {
      if (error instanceof EngineError && error.errorClass === 'not_found') return of(undefined);
      throw error;
    }),
  );

/**
 * Gives a table the lineage columns that it lacks, and no others, whatever its entity says of drift. A table in memory
 * of an entity without a schema takes any column as it is.
 */
export function ensureLineage(
  entity: Entity,
  table: Columns | undefined,
  columns: readonly string[],
  engine: Engine,
): Observable<never> {
  const isOpen = entity.schema === undefined && engine.capabilities.sql === undefined;
  if (table === undefined || isOpen) return EMPTY;
  const missing = columns.filter((column) => !Object.hasOwn(table, column));
  if (missing.length === 0) return EMPTY;
  const added = Object.fromEntries(missing.map((column) => [column, stampType(engine)]));
  // As the table is, and not as the entity declares it, so that nothing else about it changes.
  const wider: Entity = { ...entity, schema: { ...table, ...added }, scd2: undefined, drift: 'evolve' };
  return engine.ensure(wider).pipe(ignoreElements());
}
