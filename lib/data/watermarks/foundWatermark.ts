import { defer, map, type Observable, tap } from 'rxjs';
import type { Engine } from '../engine.ts';
import { type ReadingPlace, shownWatermark, type Watermark } from './watermark.ts';
import { readWatermark } from './watermarkNotes.ts';
import { tellFound, type WatermarkTelling } from './watermarkSignals.ts';

/** Looks a watermark up, and tells of it; one emission. */
export const foundWatermark = (
  engine: Engine,
  place: ReadingPlace,
  telling: WatermarkTelling,
): Observable<Watermark | undefined> =>
  defer(() => {
    const { readerId, entityId } = place;
    telling.emit('watermark.before_get', () => ({ readerId, entityId }));
    return readWatermark(engine, place).pipe(
      map(shownWatermark),
      tap((found) => tellFound(place, found, telling)),
    );
  });
