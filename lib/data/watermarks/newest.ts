import { concat, defer, ignoreElements, map, type Observable, of, reduce, tap } from 'rxjs';
import { nearest } from '../../codec/nearest.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { received } from '../../definitions/received.ts';
import { sql } from '../../definitions/sql.ts';
import type { Engine } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import type { Condition } from '../slice.ts';
import { type CursorValue, isCursorValue } from './cursor.ts';

/**
 * The largest value of a column among the rows where a condition holds, or nothing where there is none; one
 * emission. An engine with SQL finds it out by itself; of any other, the rows are looked at.
 */
export function newest(
  engine: Engine,
  entity: Entity,
  column: string,
  where: Condition | undefined,
): Observable<CursorValue | undefined> {
  const frame = engine.read(entity, { kind: 'rows', ...(where && { where }) });
  if (engine.capabilities.sql === undefined)
    return frame
      .rows()
      .pipe(
        reduce(
          (most: CursorValue | undefined, rows) => largestIn(rows, { entity, column, most }),
          undefined,
        ),
      );
  const query = sql`select max(${sql.id(column)}) as ${sql.id(NEWEST)} from ${frame}`;
  return defer(() => {
    let most: CursorValue | undefined;
    const rows$ = engine.query(query).rows();
    const found$ = rows$.pipe(
      tap((rows) => {
        for (const row of rows) most = valueIn(row, NEWEST, entity) ?? most;
      }),
      ignoreElements(),
    );
    return concat(found$, of(undefined)).pipe(map(() => most));
  });
}

const NEWEST = 'newest';

interface Looking {
  readonly entity: Entity;
  readonly column: string;
  readonly most: CursorValue | undefined;
}

function largestIn(rows: readonly Row[], { entity, column, most }: Looking): CursorValue | undefined {
  let largest = most;
  for (const row of rows) {
    if (!Object.hasOwn(row, column)) refuseColumn(row, column, entity);
    const value = valueIn(row, column, entity);
    if (value !== undefined && (largest === undefined || value > largest)) largest = value;
  }
  return largest;
}

function valueIn(row: Row, column: string, { id: entityId }: Entity): CursorValue | undefined {
  const value = row[column] ?? undefined;
  if (value === undefined || isCursorValue(value)) return value;
  const message = `${entityId}: expected numbers, times or texts in a column to read on from, got ${received(value)}`;
  throw new EngineError('schema_mismatch', message, { entityId });
}

function refuseColumn(row: Row, column: string, { id: entityId }: Entity): never {
  const near = nearest(column, Object.keys(row));
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  const message = `${entityId}: expected a value, or null, in the column ${column} to read on from, got none${hint}`;
  throw new EngineError('schema_mismatch', message, { entityId });
}
