import { concatMap, map, type Observable, of } from 'rxjs';
import { isByColumn } from '../../definitions/pipeIncremental.ts';
import type { Engine } from '../engine.ts';
import { foundWatermark } from './foundWatermark.ts';
import type { Looked, Reading, Unread } from './reading.ts';
import { reasonToStartAfresh } from './reasonToStartAfresh.ts';
import { unreadFiles } from './unreadFiles.ts';
import { unreadFromStart } from './unreadFromStart.ts';
import { unreadSince } from './unreadSince.ts';
import type { ReadingPlace } from './watermark.ts';
import type { WatermarkTelling } from './watermarkSignals.ts';

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
      if (entity.files && !isByColumn(looked.by)) return unreadFiles(looked, reason);
      const isFirst = looked.watermark === undefined;
      return isFirst || reason !== undefined ? unreadFromStart(looked, reason) : unreadSince(looked);
    }),
  );
}

function tellVersion({ entity, watermark, version, telling: { emit } }: Looked): void {
  const oldVersion = watermark?.version;
  if (oldVersion === undefined || version === undefined || oldVersion === version) return;
  const newVersion = version;
  emit('watermark.version_changed', () => ({ entityId: entity.id, oldVersion, newVersion }));
}
