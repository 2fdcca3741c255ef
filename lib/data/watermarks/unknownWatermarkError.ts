import { nearest } from '../../codec/nearest.ts';
import type { ReadingPlace } from './watermark.ts';

/** Nobody keeps a watermark of this reader on this entity. */
export class UnknownWatermarkError extends Error {
  override readonly name = 'UnknownWatermarkError';
  /** What was probably meant, if something is near enough. */
  readonly nearest: string | undefined;
  readonly readerId: string;
  readonly entityId: string;

  constructor({ readerId, entityId }: ReadingPlace, known: readonly ReadingPlace[]) {
    const own = known.filter((place) => place.readerId === readerId);
    const readers = known.map((place) => place.readerId);
    const expected = own.length > 0 ? `an entity that ${readerId} reads` : 'a reader that has a watermark';
    const [got, among] =
      own.length > 0 ? [entityId, own.map((place) => place.entityId)] : [readerId, readers];
    const meant = nearest(String(got), among);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    const none = known.length === 0 ? '; there are none yet' : '';
    super(`expected ${expected}, got "${String(got)}"${hint}${none}`);
    this.nearest = meant;
    this.readerId = readerId;
    this.entityId = entityId;
  }
}
