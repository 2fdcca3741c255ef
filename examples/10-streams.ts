// A query that falls silent, is started again, and is restarted when what it captured changes; in simulated time.
import {
  type DimensionChange,
  QueryDependencies,
  queries,
  query,
  queryRestarts,
  renderRestartPreview,
  Signals,
} from 'rekindle';
import { constant } from 'rekindle/operators';
import { fakeQuery, SimulatedScheduler } from 'rekindle/testing';
import { Subject } from 'rxjs';

const scheduler = new SimulatedScheduler();
const signals = new Signals({ scheduler });
signals.of('streaming.*').subscribe(({ name, payload }) => {
  if (!/query_(started|stalled|progress)|recovery_|(before|after)_restart/.test(name)) return;
  const { epoch, batchId, retryCount } = payload as Record<string, unknown>;
  const [what, number] = [name.replace('streaming.', ''), epoch ?? batchId ?? retryCount ?? ''];
  console.log(`${(scheduler.now() / 60_000).toFixed(1).padStart(4)} min  ${what} ${number}`.trimEnd());
});

// A batch each minute; the first run falls silent after two.
const batches = (count: number) => fakeQuery(`1ms ${'59999ms p '.repeat(count)}`, { scheduler });
const [silent, lively] = [batches(2), batches(10)];
const revenue = query('revenue', ({ epoch }) => (epoch === 1 ? silent : lively));

const all = queries({
  signals,
  scheduler,
  watchdog: { staleAfter: 5 * 60_000 },
  recovery: { maxRetries: 3, backoff: constant(30_000), stableAfter: 2 * 60_000 },
}).register(revenue);
const running = all.run$.subscribe();
all.start('revenue').subscribe();
scheduler.advanceBy(11 * 60_000);

// A dimension that the query reads once, when it starts.
const dependencies = new QueryDependencies();
dependencies.register('revenue', { dimensions: [{ entityId: 'silver.stores', kind: 'capturedAtStart' }] });
const changes$ = new Subject<DimensionChange>();
const { follow, preview } = queryRestarts(all, { dependencies, scheduler, quietPeriod: 30_000 });
changes$.pipe(follow).subscribe();

const change = { entityId: 'silver.stores', oldVersion: 7, newVersion: 8, changeClass: 'data' } as const;
preview(change).subscribe((would) => console.log(`\n${renderRestartPreview(would)}\n`));
changes$.next(change);
scheduler.advanceBy(3 * 60_000);
running.unsubscribe();

// prints:
//  0.0 min  query_started 1
//  1.0 min  query_progress 0
//  2.0 min  query_progress 1
//  7.0 min  query_stalled
//  7.0 min  recovery_attempted 1
//  7.5 min  query_started 2
//  8.5 min  query_progress 0
//  9.5 min  query_progress 1
// 10.5 min  query_progress 2
// 10.5 min  recovery_succeeded 1
//
// data change of silver.stores (7 -> 8): concerns one query
//   restart  revenue (wave 1, checkpoint unknown): data change of silver.stores (7 -> 8), which it reads as capturedAtStart
//
// 11.5 min  query_progress 3
// 11.5 min  before_restart 3
// 11.5 min  query_started 3
// 12.5 min  query_progress 4
// 12.5 min  after_restart 3
// 13.5 min  query_progress 5
