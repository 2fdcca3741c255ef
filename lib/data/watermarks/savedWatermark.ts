import { catchError, concat, concatMap, defer, type Observable, of } from 'rxjs';
import type { Engine } from '../engine.ts';
import { type Cursor, checkedCursor } from './cursor.ts';
import { toldCursor } from './cursorMove.ts';
import {
  type KeptWatermark,
  type ReadingPlace,
  shownWatermark,
  type Watermark,
  type WatermarkMove,
} from './watermark.ts';
import { readWatermark, writeWatermark } from './watermarkNotes.ts';
import { tellSaved, tellUnsaved, type WatermarkTelling } from './watermarkSignals.ts';

/** What is saved where. */
export interface Saving {
  readonly place: ReadingPlace;
  readonly cursor: Cursor;
  readonly version: number | undefined;
}

/** Moves a watermark to a cursor; emits what was there before. */
export function savedWatermark(
  engine: Engine,
  { place, cursor, version }: Saving,
  telling: WatermarkTelling,
): Observable<Watermark | undefined> {
  const { readerId, entityId } = place;
  const newWatermark = toldCursor(checkedCursor(cursor));
  telling.emit('watermark.before_save', () => ({ readerId, entityId, newWatermark }));
  return readWatermark(engine, place).pipe(
    concatMap((old) => {
      const at = telling.scheduler.now();
      const moves = (old?.moves ?? 0) + 1;
      const next: KeptWatermark = { readerId, entityId, cursor, farthest: cursor, version, at, moves };
      const from = old?.cursor;
      const move: WatermarkMove = {
        ...{ move: 'saved', at, from: from && toldCursor(from), to: newWatermark },
        ...{ version, reason: undefined },
      };
      const told = defer(() => {
        tellSaved({ place, from, to: cursor, version }, telling);
        return of(shownWatermark(old));
      });
      return concat(writeWatermark(engine, next, move), told);
    }),
    catchError((error: unknown) => {
      tellUnsaved(place, error, telling);
      throw error;
    }),
  );
}
