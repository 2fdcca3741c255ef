import type { Observable } from 'rxjs';
import type { Note } from '../note.ts';
import { OWN } from './bookkeeping.ts';
import { duckdbError } from './duckdbError.ts';
import type { DuckdbHost } from './duckdbHost.ts';
import { listed } from './listed.ts';
import type { Session } from './session.ts';
import { task } from './task.ts';
import { WriteSession } from './writing/writeSession.ts';

/** The notes of a scope, in the order of their keys. */
export async function readNotes(
  session: Session,
  scope: string,
  keys?: readonly string[],
): Promise<ReadonlyMap<string, Note>> {
  const wanted = keys && listed(keys, 2);
  const some = wanted ? `and key in ${wanted.text}` : '';
  const rows = await session.again(
    `select key, note from ${OWN}.notes where scope = $1 ${some} ${keys?.length === 1 ? '' : 'order by key'}`,
    [scope, ...(wanted?.parameters ?? [])],
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
    .map(([key, note]): NewNote => ({ key, note: JSON.stringify(note) }));
  if (gone.length > 0) {
    const { text, parameters } = listed(gone, 2);
    await session.again(`delete from ${OWN}.notes where scope = $1 and key in ${text}`, [
      scope,
      ...parameters,
    ]);
  }
  if (put.length > 0) await putNotes(session, scope, put);
}

interface NewNote {
  readonly key: string;
  readonly note: string;
}

/** Most notes are there already, and to change one costs a fifth of putting one in its place. */
async function putNotes(session: Session, scope: string, put: readonly NewNote[]): Promise<void> {
  const [one] = put;
  if (one && put.length === 1) return await putOne(session, scope, one);
  const parameters = [scope, JSON.stringify(put)];
  const changed = await session.count(
    `update ${OWN}.notes set note = one.note from ${newRows} where scope = $1 and notes.key = one.key`,
    parameters,
  );
  if (changed === put.length) return;
  await session.again(
    `insert into ${OWN}.notes select $1, one.key, one.note from ${newRows} where not exists (select 1 from ${OWN}.notes where scope = $1 and notes.key = one.key)`,
    parameters,
  );
}

async function putOne(session: Session, scope: string, { key, note }: NewNote): Promise<void> {
  const parameters = [scope, key, note];
  const changed = await session.count(
    `update ${OWN}.notes set note = $3 where scope = $1 and key = $2`,
    parameters,
  );
  if (changed === 0) await session.again(`insert into ${OWN}.notes values ($1, $2, $3)`, parameters);
}

/** Notes that are put, as a table `one` of a statement. */
const newRows = `(select one.key, one.note from (select unnest(from_json($2, '[{"key":"VARCHAR","note":"VARCHAR"}]')) as one)) as one`;
