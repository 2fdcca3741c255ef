import { describe, expect, it } from '@jest/globals';
import {
  asyncScheduler,
  concatMap,
  filter,
  firstValueFrom,
  map,
  type SchedulerLike,
  take,
  tap,
  toArray,
} from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { reportingEngine } from '../../lib/data/reporting/reportingEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { hybrid } from '../../lib/planning/hybrid.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { watchDimensions } from '../../lib/streaming/dimensions/watchDimensions.ts';
import { pipeQueries } from '../../lib/streaming/microBatches/pipeQueries.ts';
import { queries } from '../../lib/streaming/queries/queries.ts';
import { QueryDependencies } from '../../lib/streaming/restarts/queryDependencies.ts';
import { queryRestarts } from '../../lib/streaming/restarts/queryRestarts.ts';
import { renderRestartPreview } from '../../lib/streaming/restarts/renderRestartPreview.ts';
import { stream } from '../../lib/streaming/stream.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { failureOf } from '../support/failureOf.ts';
import { rowsOf, write } from './support/streamedPipes.ts';

const orders = entity('bronze.orders');
const stores = entity('silver.stores', { keys: ['store'] });
const enriched = entity('silver.enriched');
const cities = entity('gold.cities');

const enrich = pipe('enrich', {
  inputs: [orders, stores],
  output: enriched,
  mode: 'stream',
  run: ({ bronze_orders, silver_stores }) =>
    silver_stores.rows().pipe(
      toArray(),
      map((batches) => new Map(batches.flat().map(({ store, city }) => [store, city]))),
      concatMap((cityOf) =>
        bronze_orders
          .rows()
          .pipe(map((rows) => rows.map((row) => ({ ...row, city: cityOf.get(row['store']) ?? null })))),
      ),
    ),
});
const pass = pipe('pass', {
  inputs: [enriched],
  output: cities,
  mode: 'both',
  run: ({ silver_enriched }) =>
    silver_enriched.rows().pipe(map((rows) => rows.map(({ order, city }) => ({ order, city })))),
});

/** A system with its streams, restarts and watch of dimensions, all on one clock. */
function system(scheduler: SchedulerLike, quietPeriod: number, reads: 'joinedLive' | 'capturedAtStart') {
  const signals = new Signals({ scheduler, memory: 1_000 });
  const engine = reportingEngine(memoryEngine(), signals.emit, { scheduler });
  const streams = plan(new Registry().add(enrich, pass).wiring(), undefined, { strategy: hybrid });
  const all = queries({ signals, scheduler });
  const dependencies = new QueryDependencies();
  for (const one of pipeQueries(streams, { engine, signals, reads: { 'silver.stores': reads } })) {
    all.register(one);
    dependencies.register(one.id, one.reads);
  }
  const { follow, preview } = queryRestarts(all, { dependencies, scheduler, quietPeriod });
  const changes$ = watchDimensions([stores], {
    engine,
    signals,
    scheduler,
    every: 20,
    stretch: 1,
    jitter: 0,
  });
  const previews: string[] = [];
  const previewed$ = changes$.pipe(
    concatMap(preview),
    tap((would) => previews.push(renderRestartPreview(would))),
  );
  const sell = (order: number, store: number) => write(engine, orders, [{ order, store }]);
  const move = (store: number, city: string) => write(engine, stores, [{ store, city }], { mode: 'merge' });
  const found = () => rowsOf(engine, cities).map(({ order, city }) => `${order} ${city}`);
  return { signals, all, streams, changes$, previewed$, previews, follow, sell, move, found, dependencies };
}

