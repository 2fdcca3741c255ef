// A pipe that runs for ever, in small batches that count once, and is restarted when what it captured changes.
import {
  entity,
  hybrid,
  memoryEngine,
  pipe,
  pipeQueries,
  plan,
  QueryDependencies,
  queries,
  queryRestarts,
  Registry,
  type Row,
  reportingEngine,
  Signals,
  stream,
  watchDimensions,
} from 'rekindle';
import { SimulatedScheduler } from 'rekindle/testing';
import { combineLatest, map, take } from 'rxjs';

const orders = entity('silver.orders', { schema: { id: 'string', store: 'integer' } });
const stores = entity('silver.stores', { schema: { store: 'integer', city: 'string' }, keys: ['store'] });
const placed = entity('gold.placed', { schema: { id: 'string', city: 'string' } });

const place = pipe('place', {
  inputs: [orders, stores],
  output: placed,
  mode: 'stream',
  run: ({ silver_orders, silver_stores }) =>
    combineLatest([silver_orders.rows(), silver_stores.rows().pipe(take(1))]).pipe(
      map(([batch, all]) =>
        batch.map(({ id, store }) => ({ id, city: all.find((one) => one.store === store)?.city })),
      ),
    ),
});

// In simulated time, so that an hour takes no time.
const scheduler = new SimulatedScheduler();
const signals = new Signals({ scheduler });
const engine = reportingEngine(memoryEngine({ scheduler }), signals.emit, { scheduler });
const put = (to: typeof orders | typeof stores, row: Row) =>
  engine.write(to, [[row]], { mode: to === stores ? 'merge' : 'append' }, { ensure: true }).subscribe();

const streams = plan(new Registry().add(place).wiring(), undefined, { strategy: hybrid });
const all = queries({ signals, scheduler });
const dependencies = new QueryDependencies();
for (const one of pipeQueries(streams, {
  engine,
  signals,
  reads: { 'silver.stores': 'capturedAtStart' },
})) {
  all.register(one);
  dependencies.register(one.id, one.reads);
}
const { follow } = queryRestarts(all, { dependencies, scheduler, quietPeriod: 60_000 });
const changes$ = watchDimensions([stores], { engine, signals, scheduler, every: 10_000 });

all.progress$.subscribe(({ queryId, progress: { batchId, numInputRows } }) => {
  // A batch without rows says that there was nothing to do.
  if (numInputRows > 0) console.log(`${queryId}: batch ${batchId}`);
});
put(stores, { store: 1, city: 'Rome' });
put(orders, { id: 'A-1', store: 1 });
const running = all.run$.subscribe();
stream(streams, { queries: all }).subscribe();
changes$.pipe(follow).subscribe(({ queryId, status }) => console.log(`${queryId}: ${status}`));
scheduler.advanceBy(1_000);

put(stores, { store: 1, city: 'Oslo' });
put(orders, { id: 'A-2', store: 1 });
scheduler.advanceBy(5 * 60_000);
put(orders, { id: 'A-3', store: 1 });
scheduler.advanceBy(1_000);
running.unsubscribe();
engine
  .read(placed)
  .rows()
  .subscribe((rows) => console.log(rows));

// prints:
// place: batch 0
// place: batch 1
// place: restarted
// place: batch 2
// [
//   { id: 'A-1', city: 'Rome' },
//   { id: 'A-2', city: 'Rome' },
//   { id: 'A-3', city: 'Oslo' }
// ]
