import { concat, defer, ignoreElements, map, type Observable, tap } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import { joinSql } from '../../definitions/joinSql.ts';
import { sql } from '../../definitions/sql.ts';
import type { Engine } from '../engine.ts';
import { keyOf } from '../memory/keyOf.ts';
import { distinctParts } from './distinctParts.ts';
import { gathered } from './gathered.ts';
import { rowsFrame } from './rowsFrame.ts';

/** Between which versions of an entity, and what makes a part of it. */
export interface AffectedOptions {
  readonly entity: Entity;
  readonly by: readonly string[];
  readonly after: number;
  readonly upTo: number | undefined;
}

/**
 * The parts of an entity in which anything happened between two versions. A change tells where a row came to or where
 * it went from; where one was before it was updated, is read at the earlier version.
 */
export function affectedParts(engine: Engine, { entity, by, after, upTo }: AffectedOptions): Frame {
  const changes = engine.read(entity, { kind: 'changes', after, ...(upTo !== undefined && { upTo }) });
  const before = engine.read(entity, { kind: 'rows', version: after });
  return distinctParts(engine, by, [changes, updated(engine, entity, { changes, before })]);
}

interface Updating {
  readonly changes: Frame;
  readonly before: Frame;
}

/** Rows as they were before they were updated; without keys it is not known which, and all of them may be. */
function updated(engine: Engine, { keys }: Entity, { changes, before }: Updating): Frame {
  if (engine.capabilities.sql === undefined)
    return rowsFrame(
      before,
      keys.length === 0 ? ofAny({ changes, before }) : ofKeys({ changes, before }, keys),
    );
  if (keys.length === 0)
    return engine.query(
      sql`select * from ${before} as b where exists (select 1 from ${changes} as c where c._change = 'update')`,
    );
  // Joined, as a subquery that looks at each row by itself takes a hundred times as long.
  const touched = sql`select distinct ${sql.list(keys.map((key) => sql.id(key)))} from ${changes} as c where _change = 'update'`;
  const same = keys.map((key) => sql`t.${sql.id(key)} = b.${sql.id(key)}`);
  return engine.query(
    joinSql([sql`select b.* from ${before} as b join ${touched} as t on`, joinSql(same, ' and ')], ' '),
  );
}

const isUpdate = ({ _change }: Row): boolean => _change === 'update';

const ofKeys = ({ changes, before }: Updating, keys: readonly string[]): Observable<readonly Row[]> =>
  defer(() => {
    const touched = new Set<string | undefined>();
    const changes$ = changes.rows().pipe(
      tap((rows) => {
        for (const row of rows) if (isUpdate(row)) touched.add(keyOf(row, keys));
      }),
      ignoreElements(),
    );
    const isTouched = (row: Row) => touched.has(keyOf(row, keys));
    return concat(changes$, gathered(before).pipe(map((rows) => rows.filter(isTouched))));
  });

const ofAny = ({ changes, before }: Updating): Observable<readonly Row[]> =>
  defer(() => {
    let isTouched = false;
    const changes$ = changes.rows().pipe(
      tap((rows) => {
        isTouched ||= rows.some(isUpdate);
      }),
      ignoreElements(),
    );
    return concat(changes$, gathered(before).pipe(map((rows) => (isTouched ? rows : []))));
  });
