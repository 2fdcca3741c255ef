import { SimulatedScheduler } from 'rekindle/testing';
import { interval, type SchedulerLike, VirtualTimeScheduler } from 'rxjs';
import type { Contest, Row } from './compare.ts';
import { random } from './dags.ts';

/** `n` timers of streams that each have one running all the time, at periods of their own. */
const row = (bench: string, streams: number, batch: number, goal: number): Row => ({
  bench,
  ours: `SimulatedScheduler, ${streams} timers waiting`,
  rival: 'VirtualTimeScheduler of RxJS',
  goal,
  // As many as the rival gets through in a quarter of a second or so: fewer would time nothing but cold caches.
  batch,
  rounds: 20,
  contest: () => contest(streams),
});

export const simulation: readonly Row[] = [
  row('virtual-timers-1k', 1_000, 8_000, 0.02),
  row('virtual-timers-10k', 10_000, 1_000, 0.01),
];

function contest(streams: number): Contest {
  const ours = new SimulatedScheduler({ maxSteps: Number.POSITIVE_INFINITY });
  const rival = new VirtualTimeScheduler(undefined, 0);
  return {
    ours: running(ours, streams, () => ours.advanceBy(1)),
    rival: running(rival, streams, () => {
      rival.maxFrames += 1;
      rival.flush();
    }),
  };
}

/** Lets time go by, millisecond by millisecond, until `n` timers have gone off. */
function running(scheduler: SchedulerLike, streams: number, advance: () => void): (n: number) => void {
  const next = random(streams);
  let seen = 0;
  for (let i = 0; i < streams; i++) {
    interval(500 + Math.floor(next() * 1_000), scheduler).subscribe(() => {
      seen += 1;
    });
  }
  return (n) => {
    for (const end = seen + n; seen < end; ) advance();
  };
}
