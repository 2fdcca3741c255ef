import {
  asyncScheduler,
  concat,
  concatMap,
  defer,
  filter,
  map,
  type Observable,
  of,
  type SchedulerLike,
} from 'rxjs';
import type { Columns, Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { sql } from '../../definitions/sql.ts';
import { eachBatch } from '../eachBatch.ts';
import type { Engine } from '../engine.ts';
import type { WriteSource } from '../write.ts';
import { ensureLineage } from './lineageColumn.ts';
import { marked } from './markedSource.ts';
import { type LineageQueryOptions, lineageColumn } from './recordsByVersion.ts';
import { type LineageStamp, lineageLayer, type RunLineage, usualLayers } from './rowLineage.ts';
import { stampSql } from './stampSql.ts';

export interface BackfillLineageOptions extends LineageQueryOptions, Pick<RunLineage, 'struct'> {
  /** Who is said to have made the rows. */
  readonly pipeId: string;
  readonly packageName: string;
  readonly packageVersion: string;
  /** When, in milliseconds. @default now */
  readonly at?: number;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Has the rows of an entity that say nothing of who made them say so: of a table that never had the column all, which
 * it gets. Rows that have lineage keep it. Where the entity has keys, only the rows that lack it are written; where it
 * has none, or keeps states, all of them are, in one step.
 *
 * - emits once how many rows were written
 * - completes after that
 * - errors as the engine does
 * - on unsubscribe before it emits, the rows are as they were
 */
export function backfillLineage(
  entity: Entity,
  engine: Engine,
  { layers = usualLayers, scheduler = asyncScheduler, struct, ...by }: BackfillLineageOptions,
): Observable<{ readonly rows: number }> {
  return defer(() => {
    const column = lineageColumn(entity, layers);
    const { pipeId: pipe_id, packageName: package_name, packageVersion: package_version } = by;
    const layer = lineageLayer(entity, layers) ?? '';
    const stamp = { pipe_id, package_name, package_version, layer, at: new Date(by.at ?? scheduler.now()) };
    return engine
      .schema(entity)
      .pipe(
        concatMap((table) =>
          concat(
            ensureLineage(entity, table, [column], engine),
            filled(entity, engine, { table, column, stamp, struct }),
          ),
        ),
      );
  });
}

interface Filling {
  readonly table: Columns;
  readonly column: string;
  readonly stamp: LineageStamp;
  readonly struct: RunLineage['struct'];
}

function filled(entity: Entity, engine: Engine, filling: Filling): Observable<{ readonly rows: number }> {
  const mode = entity.keys.length > 0 && !entity.scd2 ? 'merge' : 'overwrite';
  const source = engine.capabilities.sql === undefined ? byRows : bySql;
  // As the table is, whatever the entity declares; it has just got the column.
  const asItIs: Entity = {
    ...entity,
    schema: undefined,
    scd2: undefined,
    drift: undefined,
    lineage: undefined,
  };
  return engine.write(asItIs, source(entity, engine, mode === 'merge', filling), { mode }).pipe(
    filter((event) => event.kind === 'written'),
    map(({ rowsWritten: rows }) => ({ rows })),
  );
}

function bySql(entity: Entity, engine: Engine, onlyMissing: boolean, filling: Filling): WriteSource {
  const { table, column, stamp, struct } = filling;
  const names = Object.keys(table).filter((name) => name !== column);
  const value = sql`coalesce(${sql.id(column)}, ${stampSql(stamp, engine, struct)})`;
  const rows = engine.read(entity, missing(column, onlyMissing));
  return engine.query(marked(rows, names, column, value));
}

function byRows(
  entity: Entity,
  engine: Engine,
  onlyMissing: boolean,
  { column, stamp }: Filling,
): WriteSource {
  const rows = engine.read(entity, missing(column, onlyMissing));
  const fill = (row: Row): Row => ({ ...row, [column]: row[column] ?? stamp });
  return eachBatch(rows, (batch) => of(batch.map(fill)));
}

const missing = (column: string, only: boolean) =>
  only ? ({ kind: 'rows', where: { op: 'isNull', column } } as const) : ({ kind: 'rows' } as const);
