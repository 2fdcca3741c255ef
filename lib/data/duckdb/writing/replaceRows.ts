import type { Entity } from '../../../definitions/entity.ts';
import { EngineError } from '../../engineError.ts';
import { knownColumn } from '../../rowCheck.ts';
import type { ReplaceMode } from '../../writeMode.ts';
import { BORN, DIED, WAS } from '../ownNames.ts';
import { quoted, quotedList } from '../quoted.ts';
import { keptTable, rowsTable } from '../tableName.ts';
import { makeKept } from '../tables.ts';
import { appendRows } from './appendRows.ts';
import { bornBy, type Change, type Changed } from './change.ts';

/** Puts rows in place of those that hold the same values in some columns; nothing counts as a value. */
export async function replaceRows(
  change: Change,
  { partitions }: Entity,
  { by = partitions }: ReplaceMode,
): Promise<Changed> {
  const { session, shape, incoming, version } = change;
  const { entityId, rowsNumber } = shape;
  if (by.length === 0)
    throw new EngineError('invalid', `${entityId}: expected columns that say what is replaced, got none`, {
      entityId,
    });
  for (const column of by) knownColumn(entityId, column, shape.columns);
  await makeKept(session, shape);
  const [rows, kept] = [rowsTable(entityId, rowsNumber), keptTable(entityId)];
  const columns = Object.keys(shape.columns);
  const same = by
    .map((column) => `t.${quoted(column)} is not distinct from s.${quoted(column)}`)
    .join(' and ');
  const slices = `(select distinct ${by.map((column) => `${change.given(column)} as ${quoted(column)}`).join(', ')} from ${incoming.from} s)`;
  const died = bornBy(version);
  const { rowsChanged: deleted } = await session.run(
    `insert into ${kept} (${quotedList([...columns, BORN, DIED, WAS])})
     select ${[...columns, BORN].map((column) => `t.${quoted(column)}`).join(', ')}, ${died}, t.rowid
     from ${rows} t semi join ${slices} s on ${same}`,
  );
  if (deleted > 0)
    await session.run(
      `delete from ${rows} where rowid in (select ${quoted(WAS)} from ${kept} where ${quoted(DIED)} = ${died})`,
    );
  const { inserted } = await appendRows(change);
  return { rowsWritten: inserted, inserted, updated: 0, deleted, shape: { isKept: true } };
}
