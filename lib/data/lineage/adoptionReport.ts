import { map, type Observable, tap } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Emitter } from '../../signals/emitter.ts';
import type { Engine } from '../engine.ts';
import { type LineageQueryOptions, recordsByVersion, type VersionRecords } from './recordsByVersion.ts';
import { lineageLayer, usualLayers } from './rowLineage.ts';

/** How many rows of an entity are made by the current version. */
export interface AdoptionReport {
  readonly entityId: string;
  readonly layer: string;
  readonly currentVersion: string;
  readonly rows: number;
  readonly rowsCurrent: number;
  /** Made by another version. */
  readonly rowsStale: number;
  /** Of which nobody knows who made them. */
  readonly rowsUnversioned: number;
  /** Which part is current, from 0 to 1; 1 of an entity without rows. */
  readonly share: number;
  readonly versions: readonly VersionRecords[];
}

export interface AdoptionReportOptions extends LineageQueryOptions {
  /** The version that rows are to be of. */
  readonly currentVersion: string;
  /** Tells `datapipes.lineage_audit` of each report. @default nobody is told */
  readonly emit?: Emitter<'datapipes.lineage_audit'>['emit'];
}

/**
 * Says how far the rows of an entity are made by the current version.
 *
 * - emits once
 * - completes after that
 * - errors as `recordsByVersion` does
 * - on unsubscribe, the reading stops
 */
export function adoptionReport(
  entity: Entity,
  engine: Engine,
  { currentVersion, layers = usualLayers, emit = () => undefined }: AdoptionReportOptions,
): Observable<AdoptionReport> {
  return recordsByVersion(entity, engine, { layers }).pipe(
    map((versions) => reportOf(entity, lineageLayer(entity, layers) ?? '', currentVersion, versions)),
    tap(({ versions: _, rows: __, share: ___, ...counts }) =>
      emit('datapipes.lineage_audit', () => counts),
    ),
  );
}

function reportOf(
  { id: entityId }: Entity,
  layer: string,
  currentVersion: string,
  versions: readonly VersionRecords[],
): AdoptionReport {
  const sum = (of: (version: string | null) => boolean) =>
    versions.reduce((all, { packageVersion, rows }) => (of(packageVersion) ? all + rows : all), 0);
  const rows = sum(() => true);
  const rowsCurrent = sum((version) => version === currentVersion);
  const rowsUnversioned = sum((version) => version === null);
  return {
    ...{ entityId, layer, currentVersion, rows, rowsCurrent, rowsUnversioned, versions },
    rowsStale: rows - rowsCurrent - rowsUnversioned,
    share: rows === 0 ? 1 : rowsCurrent / rows,
  };
}
