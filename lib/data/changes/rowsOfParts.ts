import { combineLatest, map } from 'rxjs';
import type { Frame } from '../../definitions/frame.ts';
import { joinSql } from '../../definitions/joinSql.ts';
import { sql } from '../../definitions/sql.ts';
import type { Engine } from '../engine.ts';
import { groupOf } from '../memory/keyOf.ts';
import { gathered } from './gathered.ts';
import { rowsFrame } from './rowsFrame.ts';

/** The rows of a frame that are of some parts, each of which is told once; no value is a value of its own here. */
export function rowsOfParts(engine: Engine, frame: Frame, by: readonly string[], parts: Frame): Frame {
  if (engine.capabilities.sql !== undefined) {
    const same = by.map((column) => sql`r.${sql.id(column)} is not distinct from p.${sql.id(column)}`);
    return engine.query(
      joinSql([sql`select r.* from ${frame} as r join ${parts} as p on`, joinSql(same, ' and ')], ' '),
    );
  }
  const rows$ = combineLatest([gathered(parts), gathered(frame)]).pipe(
    map(([some, rows]) => {
      const groups = new Set(some.map((row) => groupOf(row, by)));
      return rows.filter((row) => groups.has(groupOf(row, by)));
    }),
  );
  return rowsFrame(frame, rows$);
}
