import { BORN } from '../tables/ownNames.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import { rowsTable } from '../tables/tableName.ts';
import { bornBy, type Change, type Changed, valuesOf } from './change.ts';

/** Puts rows behind those that are there. */
export async function appendRows(change: Change): Promise<Changed> {
  const { session, shape, incoming, version } = change;
  const into = `${rowsTable(shape.entityId, shape.rowsNumber)} (${quotedList(Object.keys(shape.columns))}, ${quoted(BORN)})`;
  const { rowsChanged: inserted } = await session.run(
    `insert into ${into} select ${valuesOf(change)}, ${bornBy(version)} from ${incoming.from} s`,
    incoming.parameters,
  );
  return { rowsWritten: inserted, inserted, updated: 0, deleted: 0 };
}
