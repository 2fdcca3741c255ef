import type { SchedulerLike } from 'rxjs';
import { failureOf } from '../../signals/failureOf.ts';
import type { EmitEntity, Reporting } from '../reporting/reporting.ts';
import type { Cursor } from './cursor.ts';
import { cursorMove, toldCursor } from './cursorMove.ts';
import type { ReadingPlace, Watermark } from './watermark.ts';

/** How what happens to watermarks is told. */
export interface WatermarkTelling extends Pick<Reporting, 'settle'> {
  readonly emit: EmitEntity;
  readonly scheduler: SchedulerLike;
}

/** A watermark that was moved on, or back. */
export interface Moved {
  readonly place: ReadingPlace;
  readonly from: Cursor | undefined;
  readonly to: Cursor | undefined;
  readonly version: number | undefined;
}

const idsOf = ({ readerId, entityId }: ReadingPlace) => ({ readerId, entityId });

/** What stands for the version where an engine has none. */
const known = (version: number | undefined) => version ?? 'unknown';

/** Tells what was found at a place, after it was looked up. */
export function tellFound(
  place: ReadingPlace,
  found: Watermark | undefined,
  telling: WatermarkTelling,
): void {
  const { emit, scheduler } = telling;
  if (!found) {
    emit('watermark.watermark_missing', () => idsOf(place));
    return;
  }
  emit('watermark.watermark_found', () => ({
    ...idsOf(place),
    entityName: place.entityName ?? place.entityId,
    watermarkValue: toldCursor(found.cursor),
    version: known(found.version),
    lastUpdated: new Date(found.at).toISOString(),
    ageHours: Math.max(0, scheduler.now() - found.at) / 3_600_000,
  }));
}

/** Tells that a watermark was saved, once that is sure. */
export function tellSaved({ place, from, to, version }: Moved, { emit, settle }: WatermarkTelling): void {
  if (!to) return;
  const move = from && cursorMove(from, to);
  const newWatermark = toldCursor(to);
  const holds = () => {
    emit('watermark.after_save', () => ({
      ...idsOf(place),
      ...(from && { oldWatermark: toldCursor(from) }),
      newWatermark,
      ...(move?.delta !== undefined && { watermarkDelta: move.delta }),
      version: known(version),
    }));
    if (from && move?.advanced)
      emit('watermark.watermark_advanced', () => ({
        ...idsOf(place),
        ...{ oldWatermark: toldCursor(from), newWatermark, version: known(version) },
        ...(move.seconds !== undefined && { advancementSeconds: move.seconds }),
      }));
  };
  settle({
    holds,
    fails: (failure) => emit('watermark.save_failed', () => ({ ...idsOf(place), ...failure })),
  });
}

/** Tells that a watermark could not be saved. */
export const tellUnsaved = (place: ReadingPlace, error: unknown, { emit }: WatermarkTelling): void =>
  emit('watermark.save_failed', () => ({ ...idsOf(place), ...failureOf(error) }));

/** Tells that a watermark was moved back, or is left aside, once that is sure. */
export function tellReset(
  { place, from, to }: Pick<Moved, 'place' | 'from' | 'to'>,
  reason: string,
  { emit, settle }: WatermarkTelling,
): void {
  const holds = () =>
    emit('watermark.watermark_reset', () => ({
      ...idsOf(place),
      oldWatermark: from ? toldCursor(from) : 'none',
      ...(to && { newWatermark: toldCursor(to) }),
      reason,
    }));
  settle({ holds, fails: () => undefined });
}
