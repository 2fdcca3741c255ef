import type { Observable, SchedulerLike } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { Signals } from '../signals/signals.ts';

/** Who reads what. */
export interface WatermarkPlace {
  readonly readerId: string;
  readonly entityId: string;
}

/** How far a reader has read an entity, and since when. */
export interface ProjectWatermark extends WatermarkPlace {
  readonly cursor: unknown;
  readonly version: number | undefined;
  readonly at: number;
  readonly ageMs: number;
}

/** The watermarks of a project, to be looked at and moved back. */
export interface ProjectWatermarks {
  /** All of them; one emission. */
  all(): Observable<readonly ProjectWatermark[]>;
  /** Has a reader start afresh. */
  reset(place: WatermarkPlace, options: { readonly reason: string }): Observable<unknown>;
  /** Moves a watermark back to a version or a value of its column. */
  rewind(
    place: WatermarkPlace,
    to: number | string | Date,
    options: { readonly reason: string },
  ): Observable<unknown>;
}

/** What watermarks are told and timed by. */
export interface WatermarksForOptions {
  readonly signals: Signals;
  readonly scheduler: SchedulerLike;
}

/** The watermarks that are kept beside the rows of an engine; nothing while nobody keeps any. */
export function watermarksFor(
  _engine: Engine,
  _options: WatermarksForOptions,
): ProjectWatermarks | undefined {
  return undefined;
}