describe('pipeQueries', () => {
  it('restarts who captured a dimension that changed, and what follows is of the new one', () => {
    const scheduler = new SimulatedScheduler();
    const { all, streams, changes$, previewed$, previews, follow, sell, move, found } = system(
      scheduler,
      100,
      'capturedAtStart',
    );
    const outcomes: string[] = [];
    move(1, 'Rome');
    const running = all.run$.subscribe();
    stream(streams, { queries: all }).subscribe();
    previewed$.subscribe();
    changes$.pipe(follow).subscribe(({ status, queryId }) => outcomes.push(`${status} ${queryId}`));
    sell(1, 1);
    scheduler.advanceBy(50);
    expect(found()).toEqual(['1 Rome']);
    move(1, 'Oslo');
    sell(2, 1);
    scheduler.advanceBy(50);
    expect(found()).toEqual(['1 Rome', '2 Rome']);
    scheduler.advanceBy(200);
    sell(3, 1);
    scheduler.advanceBy(50);
    expect(found()).toEqual(['1 Rome', '2 Rome', '3 Oslo']);
    expect(outcomes).toEqual(['restarted enrich']);
    expect(previews).toEqual([
      expect.stringContaining(
        'restart  enrich (wave 1, checkpoint compatible after batch 0 of version 1 of bronze.orders, ' +
          '0 versions with 0 rows to read): data change of silver.stores (1 -> 2)',
      ),
    ]);
    expect(all.metrics('enrich')).toMatchObject({ lastEpoch: 2 });
    running.unsubscribe();
  });

  it('joins what is live with every batch, and restarts nothing for it', () => {
    const scheduler = new SimulatedScheduler();
    const { all, streams, changes$, follow, sell, move, found } = system(scheduler, 100, 'joinedLive');
    move(1, 'Rome');
    const running = all.run$.subscribe();
    stream(streams, { queries: all }).subscribe();
    changes$.pipe(follow).subscribe();
    sell(1, 1);
    scheduler.advanceBy(50);
    move(1, 'Oslo');
    sell(2, 1);
    scheduler.advanceBy(500);
    expect(found()).toEqual(['1 Rome', '2 Oslo']);
    expect(all.metrics('enrich')).toMatchObject({ lastEpoch: 1 });
    running.unsubscribe();
  });

  it('does so in real time as well', async () => {
    const { all, streams, changes$, follow, sell, move, found, signals } = system(
      asyncScheduler,
      20,
      'capturedAtStart',
    );
    move(1, 'Rome');
    const running = all.run$.subscribe();
    const batchOf = (queryId: string) =>
      firstValueFrom(
        all.progress$.pipe(
          filter((told) => told.queryId === queryId && told.progress.numInputRows > 0),
          take(1),
        ),
      );
    const streaming = stream(streams, { queries: all }).subscribe();
    const watching = firstValueFrom(signals.of('dimension.watch_started'));
    const restarted = firstValueFrom(changes$.pipe(follow));
    const first = batchOf('pass');
    sell(1, 1);
    await first;
    await watching;
    move(1, 'Oslo');
    expect(await restarted).toMatchObject({ status: 'restarted', queryId: 'enrich' });
    const second = batchOf('pass');
    sell(2, 1);
    await second;
    expect(found()).toEqual(['1 Rome', '2 Oslo']);
    streaming.unsubscribe();
    running.unsubscribe();
  });

  it('knows which queries read which, and how', () => {
    const { dependencies } = system(new SimulatedScheduler(), 1, 'capturedAtStart');
    expect([dependencies.get('enrich'), dependencies.get('pass')]).toEqual([
      {
        ...{ dimensions: [{ entityId: 'silver.stores', kind: 'capturedAtStart' }], upstreams: [] },
        standing: expect.any(Function),
      },
      { dimensions: [], upstreams: ['enrich'], standing: expect.any(Function) },
    ]);
  });

  it('refuses what is said of pipes and inputs that are not there', () => {
    const engine = memoryEngine();
    const streams = plan(new Registry().add(enrich, pass).wiring(), undefined, { strategy: hybrid });
    expect(failureOf(() => pipeQueries(streams, { engine, pipes: { enrch: {} } })).message).toBe(
      'queries of a plan: pipes.enrch: expected a pipe of the plan that runs as a stream; did you mean "enrich"?',
    );
    expect(
      failureOf(() => pipeQueries(streams, { engine, reads: { 'silver.store': 'joinedLive' } })).message,
    ).toContain('did you mean "silver.stores"?');
  });
});
