import { describe, expect, it } from '@jest/globals';
import { map, toArray } from 'rxjs';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { bootstrap } from '../../lib/host/bootstrap.ts';
import { projectOf } from '../../lib/host/project.ts';
import type { Runtime } from '../../lib/host/runtime.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { now } from '../data/support/now.ts';
import { rowsOf, write } from '../streaming/support/streamedPipes.ts';

const orders = entity('bronze.orders');
const stores = entity('silver.stores', { keys: ['store'] });
const enriched = entity('silver.enriched');
const sold = entity('gold.sold');

const enrich = pipe('enrich', {
  inputs: [orders, stores],
  output: enriched,
  mode: 'stream',
  run: ({ bronze_orders, silver_stores }) => {
    const [first] = now(silver_stores.rows().pipe(toArray()));
    const cityOf = new Map(first?.flat().map(({ store, city }) => [store, city]));
    return bronze_orders
      .rows()
      .pipe(map((rows) => rows.map((row) => ({ ...row, city: cityOf.get(row['store']) ?? null }))));
  },
});
const sell = pipe('sell', {
  inputs: [enriched],
  output: sold,
  mode: 'stream',
  run: ({ silver_enriched }) => silver_enriched.rows(),
});

/** A project with two streams, one of which reads the other. */
function shop() {
  const scheduler = new SimulatedScheduler();
  const rekindle = {
    streams: { reads: { 'silver.stores': 'capturedAtStart' } },
    restarts: { quietPeriod: 100 },
  };
  const project = projectOf('/shop', [{ file: 'rekindle.ts', exports: { enrich, sell, rekindle } }]);
  const runtime = now(bootstrap(project, { scheduler }))[0] as Runtime;
  const { engine, streams, queries } = runtime;
  const told: string[] = [];
  const tell = (line: string) => told.push(line);
  write(engine, stores, [{ store: 1, city: 'Rome' }], { mode: 'merge' });
  return { scheduler, engine, streams, queries, told, tell };
}

describe('streamsFor', () => {
  it('starts streams, and says when one has caught up, those that it reads from before it', () => {
    const { scheduler, engine, streams, queries, told, tell } = shop();
    for (const order of [1, 2, 3]) write(engine, orders, [{ order, store: 1 }]);
    const running = queries.run$.subscribe();
    const started = streams.start().subscribe();
    streams.caughtUp('sell').subscribe(({ queryId, entityId, version }) => {
      tell(`${queryId} ${entityId} ${version}`);
      expect(rowsOf(engine, sold)).toHaveLength(3);
    });
    scheduler.advanceBy(5_000);
    expect(told).toEqual(['sell silver.enriched 1']);
    started.unsubscribe();
    scheduler.advanceBy(1);
    expect(queries.list().map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    running.unsubscribe();
  });

  it('tells of changes, previews them, and restarts what captured them, by one watch', () => {
    const { scheduler, engine, streams, queries, told, tell } = shop();
    write(engine, orders, [{ order: 1, store: 1 }]);
    const running = queries.run$.subscribe();
    streams.start(['enrich']).subscribe();
    streams.changes$.subscribe((change) => {
      tell(`${change.entityId} ${change.changeClass}`);
      streams.preview(change).subscribe(({ queries: [first] }) => {
        tell(
          `${first?.reaction} ${first?.queryId} ${first?.verdict} at batch ${first?.checkpoint?.batchId}`,
        );
      });
    });
    streams.restarts$.subscribe(({ status, queryId }) => tell(`${status} ${queryId}`));
    scheduler.advanceBy(50);
    write(engine, stores, [{ store: 1, city: 'Oslo' }], { mode: 'merge' });
    scheduler.advanceBy(120_000);
    expect(told).toEqual([
      'silver.stores data',
      'restart enrich compatible at batch 0',
      'restarted enrich',
    ]);
    running.unsubscribe();
  });

  it('restarts a stream that somebody wants to be restarted', () => {
    const { scheduler, streams, queries, told, tell } = shop();
    const running = queries.run$.subscribe();
    streams.start(['enrich']).subscribe();
    scheduler.advanceBy(10);
    streams.restart('enrich', { reason: 'a new price list' }).subscribe(({ state }) => tell(state));
    scheduler.advanceBy(10);
    expect(told).toEqual(['running']);
    expect(queries.metrics('enrich').lastEpoch).toBe(2);
    running.unsubscribe();
  });

  it('refuses to wait for what is no stream, with the nearest', () => {
    const { streams } = shop();
    streams.register();
    const failures: unknown[] = [];
    streams.caughtUp('enrch').subscribe({ error: (error: unknown) => failures.push(error) });
    expect(failures).toEqual([expect.objectContaining({ name: 'UnknownQueryError', nearest: 'enrich' })]);
  });
});
