import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concatMap, type SchedulerLike, type Subscription, timer } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import { queries } from '../../lib/streaming/queries/queries.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { now } from '../data/support/now.ts';
import { even, events, fromTo, noted, numbered, numbersOf, write } from './support/streamedPipes.ts';

/** Passes all events on, after a while. */
const passing = (ms: number, scheduler: SchedulerLike) =>
  pipe('passing', {
    inputs: [events],
    output: even,
    mode: 'stream',
    run: ({ bronze_events }) => timer(ms, scheduler).pipe(concatMap(() => bronze_events.rows())),
  });

/** Whom the writes are of, oldest first. */
const runsOf = (engine: Engine) =>
  (now(engine.history({ entityIds: [even.id], limit: 1_000 }))[0] ?? [])
    .map(({ by }) => Number(by.runId?.split('/')[1]))
    .reverse();

describe('two runs of a pipeQuery', () => {
  it('commit nothing any more, in whichever process, once a newer one has begun', () => {
    const scheduler = new SimulatedScheduler();
    const engine = memoryEngine();
    write(engine, events, numbered(1, 2, 3, 4));
    const failures: string[] = [];
    const process = () =>
      pipeQuery(passing(50, scheduler), { engine, maxRows: 2 })
        .watched({ scheduler })
        .subscribe({ error: (error: unknown) => failures.push(String(error)) });
    process();
    scheduler.advanceBy(60);
    process();
    scheduler.advanceBy(500);
    expect(failures).toEqual(['FencedError: expected a commit of epoch 2, got one of epoch 1']);
    expect([numbersOf(engine, even), runsOf(engine)]).toEqual([
      [1, 2, 3, 4],
      [1, 2],
    ]);
    expect(noted(engine, 'passing')).toMatchObject({ batchId: 1, epoch: 2 });
  });

  it('take over with the first commit where both may run', () => {
    const scheduler = new SimulatedScheduler();
    const engine = memoryEngine();
    write(engine, events, numbered(...fromTo(1, 6)));
    const query = pipeQuery(passing(50, scheduler), { engine, maxRows: 1, readers: 2 });
    const failures: string[] = [];
    const start = (): Subscription =>
      query.watched({ scheduler }).subscribe({ error: (error: unknown) => failures.push(String(error)) });
    start();
    scheduler.advanceBy(70);
    start();
    scheduler.advanceBy(35);
    // The old one goes on while the new one is at work.
    expect(runsOf(engine)).toEqual([1, 1]);
    scheduler.advanceBy(1_000);
    expect(numbersOf(engine, even)).toEqual(fromTo(1, 6));
    expect(runsOf(engine)).toEqual([1, 1, 2, 2, 2, 2]);
    expect(failures).toEqual([expect.stringContaining('FencedError')]);
  });

  it('never both commit a batch, whenever they begin, stop and hand over', () => {
    const step = fc.record({
      does: fc.constantFrom('write', 'renew', 'renew', 'process', 'stop'),
      after: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.constantFrom(1, 2, 3),
        fc.integer({ min: 1, max: 4 }),
        (steps, readers, maxRows) => {
          const scheduler = new SimulatedScheduler();
          const engine = memoryEngine({ latency: 1, scheduler });
          let n = 0;
          const put = () => {
            const rows = numbered(++n, ++n, ++n);
            engine.write(events, [rows], { mode: 'append' }, { ensure: true }).subscribe();
          };
          /** A set of its own is what another process has. */
          const set = () => {
            const query = pipeQuery(passing(15, scheduler), { engine, maxRows, readers, poll: 20 });
            const all = queries({ scheduler, recovery: false, stopTimeout: 40 }).register(query);
            const life = all.run$.subscribe();
            all.start('passing').subscribe({ error: () => undefined });
            return { all, life };
          };
          put();
          let current = set();
          for (const { does, after } of steps) {
            scheduler.advanceBy(after);
            if (does === 'write') put();
            if (does === 'renew') current.all.renew('passing').subscribe({ error: () => undefined });
            if (does === 'stop') current.life.unsubscribe();
            if (does !== 'write' && does !== 'renew') current = set();
          }
          scheduler.advanceBy(500);
          const last = set();
          scheduler.advanceBy(5_000);
          last.life.unsubscribe();
          scheduler.advanceBy(100);
          const rows = [...engineRows(engine, scheduler)].sort((a, b) => a - b);
          expect(rows).toEqual(fromTo(1, n));
          const runs = runsLate(engine, scheduler);
          expect(runs).toEqual([...runs].sort((a, b) => a - b));
          expect(batchLate(engine, scheduler)).toBe(runs.length - 1);
        },
      ),
      { numRuns: 40 },
    );
  });
});

function late<T>(
  scheduler: SimulatedScheduler,
  source: { subscribe(next: (value: T) => void): unknown },
): T[] {
  const values: T[] = [];
  source.subscribe((value) => values.push(value));
  scheduler.advanceBy(50);
  return values;
}
const engineRows = (engine: Engine, scheduler: SimulatedScheduler) =>
  late(scheduler, engine.read(even).rows())
    .flat()
    .map(({ n }) => Number(n));
const runsLate = (engine: Engine, scheduler: SimulatedScheduler) =>
  late(scheduler, engine.history({ entityIds: [even.id], limit: 1_000 }))
    .flat()
    .map(({ by }) => Number(by.runId?.split('/')[1]))
    .reverse();
const batchLate = (engine: Engine, scheduler: SimulatedScheduler) =>
  (late(scheduler, engine.notes('checkpoint'))[0]?.get('passing') as { batchId?: number } | undefined)
    ?.batchId;
