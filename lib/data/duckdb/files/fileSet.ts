import { stat } from 'node:fs/promises';
import type { Entity } from '../../../definitions/entity.ts';
import type { FileMark } from '../../watermarks/cursor.ts';
import type { Session } from '../connection/session.ts';
import { describeEntityFiles } from './describeEntityFiles.ts';

/** The files that there are of an entity, with how big they are and when they were changed. */
export async function fileSet(
  session: Session,
  entity: Entity,
): Promise<Readonly<Record<string, FileMark>>> {
  const { files } = await describeEntityFiles(session, entity);
  const marks: Record<string, FileMark> = {};
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE);
    const found = await Promise.all(some.map((path) => stat(path)));
    for (const [i, { size, mtimeMs }] of found.entries())
      marks[some[i] as string] = { size, modifiedAt: Math.trunc(mtimeMs) };
  }
  return marks;
}

/** How many files are looked at together. */
const AT_ONCE = 64;
