import { runReady } from 'rekindle/operators';
import { timer, VirtualTimeScheduler } from 'rxjs';
import type { Row } from './compare.ts';
import { type Dag, dags, random } from './dags.ts';
import { leastTime } from './leastTime.ts';

/** What is told of the durations beforehand; nothing on a first run. */
type Told = (dag: Dag) => readonly (number | undefined)[] | undefined;

const row = (bench: string, ours: string, told: Told, goal: number, tail: Row['tailGoal']): Row => ({
  bench,
  ours,
  rival: 'lower bound, in virtual time',
  goal,
  ...(tail && { tailGoal: tail }),
  study: () => study(told),
});

export const makespans: readonly Row[] = [
  row('makespan-known', 'runReady, durations known', ({ durations }) => durations, 1.002, {
    at: 1,
    goal: 1.04,
  }),
  row('makespan-first', 'runReady, nothing known', () => undefined, 1.005, { at: 0.95, goal: 1.18 }),
  row('makespan-second', 'runReady, durations of the run before', ({ remembered }) => remembered, 1.001, {
    at: 1,
    goal: 1.11,
  }),
  row('makespan-partly', 'runReady, one in ten not known', allButSome(random(1)), 1.001, {
    at: 0.95,
    goal: 1.08,
  }),
];

const SLOTS = [4, 16, 64];
/** As many that a tail is more than a few graphs. */
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

/** Makespans over random graphs, and what no order could be quicker than. */
function study(told: Told): { ours: number; rival: number }[] {
  return dags(1_000, SEEDS).flatMap((dag) =>
    SLOTS.map((slots) => ({ ours: makespan(dag, slots, told(dag)), rival: leastTime(dag, slots) })),
  );
}

/** The real operator in virtual time. */
function makespan({ durations, dependencies }: Dag, concurrency: number, told: ReturnType<Told>): number {
  const clock = new VirtualTimeScheduler();
  runReady(durations, (duration) => timer(duration, clock), {
    concurrency,
    dependencies: (_, i) => dependencies[i] ?? [],
    ...(told && { duration: (_: number, i: number) => told[i] }),
  }).subscribe();
  clock.flush();
  return clock.now();
}

/** As on a second run that has new members, others each time. */
function allButSome(next: () => number): Told {
  return ({ remembered }) => remembered.map((took) => (next() < 0.1 ? undefined : took));
}
