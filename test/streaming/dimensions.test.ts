import { describe, expect, it } from '@jest/globals';
import { concat, defer, NEVER, of, Subject, throwError, VirtualTimeScheduler } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { type Entity, entity } from '../../lib/definitions/entity.ts';
import { Signals } from '../../lib/signals/signals.ts';
import type { Detection } from '../../lib/streaming/dimensions/detection.ts';
import type { DimensionChange } from '../../lib/streaming/dimensions/dimensionChange.ts';
import type { DimensionPush } from '../../lib/streaming/dimensions/pushedDimensions.ts';
import { rowsHash } from '../../lib/streaming/dimensions/rowsHash.ts';
import {
  type WatchDimensionsOptions,
  watchDimensions,
} from '../../lib/streaming/dimensions/watchDimensions.ts';
import type { WatchedDimension } from '../../lib/streaming/dimensions/watchedDimension.ts';

const columns = { id: 'number', name: 'string' };
const stores = entity('d.stores', { schema: columns });
const goods = entity('d.goods', { schema: columns });

/** An engine in memory whose tables are there, a clock, and what a watch on them tells. */
function watching(
  watched: readonly (WatchedDimension | Entity)[],
  options: Partial<WatchDimensionsOptions> = {},
) {
  const scheduler = new VirtualTimeScheduler(undefined, Number.POSITIVE_INFINITY);
  const engine = memoryEngine();
  const asked: string[][] = [];
  const counting: Engine = {
    ...engine,
    versions: (ids) =>
      defer(() => {
        asked.push([...ids]);
        return engine.versions(ids);
      }),
  };
  const signals = new Signals({ scheduler });
  const told: string[] = [];
  signals
    .of('dimension.*')
    .subscribe(({ name, payload }) =>
      told.push(`${scheduler.now()} ${name.slice(10)} ${payload.entityId}`),
    );
  const changes: DimensionChange[] = [];
  const errors: unknown[] = [];
  const write = (to: Entity, ...rows: Record<string, unknown>[]) => {
    concat(engine.ensure(to), engine.write(to, of(rows), { mode: 'append' })).subscribe({
      error: (error) => {
        throw error;
      },
    });
  };
  const changes$ = watchDimensions(watched, {
    engine: counting,
    signals,
    scheduler,
    every: 10,
    stretch: 1,
    longest: 10,
    jitter: 0,
    ...options,
  });
  const start = () =>
    changes$.subscribe({ next: (change) => changes.push(change), error: (error) => errors.push(error) });
  /** Runs until that time; the poll never ends by itself. */
  const until = (time: number) => {
    scheduler.maxFrames = time;
    scheduler.flush();
  };
  return { scheduler, engine, asked, told, changes, changes$, errors, write, start, until, signals };
}

const row = { id: 1, name: 'x' };

