import { concatMap, defer, map, type Observable, of } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';
import type { PipeIncremental } from '../../definitions/pipeSettings.ts';
import type { Engine } from '../engine.ts';
import { asInserts } from './asInserts.ts';
import { beyond, earlier } from './beyond.ts';
import type { Cursor, CursorValue } from './cursor.ts';
import { toldCursor } from './cursorMove.ts';
import { foundWatermark } from './foundWatermark.ts';
import { newest } from './newest.ts';
import type { ReadingPlace, Watermark } from './watermark.ts';
import { tellReset, type WatermarkTelling } from './watermarkSignals.ts';

/** Who reads what, and how it is told what is new. */
export interface Reading {
  readonly readerId: string;
  readonly entity: Entity;
  readonly by: PipeIncremental;
  /** What the reader writes: where its table is gone, everything is read again. @default it is not looked at */
  readonly outputId?: string | undefined;
  /** Has everything read, for the reason that is told. @default what is new */
  readonly full?: string | undefined;
}

/** What a reader has not read yet. */
export interface Unread {
  readonly frame: Frame;
  /** Whether it is less than everything. */
  readonly part: boolean;
  /** Where the watermark is to be when it is read; nothing where there is no such place. */
  readonly cursor: Cursor | undefined;
  /** The version that the entity has now. */
  readonly version: number | undefined;
}

interface Looked extends Reading {
  readonly engine: Engine;
  readonly place: ReadingPlace;
  readonly telling: WatermarkTelling;
  readonly watermark: Watermark | undefined;
  readonly version: number | undefined;
  readonly lacksOutput: boolean;
}

/**
 * Finds out what a reader has not read yet, bounded above by what is there now; one emission, of nothing
 * where there is nothing new. To be asked inside of the transaction that reads it and saves the watermark.
 */
export function unread(
  engine: Engine,
  reading: Reading,
  telling: WatermarkTelling,
): Observable<Unread | undefined> {
  const { readerId, entity, outputId } = reading;
  const place: ReadingPlace = { readerId, entityId: entity.id, entityName: entity.name };
  const ids = outputId === undefined ? [entity.id] : [entity.id, outputId];
  const versions$: Observable<ReadonlyMap<string, number> | undefined> = engine.capabilities.versions
    ? engine.versions(ids)
    : of(undefined);
  return foundWatermark(engine, place, telling).pipe(
    concatMap((watermark) =>
      versions$.pipe(
        map(
          (versions): Looked => ({
            ...{ ...reading, engine, place, telling, watermark },
            version: versions?.get(entity.id),
            lacksOutput: versions !== undefined && outputId !== undefined && !versions.has(outputId),
          }),
        ),
      ),
    ),
    concatMap((looked) => {
      tellVersion(looked);
      const reason = looked.full ?? reasonToStartAfresh(looked);
      if (!looked.watermark || reason !== undefined) return everything(looked, reason);
      return looked.by === 'version' || looked.by === 'changes'
        ? newer(looked, looked.by)
        : later(looked, looked.by);
    }),
  );
}

function tellVersion({ entity, watermark, version, telling: { emit } }: Looked): void {
  const oldVersion = watermark?.version;
  if (oldVersion === undefined || version === undefined || oldVersion === version) return;
  const newVersion = version;
  emit('watermark.version_changed', () => ({ entityId: entity.id, oldVersion, newVersion }));
}

/** Why a watermark that is there tells nothing. */
function reasonToStartAfresh({
  by,
  watermark,
  version,
  lacksOutput,
  outputId,
}: Looked): string | undefined {
  if (!watermark) return undefined;
  const { cursor } = watermark;
  if (lacksOutput) return `there is no table of ${outputId} any more`;
  const [was, is] = [waysOf(cursor), typeof by === 'string' ? 'its version' : `its column ${by.column}`];
  if (was !== is) return `it was read by ${was} and is read by ${is} now`;
  if (cursor.kind === 'version' && version !== undefined && version < cursor.version)
    return `its version is ${version}, which is before the one that was read`;
  return undefined;
}

function waysOf(cursor: Cursor): string {
  if (cursor.kind === 'version') return 'its version';
  return cursor.kind === 'column' ? `its column ${cursor.column}` : 'its files';
}

function everything(looked: Looked, reason: string | undefined): Observable<Unread> {
  const { engine, entity, by, version, watermark, place, telling } = looked;
  const told = (cursor: Cursor | undefined): void => {
    if (reason !== undefined && watermark)
      tellReset({ place, from: watermark.cursor, to: cursor }, reason, telling);
  };
  const frame = engine.read(entity);
  if (by === 'version' || by === 'changes') {
    const cursor: Cursor | undefined = version === undefined ? undefined : { kind: 'version', version };
    told(cursor);
    const read = by === 'changes' ? asInserts(engine, frame, version ?? 0) : frame;
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

const columnCursor = (column: string, value: CursorValue): Cursor => ({ kind: 'column', column, value });

function newer(looked: Looked, by: 'version' | 'changes'): Observable<Unread | undefined> {
  const { engine, entity, version } = looked;
  const { cursor } = looked.watermark as Watermark;
  const since = cursor.kind === 'version' ? cursor.version : 0;
  // Without a version there is no table, and whoever reads it is told so.
  if (version === since) return nothing(looked);
  const slice =
    by === 'version'
      ? ({ kind: 'rows', since } as const)
      : ({ kind: 'changes', after: since, ...(version !== undefined && { upTo: version }) } as const);
  const next: Cursor | undefined = version === undefined ? undefined : { kind: 'version', version };
  return of({ frame: engine.read(entity, slice), part: true, cursor: next, version });
}

function later(
  looked: Looked,
  { column, lag = 0 }: Exclude<PipeIncremental, string>,
): Observable<Unread | undefined> {
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

function nothing({ place, watermark, telling }: Looked): Observable<undefined> {
  const { readerId, entityId } = place;
  telling.emit('watermark.no_new_data', () => ({
    ...{ readerId, entityId },
    watermarkValue: toldCursor((watermark as Watermark).cursor),
  }));
  return of(undefined);
}
