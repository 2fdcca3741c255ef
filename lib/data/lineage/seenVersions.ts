import { defer, EMPTY, type Observable } from 'rxjs';
import type { Engine } from '../engine.ts';
import type { Note } from '../note.ts';
import type { RowLineage } from './rowLineage.ts';

/** Where it is noted from which version of its package each pipe came last. */
const SCOPE = 'lineage';

/** From which version of its package each pipe came when it last wrote, by id; one emission. */
export const seenVersions = (engine: Engine): Observable<ReadonlyMap<string, Note>> =>
  defer(() => engine.notes(SCOPE));

/** A pipe comes from another package or version than before. */
export interface VersionChange {
  readonly oldVersion: string;
  readonly newVersion: string;
}

/** What is another than was noted last; nothing where that is the same, or nothing was. */
export function versionChange(
  note: Note | undefined,
  { packageVersion }: RowLineage,
): VersionChange | undefined {
  const oldVersion = versionIn(note);
  if (oldVersion === undefined || oldVersion === packageVersion) return undefined;
  return { oldVersion, newVersion: packageVersion };
}

/** Notes from which version a pipe comes, unless that is known. */
export function noteVersion(
  engine: Engine,
  note: Note | undefined,
  lineage: RowLineage,
): Observable<never> {
  const { pipeId, packageName, packageVersion } = lineage;
  if (versionIn(note) === packageVersion && nameIn(note) === packageName) return EMPTY;
  return defer(() => engine.note(SCOPE, [[pipeId, { packageName, packageVersion }]]));
}

const fieldIn = (note: Note | undefined, field: string): string | undefined => {
  if (typeof note !== 'object' || note === null || Array.isArray(note)) return undefined;
  const value = (note as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
};
const versionIn = (note: Note | undefined) => fieldIn(note, 'packageVersion');
const nameIn = (note: Note | undefined) => fieldIn(note, 'packageName');
