import type { SchedulerLike } from 'rxjs';
import { emits } from '../data/emits.ts';
import type { Engine } from '../data/engine.ts';
import { type Watermarks, watermarks } from '../data/watermarks/watermarks.ts';
import type { Signals } from '../signals/signals.ts';

/** What watermarks are told and timed by. */
export interface WatermarksForOptions {
  readonly signals: Signals;
  readonly scheduler: SchedulerLike;
}

/** The watermarks that are kept beside the rows of an engine, to be looked at and moved back. */
export const watermarksFor = (engine: Engine, { signals, scheduler }: WatermarksForOptions): Watermarks =>
  watermarks(engine, { emit: signals.emitter(emits).emit, scheduler });
