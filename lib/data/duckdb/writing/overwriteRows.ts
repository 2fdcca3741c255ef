import { BORN, OWN } from '../bookkeeping.ts';
import { quoted } from '../quoted.ts';
import { columnsText, replacedTables, reshape } from '../shape.ts';
import { passedTable, rowsTable } from '../tableName.ts';
import { makeRows, nextNumber, showRows } from '../tables.ts';
import { bornBy, type Change, type Changed } from './change.ts';

/**
 * Puts rows in place of all that are there: into a table of their own, so that the rows that were there need
 * not be touched. That table is kept for earlier versions, and of such tables the newest.
 */
export async function overwriteRows(change: Change, copies: number): Promise<Changed> {
  const { session, shape, incoming, version } = change;
  const { entityId, columns, rowsNumber: old } = shape;
  const rowsNumber = await nextNumber(session);
  const values = Object.keys(columns)
    .map((column) => `${change.given(column)} as ${quoted(column)}`)
    .join(', ');
  const deleted = await countOf(change);
  await makeRows(session, entityId, rowsNumber, columns);
  const { rowsChanged: inserted } = await session.run(
    `insert into ${rowsTable(entityId, rowsNumber)} select ${values}, ${bornBy(version)} as ${quoted(BORN)} from ${incoming.from} s`,
    incoming.parameters,
  );
  const counts = { rowsWritten: inserted, inserted, updated: 0, deleted };
  if (inserted + deleted === 0) {
    await session.run(`drop table ${rowsTable(entityId, rowsNumber)}`);
    return counts;
  }
  await reshape(session, `insert into ${OWN}.replaced values ($1, $2, $3, $4)`, [
    entityId,
    old,
    columnsText(columns),
    version,
  ]);
  await showRows(session, entityId, rowsNumber, columns);
  // What was told of the states that were there says nothing of those that are.
  await session.run(`drop table if exists ${passedTable(entityId)}`);
  const oldest = await letGo(change, copies);
  return { ...counts, shape: { rowsNumber, ...(oldest === undefined ? {} : { oldest }) } };
}

async function countOf({ session, shape }: Change): Promise<number> {
  const [row] = await session.rows(
    `select count(*) as n from ${rowsTable(shape.entityId, shape.rowsNumber)}`,
  );
  return Number(row?.['n'] ?? 0);
}

/** Of tables that were overwritten the newest are kept; what was before the others cannot be read any more. */
async function letGo(
  { session, shape: { entityId } }: Change,
  copies: number,
): Promise<number | undefined> {
  const gone = (await replacedTables(session, entityId)).slice(copies);
  const [newest] = gone;
  if (newest === undefined) return undefined;
  for (const { rowsNumber } of gone) await session.run(`drop table ${rowsTable(entityId, rowsNumber)}`);
  await reshape(session, `delete from ${OWN}.replaced where entity_id = $1 and until_version <= $2`, [
    entityId,
    newest.until,
  ]);
  return newest.until;
}
