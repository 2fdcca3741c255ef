import type { Observable } from 'rxjs';
import type { Note } from '../note.ts';
import { OWN } from './bookkeeping.ts';
import { duckdbError } from './duckdbError.ts';
import type { DuckdbHost } from './duckdbHost.ts';
import type { Session } from './session.ts';
import { task } from './task.ts';
import { WriteSession } from './writing/writeSession.ts';

/** The notes of a scope, in the order of their keys. */
export async function readNotes(
  session: Session,
  scope: string,
  keys?: readonly string[],
): Promise<ReadonlyMap<string, Note>> {
  const some = keys === undefined ? '' : 'and key in (select unnest(from_json($2, \'["VARCHAR"]\')))';
  const rows = await session.again(
    `select key, note from ${OWN}.notes where scope = $1 ${some} order by key`,
    keys === undefined ? [scope] : [scope, JSON.stringify(keys)],
  );
  return new Map(rows.map((row) => [String(row['key']), JSON.parse(String(row['note'])) as Note]));
}

/** Keeps notes, all or none. */
export const writeNotes = (
  scope: string,
  notes: Iterable<readonly [string, Note | undefined]>,
  host: DuckdbHost,
): Observable<never> =>
  task(async () => {
    const all = new Map(notes);
    const session = new WriteSession(host, `note:${scope}`);
    try {
      await session.commit((connection) => kept(connection, scope, all));
    } catch (error) {
      throw duckdbError(error, { subject: `the notes of ${scope}` });
    } finally {
      session.close();
    }
  });

async function kept(
  session: Session,
  scope: string,
  notes: ReadonlyMap<string, Note | undefined>,
): Promise<void> {
  const gone = [...notes].filter(([, note]) => note === undefined).map(([key]) => key);
  const put = [...notes]
    .filter(([, note]) => note !== undefined)
    .map(([key, note]) => ({ key, note: JSON.stringify(note) }));
  if (gone.length > 0)
    await session.again(
      `delete from ${OWN}.notes where scope = $1 and key in (select unnest(from_json($2, '["VARCHAR"]')))`,
      [scope, JSON.stringify(gone)],
    );
  if (put.length > 0)
    await session.again(
      `insert or replace into ${OWN}.notes select $1, one.key, one.note from (select unnest(from_json($2, '[{"key":"VARCHAR","note":"VARCHAR"}]')) as one)`,
      [scope, JSON.stringify(put)],
    );
}
