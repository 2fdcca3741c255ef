import { concatMap, filter, from, map, type Observable, toArray } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Engine } from '../engine.ts';
import { type AdoptionReport, type AdoptionReportOptions, adoptionReport } from './adoptionReport.ts';
import { lineageLayer, usualLayers } from './rowLineage.ts';

export interface StaleReportOptions extends Omit<AdoptionReportOptions, 'currentVersion'> {
  /** The version that rows are to be of, or that of each entity. */
  readonly currentVersion: string | ((entity: Entity) => string);
}

/**
 * Says which entities have rows that are not made by the current version, those with the smallest current part first.
 * Entities without a layer keep no lineage, and are left out.
 *
 * - emits once, when all entities were asked
 * - completes after that
 * - errors as `recordsByVersion` does
 * - on unsubscribe, the reading stops
 */
export function staleReport(
  entities: readonly Entity[],
  engine: Engine,
  { currentVersion, ...options }: StaleReportOptions,
): Observable<readonly AdoptionReport[]> {
  const { layers = usualLayers } = options;
  const versionOf = typeof currentVersion === 'function' ? currentVersion : () => currentVersion;
  return from(entities).pipe(
    filter((entity) => lineageLayer(entity, layers) !== undefined),
    concatMap((entity) =>
      adoptionReport(entity, engine, { ...options, currentVersion: versionOf(entity) }),
    ),
    filter(({ share }) => share < 1),
    toArray(),
    map((reports) => reports.sort((one, other) => one.share - other.share)),
  );
}
