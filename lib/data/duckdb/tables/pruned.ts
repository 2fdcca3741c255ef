import type { Observable } from 'rxjs';
import type { Pruned } from '../../history.ts';
import type { Session } from '../connection/session.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { DIED, OWN } from './ownNames.ts';
import { quoted } from './quoted.ts';
import type { Replaced } from './shape.ts';
import { changed } from './tableChanges.ts';
import { keptTable, rowsTable } from './tableName.ts';
import { shapeOf, storeShape } from './tableShapes.ts';

/** Lets go of what the history tells of before a time, and of rows that were kept for versions before it. */
export const pruned = (before: number, host: DuckdbHost): Observable<Pruned> =>
  changed({ id: 'history' }, host, async (session) => {
    const last = await session.rows(
      `select entity_id, max(version) as version from ${OWN}.history where committed_at < $1 group by entity_id`,
      [before],
    );
    let rows = 0;
    for (const row of last) rows += await letGo(session, String(row['entity_id']), Number(row['version']));
    const { rowsChanged: entries } = await session.run(
      `delete from ${OWN}.history where committed_at < $1`,
      [before],
    );
    return { entries, rows };
  });

/** Lets go of rows that were gone by a version, before which the entity cannot be read any more. */
async function letGo(session: Session, entityId: string, version: number): Promise<number> {
  const shape = await shapeOf(session, entityId);
  if (!shape || shape.isDropped || version <= shape.oldest) return 0;
  let rows = 0;
  if (shape.isKept)
    rows += (
      await session.run(`delete from ${keptTable(entityId)} where ${quoted(DIED)} < ${2 * (version + 1)}`)
    ).rowsChanged;
  const isGone = ({ until }: Replaced) => until <= version;
  for (const { rowsNumber } of shape.replaced.filter(isGone)) {
    const [row] = await session.rows(`select count(*) as n from ${rowsTable(entityId, rowsNumber)}`);
    rows += Number(row?.['n'] ?? 0);
    await session.run(`drop table ${rowsTable(entityId, rowsNumber)}`);
  }
  const replaced = shape.replaced.filter((old) => !isGone(old));
  await storeShape(session, { ...shape, replaced, oldest: version });
  return rows;
}
