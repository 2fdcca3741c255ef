import { quoted } from '../tables/quoted.ts';
import { passedTable, rowsTable } from '../tables/tableName.ts';
import { makeRows, nextNumber, showRows } from '../tables/tables.ts';
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
  await makeRows(session, entityId, rowsNumber, columns, { together: true });
  const { rowsChanged: inserted } = await session.run(
    `insert into ${rowsTable(entityId, rowsNumber)} select ${values} from ${incoming.from} s`,
    incoming.parameters,
  );
  const counts = { rowsWritten: inserted, inserted, updated: 0, deleted };
  if (inserted + deleted === 0) {
    await session.run(`drop table ${rowsTable(entityId, rowsNumber)}`);
    return counts;
  }
  await showRows(session, entityId, rowsNumber, columns);
  // What was told of the states that were there says nothing of those that are.
  await session.run(`drop table if exists ${passedTable(entityId)}`);
  const replaced = [
    { rowsNumber: old, columns, together: shape.together, until: version },
    ...shape.replaced,
  ];
  for (const gone of replaced.slice(copies))
    await session.run(`drop table ${rowsTable(entityId, gone.rowsNumber)}`);
  // What was before those that are let go of cannot be read any more.
  const oldest = replaced[copies]?.until ?? shape.oldest;
  return {
    ...counts,
    shape: { rowsNumber, together: bornBy(version), replaced: replaced.slice(0, copies), oldest },
  };
}

async function countOf({ session, shape }: Change): Promise<number> {
  const [row] = await session.rows(
    `select count(*) as n from ${rowsTable(shape.entityId, shape.rowsNumber)}`,
  );
  return Number(row?.['n'] ?? 0);
}
