import { concatMap, defer, map, shareReplay, zip } from 'rxjs';
import type { Slice } from '../data/slice.ts';
import { type ColumnBatch, columnBatch } from '../definitions/columnBatch.ts';
import { columnsToRows } from '../definitions/columnsToRows.ts';
import type { Entity } from '../definitions/entity.ts';
import { type Frame, frameBrand, type RowsOptions } from '../definitions/frame.ts';
import type { CacheAdvice } from '../planning/plan.ts';
import type { Agenda } from './agenda.ts';
import type { RunningCall } from './runningCall.ts';

/** What the frames of a run that are kept have to do with. */
export interface SharedFramesOptions {
  readonly agenda: Agenda;
  readonly advice: readonly CacheAdvice[];
  /** Is told whether a pipe was given what was there, or was the first to ask. */
  readonly asked: (name: 'cache_hit' | 'cache_miss', call: RunningCall, entityId: string) => void;
}

/**
 * Frames that several pipes of a run read, kept in memory from the first reading until the last of these
 * pipes has ended. They are kept by entity and slice: whoever reads all of an entity is never given a part
 * that somebody else asked for.
 */
export class SharedFrames {
  readonly #options: SharedFramesOptions;
  /** How many readers of each entity have not ended. */
  readonly #readers: Map<string, number>;
  readonly #kept = new Map<string, Map<string, Frame>>();

  constructor(options: SharedFramesOptions) {
    this.#options = options;
    this.#readers = new Map(options.advice.map(({ entityId, consumers }) => [entityId, consumers.length]));
  }

  /** The frame of an entity, shared where the plan advises it. */
  frame(entity: Entity, slice: Slice, call: RunningCall): Frame {
    const { asked } = this.#options;
    const own = call.pipe.output?.id === entity.id;
    if (!this.#readers.has(entity.id) || own) return call.engine.read(entity, slice);
    const frames = this.#kept.get(entity.id) ?? new Map<string, Frame>();
    this.#kept.set(entity.id, frames);
    const key = JSON.stringify(slice, withDates);
    const known = frames.get(key);
    asked(known ? 'cache_hit' : 'cache_miss', call, entity.id);
    const frame = known ?? kept(call.engine.read(entity, slice));
    frames.set(key, frame);
    return frame;
  }

  /** A pipe has ended; what nobody else reads is let go. */
  release(member: number): void {
    const { inputs = [], output } = this.#options.agenda.pipes[member] ?? {};
    for (const { id } of inputs) {
      const left = (this.#readers.get(id) ?? 0) - (output?.id === id ? 0 : 1);
      if (!this.#readers.has(id)) continue;
      this.#readers.set(id, left);
      if (left <= 0) this.#kept.delete(id);
    }
  }
}

/**
 * A frame that is read once, whoever asks, unless all leave before its end. It is kept as columns, which need
 * less room than rows; each reader gets batches, or rows, of its own.
 */
function kept(frame: Frame): Frame {
  const kept$ = frame.batches().pipe(shareReplay({ bufferSize: Number.POSITIVE_INFINITY, refCount: true }));
  const batches = ({ batchSize, demand }: RowsOptions = {}) =>
    defer(() => {
      const cut$ = kept$.pipe(concatMap((batch) => cut(batch, batchSize)));
      return demand ? zip(cut$, demand).pipe(map(([batch]) => batch)) : cut$;
    });
  return {
    [frameBrand]: true,
    entityId: frame.entityId,
    columns: () => frame.columns(),
    rows: (options) => batches(options).pipe(map(columnsToRows)),
    batches,
  };
}

/** Parts of a batch, each with values of its own. */
function cut({ rowCount, columns }: ColumnBatch, size = rowCount): readonly ColumnBatch[] {
  if (rowCount > 0 && !(size >= 1)) throw new RangeError(`expected a batchSize of at least 1, got ${size}`);
  const entries = Object.entries(columns);
  return Array.from({ length: Math.ceil(rowCount / size) }, (_, i) => {
    const [from, to] = [i * size, Math.min(rowCount, (i + 1) * size)];
    const parts = entries.map(([name, values]) => [name, values.slice(from, to)] as const);
    return columnBatch(Object.fromEntries(parts), to - from);
  });
}

/** Values that JSON has no words for, or the same words as for others. */
function withDates(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Readonly<Record<string, unknown>>)[key];
  if (raw instanceof Date) return { date: raw.getTime() };
  const isLost = typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
  return isLost ? { [typeof value]: String(value) } : value;
}
