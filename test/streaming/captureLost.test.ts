import { describe, expect, it } from '@jest/globals';
import { combineLatest, map, take } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import { queries } from '../../lib/streaming/queries/queries.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { now } from '../data/support/now.ts';
import { rowsOf, write } from './support/streamedPipes.ts';

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
