import type { Engine } from '../data/engine.ts';
import type { Note } from '../data/note.ts';
import { allOf, oneOf } from './engineChecks.ts';

/** Notes what a record says. */
export async function note(
  engine: Engine,
  scope: string,
  notes: Readonly<Record<string, Note | undefined>>,
): Promise<void> {
  await allOf(engine.note(scope, Object.entries(notes)));
}

/** The notes of a scope, in the order that the engine gives them. */
export async function notesOf(
  engine: Engine,
  scope: string,
  keys?: readonly string[],
): Promise<(readonly [string, Note])[]> {
  return [...(await oneOf(engine.notes(scope, keys)))];
}
