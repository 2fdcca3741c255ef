import { SimulatedScheduler, simulate } from 'rekindle/testing';
import { interval, map, type Observable, retry, Subscription, take, timeout, timer } from 'rxjs';
import { type Row, sink } from './compare.ts';

const STREAMS = 50;
const EVERY = 60_000;
const DAY = 86_400_000;

/** One day of many streams, of which few fail. */
const day = {
  hours: 24,
  faultsPerHour: 1,
  settings: { queries: STREAMS, dimensions: 5, batchEvery: EVERY, checkEvery: 30_000, pollEvery: 30_000 },
};

export const simulated: readonly Row[] = [
  {
    // In milliseconds of real time beside half a second, which a day may take.
    bench: 'simulate-day',
    ours: 'a day of 50 supervised streams, simulated and checked',
    rival: 'half a second',
    goal: 1,
    study: () => seeds.map((seed) => ({ ours: took(() => simulate({ ...day, seed })), rival: 500 })),
  },
  {
    bench: 'simulate-events',
    ours: 'an event of that day',
    rival: 'a 300,000th of a second',
    goal: 1,
    study: () =>
      seeds.map((seed) => {
        let events = 0;
        const ms = took(() => {
          events = simulate({ ...day, seed }).counts.events;
        });
        return { ours: ms / events, rival: 1_000 / 300_000 };
      }),
  },
  {
    // For the record: the same batches, kept alive by operators of RxJS, with no signals and nothing checked.
    bench: 'simulate-day-bare',
    ours: 'a day of 50 supervised streams, simulated and checked',
    rival: 'their batches through timeout and retry alone',
    study: () =>
      seeds.map((seed) => ({ ours: took(() => simulate({ ...day, seed })), rival: took(bareDay) })),
  },
];

const seeds = [1, 2, 3, 4, 5];

function took(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function bareDay(): void {
  const scheduler = new SimulatedScheduler({ maxSteps: Number.POSITIVE_INFINITY });
  const all = new Subscription();
  for (let i = 0; i < STREAMS; i++) {
    const batches$: Observable<unknown> = interval(EVERY, scheduler).pipe(
      map((batchId) => ({ batchId })),
      take(DAY),
    );
    const kept$ = batches$.pipe(
      timeout({ each: 5 * EVERY, scheduler }),
      retry({ delay: () => timer(1_000, scheduler) }),
    );
    all.add(
      kept$.subscribe(() => {
        sink.seen += 1;
      }),
    );
  }
  scheduler.advanceBy(DAY);
  all.unsubscribe();
}
