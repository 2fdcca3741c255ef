import { toldCursor } from './cursorMove.ts';
import type { Looked } from './reading.ts';

/** Tells that there is nothing beyond a watermark that is there. */
export function tellNothing({ place, watermark, telling }: Looked): void {
  if (!watermark) return;
  const { readerId, entityId } = place;
  telling.emit('watermark.no_new_data', () => ({
    ...{ readerId, entityId, watermarkValue: toldCursor(watermark.cursor) },
  }));
}
