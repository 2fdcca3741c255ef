import { concatMap, defer, map, type Observable, of } from 'rxjs';
import type { Frame } from '../../definitions/frame.ts';
import {
  type IncrementalColumn,
  isByColumn,
  isByParts,
  type PipeIncremental,
} from '../../definitions/pipeIncremental.ts';
import { affectedParts } from '../changes/affectedParts.ts';
import { changesFrame } from '../changes/changesFrame.ts';
import { rowsOfParts } from '../changes/rowsOfParts.ts';
import { beyond, earlier } from './beyond.ts';
import type { Cursor } from './cursor.ts';
import { newest } from './newest.ts';
import { columnCursor, type Looked, type Unread } from './reading.ts';
import { tellNothing } from './tellNothing.ts';
import type { Watermark } from './watermark.ts';

/** What is beyond a watermark that is there, or nothing, which is told. */
export function unreadSince(looked: Looked): Observable<Unread | undefined> {
  const { by } = looked;
  return isByColumn(by) ? later(looked, by) : newer(looked, by);
}

function newer(
  looked: Looked,
  by: Exclude<PipeIncremental, IncrementalColumn>,
): Observable<Unread | undefined> {
  const { engine, entity, version } = looked;
  const { cursor } = looked.watermark as Watermark;
  const since = cursor.kind === 'version' ? cursor.version : 0;
  // Without a version there is no table, and whoever reads it is told so.
  if (version === since) return nothing(looked);
  const next: Cursor | undefined = version === undefined ? undefined : { kind: 'version', version };
  if (isByParts(by)) {
    const parts = affectedParts(engine, { entity, by: by.affected, after: since, upTo: version });
    const frame = rowsOfParts(engine, engine.read(entity), by.affected, parts);
    return of({ frame, parts, part: true, cursor: next, version });
  }
  const slice =
    by === 'version'
      ? ({ kind: 'rows', since } as const)
      : ({ kind: 'changes', after: since, ...(version !== undefined && { upTo: version }) } as const);
  const read = engine.read(entity, slice);
  return framed(read, looked, by).pipe(map((frame) => ({ frame, part: true, cursor: next, version })));
}

/** What a pipe is given of what is read: as it is, or of each key the last change. */
const framed = (
  read: Frame,
  { engine, entity }: Looked,
  by: Extract<PipeIncremental, string>,
): Observable<Frame> =>
  by === 'latest_changes' ? changesFrame(read, { rows: by, entity, inside: engine }) : of(read);

function later(looked: Looked, { column, lag = 0 }: IncrementalColumn): Observable<Unread | undefined> {
  const { engine, entity, version, watermark } = looked;
  if (version !== undefined && version === watermark?.version) return nothing(looked);
  return defer(() => {
    const last = watermark?.cursor.kind === 'column' ? watermark.cursor.value : 0;
    const from = earlier(last, lag);
    return newest(engine, entity, column, beyond(column, from)).pipe(
      concatMap((value) => {
        if (value === undefined) return nothing(looked);
        const most = value > last ? value : last;
        const frame = engine.read(entity, { kind: 'rows', where: beyond(column, from, most) });
        return of({ frame, part: true, cursor: columnCursor(column, most), version });
      }),
    );
  });
}

function nothing(looked: Looked): Observable<undefined> {
  tellNothing(looked);
  return of(undefined);
}
