import { defer, map, type Observable } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';
import type { Engine } from '../engine.ts';
import { EngineError } from '../engineError.ts';
import type { Cursor, FileMark } from './cursor.ts';
import type { Looked, Unread } from './reading.ts';
import { tellNothing } from './tellNothing.ts';
import { tellReset } from './watermarkSignals.ts';

/**
 * The rows of files that are new or changed since they were last read, or all with a reason to start afresh; nothing
 * where there are none. A file that is gone is forgotten, and one that changed is read again as a whole.
 */
export function unreadFiles(looked: Looked, reason: string | undefined): Observable<Unread | undefined> {
  const { engine, entity, by, watermark, place, telling } = looked;
  return defer(() => {
    if (by !== 'version' || !engine.files?.fileSet) throw unsupported(engine, entity, by);
    return engine.files.fileSet(entity).pipe(
      map((files) => {
        const cursor: Cursor = { kind: 'files', files };
        if (reason !== undefined && watermark)
          tellReset({ place, from: watermark.cursor, to: cursor }, reason, telling);
        const last = reason === undefined ? watermark?.cursor : undefined;
        const known = last?.kind === 'files' ? last.files : {};
        const all = Object.keys(files);
        const fresh = all.filter((path) => !isSame(known[path], files[path]));
        if (fresh.length === 0) {
          tellNothing(looked);
          return undefined;
        }
        const part = fresh.length < all.length || last !== undefined;
        return { frame: frameOf(looked, fresh, all), part, cursor, version: undefined };
      }),
    );
  });
}

/** Some files of an entity; what stands for others in a path is meant as it is. */
function frameOf({ engine, entity }: Looked, fresh: readonly string[], all: readonly string[]): Frame {
  if (fresh.length === all.length) return engine.read(entity);
  const paths = fresh.map((path) => path.replace(/[[*?]/g, '[$&]'));
  return engine.read({ ...entity, files: { ...entity.files, paths } });
}

const isSame = (one: FileMark | undefined, other: FileMark | undefined) =>
  one !== undefined &&
  other !== undefined &&
  'size' in one &&
  'size' in other &&
  one.size === other.size &&
  one.modifiedAt === other.modifiedAt;

function unsupported({ name }: Engine, { id: entityId }: Entity, by: Looked['by']): EngineError {
  const message =
    by === 'version'
      ? `${entityId}: expected an engine that tells which files there are, got ${name}`
      : `${entityId}: expected incremental: true, as its rows are in files, which tell no changes, got ${JSON.stringify(by)}`;
  return new EngineError('unsupported', message, { entityId });
}
