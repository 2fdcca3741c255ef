import type { Observable } from 'rxjs';
import type { Note } from '../../note.ts';
import type { Session } from '../connection/session.ts';
import { task } from '../connection/task.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { WriteSession } from '../writing/writeSession.ts';
import { listed } from './listed.ts';
import { OWN } from './ownNames.ts';
import { putNotes } from './putNotes.ts';

/** The notes of a scope, in the order of their keys. */
export async function readNotes(
  session: Session,
  scope: string,
  keys?: readonly string[],
): Promise<ReadonlyMap<string, Note>> {
  const texts = keys ? await someNotes(session, scope, keys) : await allNotes(session, scope);
  return new Map([...texts].map(([key, text]) => [key, JSON.parse(text) as Note]));
}

async function allNotes(session: Session, scope: string): Promise<ReadonlyMap<string, string>> {
  await putNotes(session);
  const rows = await session.again(`select key, note from ${OWN}.notes where scope = $1 order by key`, [
    scope,
  ]);
  return new Map(rows.map((row) => [String(row['key']), String(row['note'])]));
}

/** What the transaction knows need not be asked for. */
async function someNotes(
  session: Session,
  scope: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = keys.map((key) => session.notes?.text(scope, key));
  if (known.includes(undefined)) return await askedNotes(session, scope, keys);
  const there = keys.flatMap((key, i) => (typeof known[i] === 'string' ? [[key, known[i]] as const] : []));
  return new Map(there.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

async function askedNotes(
  session: Session,
  scope: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  await putNotes(session);
  const wanted = listed(keys, 2);
  const rows = await session.again(
    `select key, note from ${OWN}.notes where scope = $1 and key in ${wanted.text} ${keys.length === 1 ? '' : 'order by key'}`,
    [scope, ...wanted.parameters],
  );
  const found = new Map(rows.map((row) => [String(row['key']), String(row['note'])]));
  for (const key of keys) session.notes?.learn(scope, key, found.get(key) ?? null);
  return found;
}

/** Keeps notes, all or none. */
export const writeNotes = (
  scope: string,
  notes: Iterable<readonly [string, Note | undefined]>,
  host: DuckdbHost,
): Observable<never> =>
  task(async () => {
    const all = [...new Map(notes)].map(
      ([key, note]) => [key, note === undefined ? undefined : JSON.stringify(note)] as const,
    );
    const session = new WriteSession(host, `note:${scope}`);
    try {
      await session.commit(async ({ notes }) => {
        for (const [key, note] of all) notes?.put(scope, key, note);
      });
    } catch (error) {
      throw duckdbError(error, { subject: `the notes of ${scope}` });
    } finally {
      session.close();
    }
  });
