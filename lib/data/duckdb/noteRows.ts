import type { Observable } from 'rxjs';
import type { Note } from '../note.ts';
import { OWN } from './bookkeeping.ts';
import { duckdbError } from './duckdbError.ts';
import type { DuckdbHost } from './duckdbHost.ts';
import { FEW, listed } from './listed.ts';
import type { Session, Statement } from './session.ts';
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
  const { text, parameters } = newRows(put);
  const changed = await session.count(
    `update ${OWN}.notes set note = one.note from ${text} where scope = $1 and notes.key = one.key`,
    [scope, ...parameters],
  );
  if (changed === put.length) return;
  await session.again(
    `insert into ${OWN}.notes select $1, one.key, one.note from ${text} where not exists (select 1 from ${OWN}.notes where scope = $1 and notes.key = one.key)`,
    [scope, ...parameters],
  );
}

/** New notes as a table `one` of a statement: by themselves where there are few, as that is sooner understood. */
function newRows(put: readonly NewNote[]): Required<Statement> {
  if (put.length > FEW)
    return {
      text: `(select one.key, one.note from (select unnest(from_json($2, '[{"key":"VARCHAR","note":"VARCHAR"}]')) as one)) as one`,
      parameters: [JSON.stringify(put)],
    };
  const rows = put.map((_, i) => `($${2 * i + 2}, $${2 * i + 3})`);
  return {
    text: `(values ${rows.join(', ')}) as one(key, note)`,
    parameters: put.flatMap(({ key, note }) => [key, note]),
  };
}
