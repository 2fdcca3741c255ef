import type { Entity } from '../../../definitions/entity.ts';
import { EngineError } from '../../engineError.ts';
import { knownColumn } from '../../rowCheck.ts';
import type { ReplaceMode } from '../../writeMode.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { BORN, DIED, WAS } from '../tables/ownNames.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import { keptTable, rowsTable } from '../tables/tableName.ts';
import { makeKept } from '../tables/tables.ts';
import { appendRows } from './appendRows.ts';
import { bornBy, type Change, type Changed } from './change.ts';
import { replacedParts } from './replacedParts.ts';

/** Puts rows in place of those that hold the same values in some columns; nothing counts as a value. */
export async function replaceRows(
  change: Change,
  { partitions }: Entity,
  { by = partitions, parts }: ReplaceMode,
  host: DuckdbHost,
): Promise<Changed> {
  const { session, shape, version } = change;
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
  const slices = parts ? await replacedParts(change, by, parts, host) : slicesThatCome(change, by);
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
  if (parts) await session.run(`drop table ${slices}`);
  const { inserted } = await appendRows(change);
  return { rowsWritten: inserted, inserted, updated: 0, deleted, shape: { isKept: true } };
}

const slicesThatCome = ({ incoming, given }: Change, by: readonly string[]): string =>
  `(select distinct ${by.map((column) => `${given(column)} as ${quoted(column)}`).join(', ')} from ${incoming.from} s)`;
