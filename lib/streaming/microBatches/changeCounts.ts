import { map, type Observable, reduce } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import { sql } from '../../definitions/sql.ts';

/** How many changes there are of each version, from the first version on. */
export type ChangeCounts = readonly (readonly [version: number, rows: number])[];

/** How many changes there are of the versions after one, up to another. */
export interface CountedChanges {
  readonly after: number;
  readonly upTo: number;
  readonly counts: ChangeCounts;
}

/** Counts the changes of a slice by version, where they live if that can be; one emission. */
export function changeCounts(changes: Frame, engine: Engine): Observable<ChangeCounts> {
  if (engine.capabilities.sql === undefined)
    return changes.rows().pipe(
      reduce(counted, new Map<number, number>()),
      map((counts) => inOrder([...counts])),
    );
  const query = sql`select _version as version, count(*) as changes from ${changes} group by _version`;
  return engine
    .query(query)
    .rows()
    .pipe(
      reduce((all, rows) => [...all, ...rows], [] as readonly Row[]),
      map((rows) => inOrder(rows.map((row) => [Number(row['version']), Number(row['changes'])]))),
    );
}

/** Counts the rows of a frame, where they live if that can be; one emission. */
export function rowCount(frame: Frame, engine: Engine): Observable<number> {
  if (engine.capabilities.sql === undefined)
    return frame.rows().pipe(reduce((sum, rows) => sum + rows.length, 0));
  const counts$ = engine.query(sql`select count(*) as rows_there from ${frame}`).rows();
  return counts$.pipe(reduce((sum, rows) => sum + Number(rows[0]?.['rows_there'] ?? 0), 0));
}

function counted(counts: Map<number, number>, rows: readonly Row[]): Map<number, number> {
  for (const row of rows) {
    const version = Number(row['_version']);
    counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return counts;
}

const inOrder = (counts: readonly (readonly [number, number])[]): ChangeCounts =>
  [...counts].sort(([one], [other]) => one - other);
