import { EngineError } from '../engineError.ts';
import { duckdbError } from './duckdbError.ts';
import { OWN } from './ownNames.ts';
import type { PendingNote } from './pendingNotes.ts';
import type { Session } from './session.ts';

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

/** Most notes are there already, and to change one costs a fifth of putting one in its place. */
async function changed(session: Session, notes: readonly PendingNote[]): Promise<void> {
  const maybe = notes.filter(({ isThere }) => isThere !== false);
  const count = maybe.length === 0 ? 0 : await changeAll(session, maybe);
  const isUnclear = count < maybe.length;
  const fresh = isUnclear ? notes : notes.filter(({ isThere }) => isThere === false);
  if (fresh.length === 0) return;
  const absent = isUnclear ? `where not exists (select 1 from ${OWN}.notes n where ${same})` : '';
  await session.again(
    `insert into ${OWN}.notes select one.scope, one.key, one.note from ${rows} ${absent}`,
    [textOf(fresh)],
  );
}

async function changeAll(session: Session, notes: readonly PendingNote[]): Promise<number> {
  const [one] = notes;
  if (one?.note !== undefined && notes.length === 1)
    return await session.count(`update ${OWN}.notes set note = $3 where scope = $1 and key = $2`, [
      ...[one.scope, one.key, one.note],
    ]);
  return await session.count(`update ${OWN}.notes as n set note = one.note from ${rows} where ${same}`, [
    textOf(notes),
  ]);
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
