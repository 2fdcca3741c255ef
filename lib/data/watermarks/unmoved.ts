import { defer, forkJoin, map, type Observable, of } from 'rxjs';
import type { Engine } from '../engine.ts';
import type { Looked, Reading } from './reading.ts';
import { reasonToStartAfresh } from './reasonToStartAfresh.ts';
import { tellNothing } from './tellNothing.ts';
import { type ReadingPlace, shownWatermark } from './watermark.ts';
import { readWatermarksAt } from './watermarkNotes.ts';
import { tellFound, type WatermarkTelling } from './watermarkSignals.ts';

/**
 * Which of many readings have nothing new, as far as versions tell; one emission. It takes two questions,
 * however many readings there are.
 */
export function unmoved(
  engine: Engine,
  readings: readonly Reading[],
  telling: WatermarkTelling,
): Observable<ReadonlySet<Reading>> {
  if (readings.length === 0 || !engine.capabilities.versions) return of(new Set<Reading>());
  const places = readings.map(placeOf);
  const ids = readings.flatMap(({ entity, outputId }) => (outputId ? [entity.id, outputId] : [entity.id]));
  return defer(() =>
    forkJoin([readWatermarksAt(engine, places), engine.versions([...new Set(ids)])]).pipe(
      map(([kept, versions]) => {
        const looked = readings.map(
          (reading, i): Looked => ({
            ...{ ...reading, engine, telling, place: placeOf(reading), watermark: shownWatermark(kept[i]) },
            version: versions.get(reading.entity.id),
            lacksOutput: reading.outputId !== undefined && !versions.has(reading.outputId),
          }),
        );
        return new Set(readings.filter((_, i) => isUnmoved(looked[i] as Looked)));
      }),
    ),
  );
}

const placeOf = ({ readerId, entity }: Reading): ReadingPlace => ({
  ...{ readerId, entityId: entity.id, entityName: entity.name },
});

function isUnmoved(looked: Looked): boolean {
  const { watermark, version, full, place, telling } = looked;
  if (!watermark || version === undefined || full !== undefined) return false;
  const { cursor } = watermark;
  const last = cursor.kind === 'version' ? cursor.version : watermark.version;
  if (last !== version || reasonToStartAfresh(looked) !== undefined) return false;
  const { readerId, entityId } = place;
  telling.emit('watermark.before_get', () => ({ readerId, entityId }));
  tellFound(place, watermark, telling);
  tellNothing(looked);
  return true;
}
