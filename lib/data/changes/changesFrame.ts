import { map, type Observable, of } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import type { Columns } from '../../definitions/schema.ts';
import { sql } from '../../definitions/sql.ts';
import type { SqlQuery } from '../../definitions/sqlValue.ts';
import type { Engine } from '../engine.ts';
import { derivedFrame } from './derivedFrame.ts';
import { latestChanges } from './latestChanges.ts';

/**
 * What a batch gives of the entity that drives a query.
 *
 * - `appended`: rows that were inserted; what was updated or deleted is passed over
 * - `latest`: of each key that was inserted or updated, the row that it has at the end of the batch
 * - `latest_changes`: of each key the last change, deletes too, with `_change` and `_version`
 * - `changes`: each change, in the order of versions, with `_change` and `_version`
 */
export type ChangeRows = 'appended' | 'latest' | 'latest_changes' | 'changes';

/** What is made of changes, for which entity and in which transaction. */
export interface ChangesFrameOptions {
  readonly rows: ChangeRows;
  readonly entity: Entity;
  readonly inside: Engine;
}

/** The frame that a pipe is given of changes; composed where the engine runs SQL. */
export function changesFrame(changes: Frame, options: ChangesFrameOptions): Observable<Frame> {
  const { rows, inside, entity } = options;
  if (rows === 'changes') return of(changes);
  if (inside.capabilities.sql === undefined)
    return of(derivedFrame(changes, (all) => rowsFrom(all, rows, entity), rows === 'latest_changes'));
  return changes.columns().pipe(map((columns) => inside.query(queryFrom(changes, columns, options))));
}

/** The frame of rows that are there already, as if all had just been inserted. */
export function snapshotFrame(frame: Frame, version: number, { rows, inside }: ChangesFrameOptions): Frame {
  if (rows === 'appended' || rows === 'latest') return frame;
  const insertion = { _change: 'insert', _version: version };
  if (inside.capabilities.sql !== undefined)
    return inside.query(sql`select *, 'insert' as _change, ${version} as _version from ${frame}`);
  return derivedFrame(frame, (all) => all.map((row) => ({ ...row, ...insertion })), true);
}

function rowsFrom(changes: readonly Row[], rows: ChangeRows, { keys }: Entity): readonly Row[] {
  if (rows === 'appended') return changes.filter(({ _change }) => _change === 'insert').map(plain);
  const latest = keys.length === 0 ? changes : latestChanges(changes, keys);
  if (rows === 'latest_changes') return latest;
  return latest.filter(({ _change }) => _change !== 'delete').map(plain);
}

const plain = ({ _change, _version, ...row }: Row): Row => row;

const own = new Set(['_change', '_version']);

function queryFrom(changes: Frame, columns: Columns, { rows, entity }: ChangesFrameOptions): SqlQuery {
  const names = Object.keys(columns).filter((name) => rows === 'latest_changes' || !own.has(name));
  const wanted = sql.list(names.map((name) => sql.id(name)));
  if (rows === 'appended') return sql`select ${wanted} from ${changes} where _change = 'insert'`;
  if (entity.keys.length === 0) return sql`select ${wanted} from ${changes} where _change <> 'delete'`;
  const keys = sql.list(entity.keys.map((key) => sql.id(key)));
  // What came in place of a row that was deleted in the same version comes after that.
  const ranked = sql`select *, rank() over (partition by ${keys} order by _version desc, case when _change = 'delete' then 1 else 0 end) as _rank from ${changes}`;
  return rows === 'latest'
    ? sql`select ${wanted} from ${ranked} as ranked where _rank = 1 and _change <> 'delete'`
    : sql`select ${wanted} from ${ranked} as ranked where _rank = 1`;
}
