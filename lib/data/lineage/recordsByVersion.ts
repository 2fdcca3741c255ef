import { concatMap, defer, EMPTY, map, type Observable, reduce } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { joinSql } from '../../definitions/joinSql.ts';
import { sql } from '../../definitions/sql.ts';
import { eachBatch } from '../eachBatch.ts';
import type { Engine } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import { type LineageLayers, lineageLayer, usualLayers } from './rowLineage.ts';

/** How many rows of an entity one version of one pipe has made. What is not known of them is `null`. */
export interface VersionRecords {
  readonly packageName: string | null;
  readonly packageVersion: string | null;
  readonly pipeId: string | null;
  readonly rows: number;
}

/** Where lineage is kept. */
export interface LineageQueryOptions {
  /** @default as in runs: bronze, silver, gold */
  readonly layers?: LineageLayers;
}

/**
 * Counts the rows of an entity by who made them, those of most rows first. A table that never had lineage has rows of
 * nobody.
 *
 * - emits once
 * - completes after that
 * - errors with an `EngineError`: `not_found` where there is no table, `invalid` where the entity has no layer
 * - on unsubscribe, the reading stops
 */
export function recordsByVersion(
  entity: Entity,
  engine: Engine,
  { layers = usualLayers }: LineageQueryOptions = {},
): Observable<readonly VersionRecords[]> {
  return defer(() => {
    const column = lineageColumn(entity, layers);
    return engine.schema(entity).pipe(
      concatMap((columns) => {
        if (engine.capabilities.sql === undefined) return byRows(entity, column, engine);
        return bySql(entity, Object.hasOwn(columns, column) ? column : undefined, engine);
      }),
      map((all) => [...all].sort(mostFirst)),
    );
  });
}

/** The column that an entity keeps its own lineage in, or why there is none. */
export function lineageColumn(entity: Entity, layers: LineageLayers): string {
  const column = layers[lineageLayer(entity, layers) ?? ''];
  if (column !== undefined) return column;
  const expected = `expected ${entity.id} to be of one of the layers ${Object.keys(layers).join(', ')}`;
  throw new EngineError('invalid', `${expected}, got ${entity.layer ?? 'none'}`, { entityId: entity.id });
}

const fields = ['package_name', 'package_version', 'pipe_id'] as const;

function bySql(
  entity: Entity,
  column: string | undefined,
  engine: Engine,
): Observable<readonly VersionRecords[]> {
  const rows = engine.read(entity);
  const parts = fields.map((field) =>
    column === undefined ? sql`cast(null as varchar(1000))` : sql`${sql.id(column)}.${sql.id(field)}`,
  );
  const named = parts.map((part, i) => sql`${part} as ${sql.id(fields[i] ?? '')}`);
  const counted = joinSql([...named, sql`count(*) as ${sql.id('rows')}`], ', ');
  const query = joinSql([sql`select `, counted, sql` from ${rows} group by ${sql.list(parts)}`], '');
  return engine
    .query(query)
    .rows()
    .pipe(reduce((all: readonly VersionRecords[], batch) => [...all, ...batch.map(recordsIn)], []));
}

function byRows(entity: Entity, column: string, engine: Engine): Observable<readonly VersionRecords[]> {
  return defer(() => {
    const found = new Map<string, VersionRecords>();
    const count = (rows: readonly Row[]) => {
      for (const row of rows) {
        const one = recordsIn({ ...(row[column] as object | undefined), rows: 1 });
        const key = JSON.stringify([one.packageName, one.packageVersion, one.pipeId]);
        found.set(key, { ...one, rows: (found.get(key)?.rows ?? 0) + 1 });
      }
      return EMPTY;
    };
    return eachBatch(engine.read(entity), count).pipe(
      reduce(() => found, found),
      map((all) => [...all.values()]),
    );
  });
}

const recordsIn = (row: Row): VersionRecords => ({
  packageName: textIn(row['package_name']),
  packageVersion: textIn(row['package_version']),
  pipeId: textIn(row['pipe_id']),
  rows: Number(row['rows']),
});

const textIn = (value: unknown) => (typeof value === 'string' ? value : null);

const mostFirst = (one: VersionRecords, other: VersionRecords) =>
  other.rows - one.rows || (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
