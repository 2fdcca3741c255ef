import { describe, expect, it } from '@jest/globals';
import { concat, defer, ignoreElements, NEVER, type Observable, of, Subject, throwError, VirtualTimeScheduler } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { Signals } from '../../lib/signals/signals.ts';
import type { DimensionChange } from '../../lib/streaming/dimensionChange.ts';
import { type DimensionPush, type WatchDimensionsOptions, watchDimensions } from '../../lib/streaming/dimensions.ts';
import type { Detection } from '../../lib/streaming/detection.ts';
import { rowsHash } from '../../lib/streaming/rowsHash.ts';
import type { WatchedDimension } from '../../lib/streaming/watchedDimension.ts';

const stores = entity('d.stores');
const goods = entity('d.goods');

/** An engine in memory whose tables are there, a clock, and what a watch on them tells. */
function watching(watched: readonly (WatchedDimension | typeof stores | typeof goods)[], options: Partial<WatchDimensionsOptions> = {}) {
  const scheduler = new VirtualTimeScheduler(undefined, Number.POSITIVE_INFINITY);
  const engine = memoryEngine();
  const asked: string[][] = [];
  const counting: Engine = {
    ...engine,
    versions: (ids) => defer(() => {
      asked.push([...ids]);
      return engine.versions(ids);
    }),
  };
  const signals = new Signals({ scheduler });
  const told: string[] = [];
  signals.of('dimension.*').subscribe(({ name, payload }) => told.push(`${scheduler.now()} ${name.slice(10)} ${payload.entityId}`));
  const changes: DimensionChange[] = [];
  const errors: unknown[] = [];
  const write = (to: typeof stores | typeof goods, ...rows: Record<string, unknown>[]) => {
    concat(engine.ensure(to), engine.write(to, [rows], { kind: 'append' } as never)).subscribe({ error: (error) => { throw error; } });
  };
  const changes$ = watchDimensions(watched, {
    engine: counting, signals, scheduler, every: 10, stretch: 1, longest: 10, jitter: 0, ...options,
  });
  const start = () => changes$.subscribe({ next: (change) => changes.push(change), error: (error) => errors.push(error) });
  /** Runs until that time; the poll never ends by itself. */
  const until = (time: number) => {
    scheduler.maxFrames = time;
    scheduler.flush();
  };
  return { scheduler, engine, asked, told, changes, changes$, errors, write, start, until, signals };
}
