import { forkJoin, map } from 'rxjs';
import type { Frame, Row } from '../../definitions/frame.ts';
import { joinSql } from '../../definitions/joinSql.ts';
import { sql } from '../../definitions/sql.ts';
import type { Engine } from '../engine.ts';
import { groupOf } from '../memory/keyOf.ts';
import { gathered } from './gathered.ts';
import { rowsFrame } from './rowsFrame.ts';

/** The values that the rows of some frames hold in some columns, each once; composed where the engine runs SQL. */
export function distinctParts(
  engine: Engine,
  by: readonly string[],
  frames: readonly [Frame, ...Frame[]],
): Frame {
  if (engine.capabilities.sql !== undefined) {
    const columns = sql.list(by.map((column) => sql.id(column)));
    return engine.query(
      joinSql(
        frames.map((frame) => sql`select distinct ${columns} from ${frame}`),
        ' union ',
      ),
    );
  }
  const [first] = frames;
  const columns = () =>
    first
      .columns()
      .pipe(map((all) => Object.fromEntries(Object.entries(all).filter(([name]) => by.includes(name)))));
  const parts$ = forkJoin(frames.map(gathered)).pipe(map((all) => distinct(all.flat(), by)));
  return rowsFrame({ entityId: first.entityId, columns }, parts$);
}

function distinct(rows: readonly Row[], by: readonly string[]): readonly Row[] {
  const parts = new Map<string, Row>();
  for (const row of rows) {
    const group = groupOf(row, by);
    if (!parts.has(group))
      parts.set(group, Object.fromEntries(by.map((column) => [column, row[column] ?? null])));
  }
  return [...parts.values()];
}
