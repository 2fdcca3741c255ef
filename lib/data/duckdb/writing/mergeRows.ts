import type { Entity } from '../../../definitions/entity.ts';
import type { MergeMode } from '../../writeMode.ts';
import { conditionText } from '../reading/conditionText.ts';
import { BORN, DIED, WAS } from '../tables/ownNames.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import { keptTable, rowsTable } from '../tables/tableName.ts';
import { makeKept } from '../tables/tables.ts';
import { bornBy, type Change, type Changed, updatedBy, valuesOf } from './change.ts';
import { checkKeys } from './checkKeys.ts';

/**
 * Puts rows to the keys that are there. Rows that go are kept first, as that tells which they are; then new rows are
 * put, and those that go deleted by their place. That tells exactly what was done.
 */
export async function mergeRows(
  change: Change,
  { keys }: Entity,
  { deleteWhen, ignore = [] }: MergeMode,
): Promise<Changed> {
  const { session, shape, incoming, version } = change;
  const { entityId, rowsNumber } = shape;
  const columns = Object.keys(shape.columns);
  const rowsWritten = await checkKeys(change, keys);
  const none = { rowsWritten, inserted: 0, updated: 0, deleted: 0 };
  if (rowsWritten === 0) return none;
  await makeKept(session, shape);
  const [rows, kept] = [rowsTable(entityId, rowsNumber), keptTable(entityId)];
  const deletes = deleteWhen ? `coalesce(${conditionText(deleteWhen, 's')}, false)` : 'false';
  const same = (one: string, other: string) =>
    keys.map((key) => `${one}.${quoted(key)} = ${other}.${quoted(key)}`).join(' and ');
  const differs = columns
    .filter((column) => !keys.includes(column) && !ignore.includes(column))
    .map((column) => `t.${quoted(column)} is distinct from ${change.given(column)}`)
    .join(' or ');
  const [gone, replaced] = [bornBy(version), updatedBy(version)];
  const { rowsChanged: left } = await session.run(
    `insert into ${kept} (${quotedList(columns)}, ${quoted(BORN)}, ${quoted(DIED)}, ${quoted(WAS)})
     select ${columns.map((column) => `t.${quoted(column)}`).join(', ')}, t.${quoted(BORN)},
       case when ${deletes} then ${gone} else ${replaced} end, t.rowid
     from ${rows} t join ${incoming.from} s on ${same('t', 's')} where ${deletes} or ${differs || 'false'}`,
  );
  const deleted = deleteWhen ? await countDied(change, kept, gone) : 0;
  const updated = left - deleted;
  // Where no row stays as it is, what was not kept is new, and need not be looked for in the table.
  const isAllChanged = rowsWritten >= MANY && left === (await countMatched(change, same('t', 's')));
  const values = valuesOf(change);
  const replaces = `(select ${quotedList(keys)}, true as is_old from ${kept} where ${quoted(DIED)} = ${replaced}) k`;
  const { rowsChanged: put } = await session.run(
    isAllChanged
      ? `insert into ${rows} (${quotedList([...columns, BORN])})
         select ${values}, case when k.is_old then ${replaced} else ${gone} end from ${incoming.from} s
           left join ${replaces} on ${same('k', 's')} where not ${deletes}`
      : `insert into ${rows} (${quotedList([...columns, BORN])})
         select ${values}, ${replaced} from ${incoming.from} s join ${replaces} on ${same('k', 's')} where not ${deletes}
         union all select ${values}, ${gone} from ${incoming.from} s
           anti join ${rows} t on ${same('t', 's')} where not ${deletes}`,
  );
  // By keys as well, as places alone are looked for all over the table. Rows that were put have other places.
  if (left > 0)
    await session.run(
      `delete from ${rows} t using (select ${quotedList([...keys, WAS])} from ${kept} where ${quoted(DIED)} between ${gone} and ${replaced}) k
       where ${same('k', 't')} and k.${quoted(WAS)} = t.rowid`,
    );
  return { rowsWritten, inserted: put - updated, updated, deleted, shape: { isKept: true } };
}

/** From so many rows on it pays to ask how many are there, as that takes a statement of its own. */
const MANY = 10_000;

/** How many rows have the keys of those that come in; it looks at nothing but keys, and costs little. */
async function countMatched({ session, shape, incoming }: Change, same: string): Promise<number> {
  const rows = rowsTable(shape.entityId, shape.rowsNumber);
  const [row] = await session.rows(
    `select count(*) as n from ${rows} t join ${incoming.from} s on ${same}`,
  );
  return Number(row?.['n'] ?? 0);
}

async function countDied({ session }: Change, kept: string, code: number): Promise<number> {
  const [row] = await session.rows(`select count(*) as n from ${kept} where ${quoted(DIED)} = ${code}`);
  return Number(row?.['n'] ?? 0);
}
