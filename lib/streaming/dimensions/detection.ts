import { from, last, map, type Observable, type ObservableInput, of, reduce } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import type { DimensionVersion } from './dimensionChange.ts';
import { rowsHash } from './rowsHash.ts';

/**
 * By what a dimension is said to have changed. All but a version that the engine keeps by itself are asked for
 * only where that version moved, as they read rows.
 *
 * - `version`: by the version that the engine keeps
 * - `watermark`: by the largest value of a column
 * - `rowCount`: by how many rows there are
 * - `hash`: by what is in the rows, in whatever order
 * - `feed`: by version, asked for whenever `changes$` emits
 * - a function: by what it gives
 */
export type Detection =
  | { readonly by: 'version' | 'rowCount' | 'hash' }
  | { readonly by: 'watermark'; readonly column: string }
  | { readonly by: 'feed'; readonly changes$: Observable<unknown> }
  | { readonly by: 'function'; readonly mark: (engine: Engine) => ObservableInput<DimensionVersion> };

/** What a dimension is compared by, as it is now; one emission. */
export function markOf(
  detection: Detection,
  {
    entity,
    engine,
    version,
  }: { readonly entity: Entity; readonly engine: Engine; readonly version: DimensionVersion },
): Observable<DimensionVersion> {
  const rows = () => engine.read(entity).rows();
  switch (detection.by) {
    case 'version':
    case 'feed':
      return of(version);
    case 'rowCount':
      return rows().pipe(reduce((count, batch) => count + batch.length, 0));
    case 'hash':
      return rowsHash(rows());
    case 'watermark':
      return rows().pipe(
        reduce((most, batch) => largest(batch, detection.column, most), undefined as unknown),
        map((most) => comparable(most, detection.column, entity.id)),
      );
    case 'function':
      return from(detection.mark(engine)).pipe(last());
  }
}

function largest(batch: readonly Row[], column: string, most: unknown): unknown {
  let found = most;
  for (const row of batch) {
    const value = row[column];
    if (value === undefined || value === null) continue;
    if (found === undefined || (value as number) > (found as number)) found = value;
  }
  return found;
}

function comparable(value: unknown, column: string, entityId: string): DimensionVersion {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'bigint') return value.toString();
  throw new TypeError(
    `expected column "${column}" of ${entityId} to hold texts, numbers or dates, got a ${typeof value}`,
  );
}
