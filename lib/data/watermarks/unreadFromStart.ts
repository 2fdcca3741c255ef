import { map, type Observable, of } from 'rxjs';
import { isByColumn, isByParts } from '../../definitions/pipeIncremental.ts';
import { snapshotFrame } from '../changes/changesFrame.ts';
import type { Cursor } from './cursor.ts';
import { newest } from './newest.ts';
import { columnCursor, type Looked, type Unread } from './reading.ts';
import { tellReset } from './watermarkSignals.ts';

/** Everything that is there; why a watermark is left aside is told. */
export function unreadFromStart(looked: Looked, reason: string | undefined): Observable<Unread> {
  const { engine, entity, by, version, watermark, place, telling } = looked;
  const told = (cursor: Cursor | undefined): void => {
    if (reason !== undefined && watermark)
      tellReset({ place, from: watermark.cursor, to: cursor }, reason, telling);
  };
  const frame = engine.read(entity);
  if (!isByColumn(by)) {
    const cursor: Cursor | undefined = version === undefined ? undefined : { kind: 'version', version };
    told(cursor);
    const read =
      by === 'version' || isByParts(by)
        ? frame
        : snapshotFrame(frame, version ?? 0, { rows: by, entity, inside: engine });
    return of({ frame: read, part: false, cursor, version });
  }
  return newest(engine, entity, by.column, undefined).pipe(
    map((value) => {
      const cursor = value === undefined ? undefined : columnCursor(by.column, value);
      told(cursor);
      return { frame, part: false, cursor, version };
    }),
  );
}
