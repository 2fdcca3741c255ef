import { catchError, from, map, type Observable, of, throwError } from 'rxjs';
import { type Batch, type ColumnBatch, columnBatch, isColumnBatch } from '../../definitions/columnBatch.ts';
import type { Entity } from '../../definitions/entity.ts';
import { type Frame, isFrame, type Row } from '../../definitions/frame.ts';
import { joinSql } from '../../definitions/joinSql.ts';
import { columnNames } from '../../definitions/schema.ts';
import { sql } from '../../definitions/sql.ts';
import type { SqlQuery } from '../../definitions/sqlValue.ts';
import { eachColumnBatch } from '../eachColumnBatch.ts';
import type { Engine } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import type { WriteSource } from '../write.ts';
import type { LineageStamp, RowLineage } from './rowLineage.ts';
import { stampSql } from './stampSql.ts';

/** What is written once its rows are marked, and the lineage columns that these have. */
export interface MarkedSource {
  readonly source: WriteSource;
  readonly columns: readonly string[];
}

/**
 * Has the rows of a source carry a stamp. Those of a query stay a query; all others are marked one by one, and lose
 * the lineage of other layers where the entity says which columns it has and that is not among them.
 */
export function markedSource(
  source: WriteSource,
  stamp: LineageStamp,
  { entity, engine, lineage }: Marked,
): Observable<MarkedSource> {
  const marking = { column: lineage.layers[lineage.layer] as string, stamp, entity, engine, lineage };
  if (!isFrame(source) || engine.capabilities.sql === undefined) return of(markedRows(source, marking));
  return columnsInQueries(source, engine).pipe(
    map((columns) => (columns ? markedQuery(source, columns, marking) : markedRows(source, marking))),
  );
}

/** The columns of a frame that queries of the engine can use; nothing where it is of another. */
function columnsInQueries(frame: Frame, engine: Engine): Observable<readonly string[] | undefined> {
  const columns$ = engine.query(sql`select * from ${frame}`).columns();
  return columns$.pipe(
    map((columns) => Object.keys(columns)),
    catchError((error: unknown) => (isUnsupported(error) ? of(undefined) : throwError(() => error))),
  );
}

const isUnsupported = (error: unknown): boolean =>
  error instanceof EngineError && error.errorClass === 'unsupported';

interface Marking extends Marked {
  readonly column: string;
  readonly stamp: LineageStamp;
}

function markedQuery(
  source: Frame,
  names: readonly string[],
  { column, stamp, engine, lineage }: Marking,
): MarkedSource {
  const others = names.filter((name) => name !== column);
  const query = marked(source, others, column, stampSql(stamp, engine, lineage.struct));
  const all = Object.values(lineage.layers);
  return {
    source: engine.query(query),
    columns: [column, ...all.filter((name) => name !== column && names.includes(name))],
  };
}

function markedRows(source: WriteSource, { column, stamp, entity, lineage }: Marking): MarkedSource {
  const known = columnNames(entity.schema);
  const others = Object.values(lineage.layers).filter((name) => name !== column);
  const dropped = known ? others.filter((name) => !known.includes(name)) : [];
  const mark = marker(column, stamp, dropped);
  const batches = isFrame(source) ? eachColumnBatch(source, (batch) => of(batch)) : source;
  return {
    source: Array.isArray(batches) ? batches.map(mark) : from(batches).pipe(map(mark)),
    columns: [column],
  };
}

interface Marked {
  readonly entity: Entity;
  readonly engine: Engine;
  readonly lineage: RowLineage;
}

/** The rows of a frame with a further column, or with another in the place of one of this name. */
export function marked(rows: Frame, names: readonly string[], column: string, value: SqlQuery): SqlQuery {
  const columns = [...names.map((name) => sql`${sql.id(name)}`), sql`${value} as ${sql.id(column)}`];
  return joinSql([sql`select `, joinSql(columns, ', '), sql` from ${rows}`], '');
}

/** What is no row, or no batch, is left for the engine to refuse. */
function marker(column: string, stamp: LineageStamp, dropped: readonly string[]) {
  const mark = (row: unknown): Row => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return row as Row;
    const marked: Record<string, unknown> = { ...row };
    for (const name of dropped) if (name in marked) delete marked[name];
    marked[column] = stamp;
    return marked;
  };
  return (batch: Batch): Batch => {
    if (isColumnBatch(batch)) return markedColumns(batch, column, stamp, dropped);
    return Array.isArray(batch) ? batch.map(mark) : batch;
  };
}

function markedColumns(
  { columns, rowCount }: ColumnBatch,
  column: string,
  stamp: LineageStamp,
  dropped: readonly string[],
): ColumnBatch {
  const kept = Object.entries(columns).filter(([name]) => !dropped.includes(name));
  const stamps = new Array<LineageStamp>(rowCount).fill(stamp);
  return columnBatch({ ...Object.fromEntries(kept), [column]: stamps }, rowCount);
}
