import { isDeepStrictEqual } from 'node:util';
import type { ExploreAction, ExploreOptions } from '../../../lib/testing/exploreOptions.ts';
import type { Expected, SupervisionAction } from './expected.ts';
import { type Seen, type SupervisedWorld, settings } from './supervisedWorld.ts';

/** What people, the outside and time do; what would change nothing is left to `asksAgain`. */
export const actions: Readonly<Record<SupervisionAction, ExploreAction<SupervisedWorld>>> = {
  start: doing('start', ({ seen }) => !isAlive(seen)),
  stop: doing('stop', ({ seen }) => seen.wanted),
  change: doing('change'),
  'start ok': doing('start ok', ({ current }) => current?.state === 'building'),
  'start fails': doing('start fails', ({ current }) => current?.state === 'building'),
  fail: doing('fail', ({ current }) => current?.state === 'live'),
  'stop ends': doing('stop ends', ({ current }) => current?.asked === true),
  tick: doing('tick', ({ scheduler }) => scheduler.waiting > 0),
};

/** What has to hold after each action. */
export function holds(world: SupervisedWorld): void {
  oneAtMostMayCommit(world);
  agrees(world);
}

/** How it may end: nobody asks for anything any more, or nobody is there any more. */
export const ends = {
  'coming to rest': comesToRest,
  leaving: leavesNothing,
} satisfies ExploreOptions<SupervisedWorld>['ends'];

/**
 * All that makes a difference to what comes: what is seen and expected, and how far away is what waits. Failures of the
 * past are in it, as whether they are forgotten is what is to be found out.
 */
export function fingerprint({ scheduler, seen, expected, hasFailed }: SupervisedWorld): string {
  const away = scheduler.dues.map((due) => Math.min(due - scheduler.elapsed, FAR));
  return JSON.stringify([withoutPast(seen), expected.map(withoutPast), away, hasFailed]);
}

/** Longer than is played, so that it makes no difference how much. */
const FAR = 1_000;

export function show({ scheduler, seen, expected: [expected] }: SupervisedWorld): string {
  const { wanted, phase, run, asked, builds, outcomes, told } = seen;
  const clocks = Object.entries(expected?.clocks ?? {}).map(([clock, left]) => `${clock} in ${left}`);
  return [
    `${scheduler.elapsed}: ${phase}${wanted ? '' : ', not wanted'}`,
    `builds ${builds}, run ${run}${asked ? ', asked to stop' : ''}`,
    ...(told.length > 0 ? [told.join(', ')] : []),
    ...(outcomes.length > 0 ? [outcomes.join(', ')] : []),
    ...(clocks.length > 0 ? [`expected ${clocks.join(', ')}`] : []),
  ].join(' | ');
}

function doing(
  action: SupervisionAction,
  when: (world: SupervisedWorld) => boolean = () => true,
): ExploreAction<SupervisedWorld> {
  return { when, take: (world) => world.does(action) };
}

const isAlive = ({ wanted, phase }: Seen): boolean => wanted && phase !== 'exhausted';

/** What is seen must be one of what may be so; what may not be so any more is put aside. */
function agrees(world: SupervisedWorld): void {
  const { seen, expected } = world;
  const left = expected.filter((one) => isDeepStrictEqual(seenOf(one), seen));
  if (left.length === 0) {
    const lines = expected.map((one) => `expected ${JSON.stringify(seenOf(one))}`);
    throw new Error([...lines, `got      ${JSON.stringify(seen)}`].join('\n'));
  }
  world.expected = left;
}

function seenOf({ wanted, phase, run, builds, failures, outcomes, told }: Expected): Seen {
  const failed = phase === 'recovering' || phase === 'exhausted';
  return {
    ...{ wanted, phase, run, asked: phase === 'stopping', builds, failures: failed ? failures : 0 },
    ...{ givenUp: phase === 'exhausted', outcomes, told },
  };
}

function oneAtMostMayCommit({ builds }: SupervisedWorld): void {
  const working = builds.filter(({ works }) => works);
  if (working.length > 1)
    throw new Error(`expected one run at most that was not given up, got ${working.length}`);
  const strays = builds.filter((run) => run.mayCommit && !working.includes(run));
  if (strays.length > 0) throw new Error('expected a run that is over, or given up, to commit nothing');
}

/** Time alone ends all waiting; then whoever is built runs, and all is as somebody wants it. */
function comesToRest(world: SupervisedWorld): void {
  asksAgain(world);
  rings(world);
  if (world.current?.state === 'building') does(world, 'start ok');
  rings(world);
  const { wanted, phase, outcomes } = world.seen;
  const resting = wanted ? ['running', 'exhausted'] : ['registered', 'stopped', 'exhausted'];
  if (!resting.includes(phase)) throw new Error(`expected it to be ${resting.join(' or ')}, got ${phase}`);
  const told = outcomes.reduce((sum, outcome) => sum + Number(outcome.split(' ')[1]), 0);
  if (told !== world.changes)
    throw new Error(`expected each of ${world.changes} changes to be in one outcome, got ${told}`);
  oneAtMostMayCommit(world);
  noTaskIsLeft(world);
  // Nothing is held against it any more.
  if (phase === 'running') does(world, 'fail');
}

/** Who wants what is so already changes nothing. */
function asksAgain(world: SupervisedWorld): void {
  const { seen } = world;
  if (isAlive(seen)) does(world, 'start');
  else if (!seen.wanted) does(world, 'stop');
}

/** Lets time go by for as long as something is expected of it. */
function rings(world: SupervisedWorld): void {
  for (let ticks = 0; world.expected.some(({ clocks }) => Object.keys(clocks).length > 0); ticks++) {
    if (ticks > LONG) throw new Error('expected it to come to rest');
    does(world, 'tick');
  }
}

/** Longer than all that is ever waited for, one after the other. */
const LONG = 50;

function leavesNothing(world: SupervisedWorld): void {
  world.leave();
  world.scheduler.advanceBy(settings.stopTimeout);
  if (world.builds.some(({ works, mayCommit }) => works || mayCommit))
    throw new Error('expected nothing to work when nobody is subscribed to it');
  noTaskIsLeft(world);
}

function noTaskIsLeft({ scheduler: { waiting } }: SupervisedWorld): void {
  if (waiting > 0) throw new Error(`expected no task to be left, got ${waiting}`);
}

function does(world: SupervisedWorld, action: SupervisionAction): void {
  world.does(action);
  agrees(world);
}

/** How often it was built, and what came of changes, makes no difference to what comes; it was compared already. */
function withoutPast<T extends Pick<Expected, 'builds' | 'outcomes'>>(all: T) {
  const { builds: _, outcomes: __, ...others } = all;
  return others;
}
