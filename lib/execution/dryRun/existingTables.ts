import { from, map, type Observable, of, reduce } from 'rxjs';
import { limit } from '../../../operators/limit.ts';
import type { Engine } from '../../data/engine.ts';
import type { Entity } from '../../definitions/entity.ts';
import { hasTable } from '../hasTable.ts';

/**
 * The ids of those entities that have a table; one emission. It is one question to an engine that has
 * versions, and to any other a question for each entity, one after the other.
 */
export function existingTables(
  entities: readonly Entity[],
  engine: Engine,
): Observable<ReadonlySet<string>> {
  if (entities.length === 0) return of(new Set<string>());
  if (engine.capabilities.versions)
    return engine.versions(entities.map(({ id }) => id)).pipe(map((versions) => new Set(versions.keys())));
  const idIfThere = (entity: Entity) =>
    hasTable(entity, engine).pipe(map((has) => ({ id: entity.id, has })));
  return from(entities).pipe(
    limit(idIfThere, 1),
    reduce((ids, { id, has }) => (has ? ids.add(id) : ids), new Set<string>()),
  );
}