describe('watchDimensions', () => {
  it('asks for all versions in one call, and tells what changed', () => {
    const { asked, told, changes, write, start, until } = watching([stores, goods]);
    write(stores, row);
    write(goods, row);
    const subscription = start();
    until(15);
    write(stores, row);
    write(goods, row);
    until(25);
    subscription.unsubscribe();

    expect(asked).toEqual([
      ['d.stores', 'd.goods'],
      ['d.stores', 'd.goods'],
      ['d.stores', 'd.goods'],
    ]);
    expect(changes).toEqual([
      { entityId: 'd.stores', oldVersion: 1, newVersion: 2, changeClass: 'data' },
      { entityId: 'd.goods', oldVersion: 1, newVersion: 2, changeClass: 'data' },
    ]);
    expect(told).toEqual([
      '0 watch_started d.stores',
      '0 watch_started d.goods',
      '20 changed d.stores',
      '20 changed d.goods',
      '20 watch_stopped d.stores',
      '20 watch_stopped d.goods',
    ]);
  });

  it('is shared by all who subscribe', () => {
    const { asked, write, start, until, changes } = watching([stores]);
    write(stores, row);
    start();
    start();
    write(stores, row);
    until(15);

    expect(asked).toHaveLength(2);
    expect(changes).toHaveLength(2);
  });

  it('tells what is pushed at once, and not again when the poll sees it', () => {
    const pushes$ = new Subject<DimensionPush>();
    const { changes, told, write, start, until, scheduler } = watching([stores], { pushes$ });
    write(stores, row);
    start();
    scheduler.schedule(() => {
      write(stores, row);
      pushes$.next({ entityId: 'd.stores', newVersion: 2, changeClass: 'metadata' });
      pushes$.next({ entityId: 'somebody', newVersion: 7 });
    }, 3);
    until(45);

    expect(changes).toEqual([
      { entityId: 'd.stores', oldVersion: 1, newVersion: 2, changeClass: 'metadata' },
    ]);
    expect(told).toEqual(['0 watch_started d.stores', '3 changed d.stores']);
  });

  it('takes no push for news that is older than what was seen', () => {
    const pushes$ = new Subject<DimensionPush>();
    const { changes, write, start, until } = watching([stores], { pushes$ });
    write(stores, row);
    write(stores, row);
    start();
    pushes$.next({ entityId: 'd.stores', newVersion: 1 });
    until(25);

    expect(changes).toEqual([]);
  });

  it('reports a dimension without a table, goes on with the others, and starts when it is there', () => {
    const { changes, told, write, start, until } = watching([stores, goods]);
    write(stores, row);
    start();
    until(5);
    write(stores, row);
    write(goods, row);
    until(15);

    expect(told).toEqual([
      '0 check_failed d.goods',
      '0 watch_started d.stores',
      '10 watch_started d.goods',
      '10 changed d.stores',
    ]);
    expect(changes).toHaveLength(1);
  });

  it('leaves out the one that the engine blames, and asks for the rest', () => {
    const memory = memoryEngine();
    const engine: Engine = {
      ...memory,
      versions: (ids) =>
        ids.includes('d.goods')
          ? throwError(() => new EngineError('unavailable', 'no', { entityId: 'd.goods' }))
          : memory.versions(ids),
    };
    const { told, start, until } = watching([stores, goods], { engine });
    concat(memory.ensure(stores)).subscribe();
    start();
    until(5);

    expect(told).toEqual(['0 check_failed d.goods', '0 watch_started d.stores']);
  });

  it('forgets nothing when the engine fails, and reports all', () => {
    const memory = memoryEngine();
    let fails = false;
    const engine: Engine = {
      ...memory,
      versions: (ids) => (fails ? throwError(() => new Error('down')) : memory.versions(ids)),
    };
    const { told, changes, start, until } = watching([stores], { engine });
    concat(memory.ensure(stores), memory.write(stores, of([row]), { mode: 'append' })).subscribe();
    start();
    fails = true;
    until(12);
    memory.write(stores, of([row]), { mode: 'append' }).subscribe();
    fails = false;
    until(60);

    expect(told.filter((line) => line.includes('check_failed')).length).toBeGreaterThan(0);
    expect(changes).toEqual([{ entityId: 'd.stores', oldVersion: 1, newVersion: 2, changeClass: 'data' }]);
  });

  it('goes on when one dimension never answers', () => {
    const memory = memoryEngine();
    const engine: Engine = {
      ...memory,
      schema: (of) => (of.id === 'd.goods' ? NEVER : memory.schema(of)),
    };
    const { told, start, until } = watching([goods, stores], { engine, checkWithin: 4 });
    concat(memory.ensure(stores), memory.ensure(goods)).subscribe();
    start();
    until(9);

    expect(told).toEqual(['4 check_failed d.goods', '4 watch_started d.stores']);
  });

  it('says that columns were added or broke', () => {
    const memory = memoryEngine();
    let now: Record<string, string> = { id: 'number' };
    const engine: Engine = { ...memory, schema: () => defer(() => of(now)) };
    const { changes, start, until } = watching([stores], { engine });
    const write = () => memory.write(stores, of([row]), { mode: 'append' }).subscribe();
    memory.ensure(stores).subscribe();
    start();
    for (const [time, columnsThen] of [
      [5, { id: 'number', more: 'string' }],
      [15, { id: 'string', more: 'string' }],
    ] as const) {
      until(time);
      now = columnsThen;
      write();
    }
    until(25);

    expect(changes.map(({ changeClass }) => changeClass)).toEqual(['additive', 'breaking']);
  });

  it.each<readonly [string, Detection, number | undefined, readonly (readonly [unknown, unknown])[]]>([
    [
      'by version',
      { by: 'version' },
      undefined,
      [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    ],
    [
      'by how many rows there are',
      { by: 'rowCount' },
      undefined,
      [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    ],
    ['by how many rows there are, where enough are new', { by: 'rowCount' }, 2, [[1, 3]]],
    [
      'by a watermark',
      { by: 'watermark', column: 'id' },
      undefined,
      [
        [1, 2],
        [2, 9],
      ],
    ],
    ['by a watermark, where it moved far enough', { by: 'watermark', column: 'id' }, 8, [[1, 9]]],
    ['by a function', { by: 'function', mark: () => of('same') }, undefined, []],
  ])('tells changes %s', (_, detect, minimumDelta, expected) => {
    const { changes, write, start, until } = watching([
      { entity: stores, detect, ...(minimumDelta !== undefined && { minimumDelta }) },
    ]);
    write(stores, row);
    start();
    [2, 9, 3].forEach((id, i) => {
      until(10 * i + 5);
      write(stores, { id, name: 'x' });
    });
    until(45);

    expect(changes.map(({ oldVersion, newVersion }) => [oldVersion, newVersion])).toEqual(expected);
  });

  it('looks when a feed says that there is something to see', () => {
    const feed$ = new Subject<void>();
    const { changes, asked, write, start, until } = watching([
      { entity: stores, detect: { by: 'feed', changes$: feed$ } },
      goods,
    ]);
    write(stores, row);
    write(goods, row);
    start();
    until(3);
    write(stores, row);
    feed$.next();

    expect(changes).toHaveLength(1);
    expect(asked.at(-1)).toEqual(['d.stores']);
  });

  it('lets a dimension say of which class its changes are, and errors when that throws', () => {
    const { changes, errors, write, start, until } = watching([
      { entity: stores, classify: () => 'metadata' },
      {
        entity: goods,
        classify: () => {
          throw 'error';
        },
      },
    ]);
    write(stores, row);
    write(goods, row);
    start();
    until(5);
    write(stores, row);
    until(15);
    write(goods, row);
    until(25);

    expect(changes.map(({ changeClass }) => changeClass)).toEqual(['metadata']);
    expect(errors).toEqual(['error']);
  });

  it('refuses one that is watched twice, and a version where there is none', () => {
    const engine = memoryEngine();
    const versionless: Engine = { ...engine, capabilities: { ...engine.capabilities, versions: false } };

    expect(() => watchDimensions([stores, stores], { engine })).toThrow(
      'expected each dimension to be watched once, got "d.stores" twice',
    );
    expect(() => watchDimensions([stores], { engine: versionless })).toThrow(
      'keeps no versions, got version',
    );
  });

  it('looks at rows each time where the engine keeps no versions', () => {
    const memory = memoryEngine();
    const engine: Engine = { ...memory, capabilities: { ...memory.capabilities, versions: false } };
    const { changes, start, until } = watching([{ entity: stores, detect: { by: 'hash' } }], { engine });
    memory.ensure(stores).subscribe();
    start();
    until(15);
    memory.write(stores, of([row]), { mode: 'append' }).subscribe();
    until(45);

    expect(changes).toHaveLength(1);
  });
});

describe('rowsHash', () => {
  const hashOf = (...batches: Record<string, unknown>[][]) => {
    let found = '';
    rowsHash(of(...batches)).subscribe((hash) => {
      found = hash;
    });
    return found;
  };

  it('minds neither the order of rows and columns nor how they are batched', () => {
    expect(
      hashOf([
        { a: 1, b: 2 },
        { a: 2n, b: null },
      ]),
    ).toBe(hashOf([{ b: null, a: 2n }], [{ b: 2, a: 1 }]));
  });

  it.each([
    ['another value', [{ a: 1 }], [{ a: 2 }]],
    ['another type', [{ a: 1 }], [{ a: '1' }]],
    ['a row that comes twice more', [{ a: 1 }], [{ a: 1 }, { a: 1 }, { a: 1 }]],
    ['values that changed places', [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
    [
      'values that changed rows',
      [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
      [
        { a: 1, b: 4 },
        { a: 3, b: 2 },
      ],
    ],
    ['no row', [{ a: 1 }], []],
  ])('sees %s', (_, before, after) => {
    expect(hashOf(before)).not.toBe(hashOf(after));
  });
});
