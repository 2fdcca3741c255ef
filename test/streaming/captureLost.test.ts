import { describe, expect, it } from '@jest/globals';
import { combineLatest, map, take, tap } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import { queries } from '../../lib/streaming/queries/queries.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { now } from '../data/support/now.ts';
import { noted, rowsOf, running, write } from './support/streamedPipes.ts';

const orders = entity('bronze.orders');
const stores = entity('silver.stores', { keys: ['store'] });
const placed = entity('gold.placed');

const place = pipe('place', {
  inputs: [orders, stores],
  output: placed,
  mode: 'stream',
  run: ({ bronze_orders, silver_stores }) =>
    combineLatest([bronze_orders.rows(), silver_stores.rows().pipe(take(1))]).pipe(
      map(([batch, [store]]) => batch.map((row) => ({ ...row, city: store?.['city'] ?? null }))),
    ),
});

describe('a captured version that is let go of', () => {
  it('is captured anew by the next start, which recovers by itself', () => {
    const scheduler = new SimulatedScheduler();
    const engine = memoryEngine({ scheduler });
    const open = (city: string) => write(engine, stores, [{ store: 1, city }], { mode: 'merge' });
    const all = queries({ scheduler }).register(
      pipeQuery(place, { engine, reads: { 'silver.stores': 'capturedAtStart' } }),
    );
    open('Rome');
    write(engine, orders, [{ id: 1 }]);
    const running = all.run$.subscribe();
    all.start('place').subscribe();
    scheduler.advanceBy(1_000);
    open('Oslo');
    scheduler.advanceBy(1_000);
    now(engine.prune(scheduler.now()));
    write(engine, orders, [{ id: 2 }]);
    scheduler.advanceBy(1_200);
    expect(all.metrics('place').lastErrors).toMatchObject([
      { error: { name: 'CaptureLostError', queryId: 'place', entityId: 'silver.stores' } },
    ]);
    scheduler.advanceBy(60_000);
    expect(rowsOf(engine, placed)).toEqual([
      { id: 1, city: 'Rome' },
      { id: 2, city: 'Oslo' },
    ]);
    expect(all.status('place').state).toBe('running');
    running.unsubscribe();
  });
});

describe('what is captured on an engine without time travel', () => {
  const inRome = () => {
    const engine = memoryEngine();
    write(engine, stores, [{ store: 1, city: 'Rome', at: new Date(0) }], { mode: 'merge' });
    write(engine, orders, [{ id: 1 }]);
    return { ...engine, capabilities: { ...engine.capabilities, timeTravel: false } };
  };
  const reads = { 'silver.stores': 'capturedAtStart' } as const;

  it('is held in memory from the start on, and captured anew by the next start', () => {
    const engine = inRome();
    const { start, scheduler } = running(place, { engine, reads });
    const first = start();
    scheduler.advanceBy(1);
    write(engine, stores, [{ store: 1, city: 'Oslo', at: null }], { mode: 'merge' });
    write(engine, orders, [{ id: 2 }]);
    scheduler.advanceBy(1_000);
    first.unsubscribe();
    scheduler.advanceBy(1);
    write(engine, orders, [{ id: 3 }]);
    start();
    scheduler.advanceBy(1);
    expect(rowsOf(engine, placed)).toEqual([
      { id: 1, city: 'Rome' },
      { id: 2, city: 'Rome' },
      { id: 3, city: 'Oslo' },
    ]);
  });

  it('is given as rows of their own, so that a body may change them', () => {
    const engine = inRome();
    const dates: unknown[] = [];
    const changing = pipe('place', {
      ...{ inputs: [orders, stores], mode: 'stream' },
      run: ({ silver_stores }) =>
        silver_stores.rows().pipe(
          tap(([row]) => {
            const at = row?.['at'] as Date;
            dates.push(at.getTime());
            at.setTime(7);
          }),
        ),
    });
    const { start, scheduler } = running(changing, { engine, reads });
    start();
    scheduler.advanceBy(1);
    write(engine, orders, [{ id: 2 }]);
    scheduler.advanceBy(1_000);
    expect(dates).toEqual([0, 0]);
  });

  it('is refused above a limit, before any batch, and where there is no table', () => {
    const engine = inRome();
    write(engine, stores, [{ store: 2, city: 'Bonn', at: null }], { mode: 'merge' });
    const { start, scheduler, ends } = running(place, { engine, reads, captureLimit: 1 });
    start();
    scheduler.advanceBy(1);
    now(engine.drop(stores));
    start();
    scheduler.advanceBy(1);
    expect(ends.map(String)).toEqual([
      expect.stringMatching(
        /^CaptureLimitError: expected at most 1 rows of silver.stores, which place holds in memory/,
      ),
      expect.stringContaining(
        'expected a table of silver.stores, which place captures when it starts, got none',
      ),
    ]);
    expect(noted(engine, 'place')).not.toHaveProperty('batchId', 0);
  });
});
