import { EngineError } from '../../engineError.ts';
import type { PendingNote } from '../committed/notesSeen.ts';
import type { Session } from '../connection/session.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { OWN } from './ownNames.ts';

/** Puts what a transaction has noted so far where others find it once it is committed. */
export async function putNotes(session: Session): Promise<void> {
  const all = session.notes?.take() ?? [];
  if (all.length === 0) return;
  try {
    await removed(
      session,
      all.filter(({ note }) => note === undefined),
    );
    await changed(
      session,
      all.filter(({ note }) => note !== undefined),
    );
  } catch (error) {
    throw conflicting(error, all);
  }
}

async function removed(session: Session, notes: readonly PendingNote[]): Promise<void> {
  const gone = notes.filter(({ isThere }) => isThere !== false);
  if (gone.length === 0) return;
  await session.again(`delete from ${OWN}.notes as n using ${rows} where ${same}`, [textOf(gone)]);
}

/** A few notes are changed one by one, as a statement for several costs as much as three for one. */
async function changed(session: Session, notes: readonly PendingNote[]): Promise<void> {
  if (notes.length > FEW) return await changedTogether(session, notes);
  const fresh: PendingNote[] = [];
  for (const one of notes) if (!(await changedOne(session, one))) fresh.push(one);
  if (fresh.length === 0) return;
  const places = fresh.map((_, i) => `($${3 * i + 1}, $${3 * i + 2}, $${3 * i + 3})`).join(', ');
  await session.again(
    `insert into ${OWN}.notes values ${places}`,
    fresh.flatMap(({ scope, key, note = '' }) => [scope, key, note]),
  );
}

const FEW = 8;

async function changedOne(
  session: Session,
  { scope, key, note = '', isThere }: PendingNote,
): Promise<boolean> {
  if (isThere === false) return false;
  const text = `update ${OWN}.notes set note = $3 where scope = $1 and key = $2`;
  return (await session.count(text, [scope, key, note])) > 0;
}

async function changedTogether(session: Session, notes: readonly PendingNote[]): Promise<void> {
  const maybe = notes.filter(({ isThere }) => isThere !== false);
  const change = `update ${OWN}.notes as n set note = one.note from ${rows} where ${same}`;
  if (maybe.length > 0 && (await session.count(change, [textOf(maybe)])) === notes.length) return;
  await session.again(
    `insert into ${OWN}.notes select one.scope, one.key, one.note from ${rows} anti join ${OWN}.notes n on ${same}`,
    [textOf(notes)],
  );
}

const same = 'n.scope = one.scope and n.key = one.key';

/** Notes as a table `one` of a statement, of a text that is bound. */
const rows = `(select unnest(from_json($1, '[{"scope":"VARCHAR","key":"VARCHAR","note":"VARCHAR"}]'), recursive := true)) as one`;

const textOf = (notes: readonly PendingNote[]): string =>
  JSON.stringify(notes.map(({ scope, key, note }) => ({ scope, key, note })));

/** Somebody else has put a note that this transaction does not see: the next one will. */
function conflicting(cause: unknown, notes: readonly PendingNote[]): EngineError {
  const scopes = [...new Set(notes.map(({ scope }) => scope))].join(', ');
  const error = duckdbError(cause, { subject: `the notes of ${scopes}` });
  if (error.errorClass !== 'duplicate_key') return error;
  return new EngineError('conflict', `${error.message}; somebody else has noted it meanwhile`, { cause });
}
