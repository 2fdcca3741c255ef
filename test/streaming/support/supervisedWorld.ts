import { isDeepStrictEqual } from 'node:util';
import { type MonoTypeOperatorFunction, type OperatorFunction, Subject, type Subscription } from 'rxjs';
import { Signals } from '../../../lib/signals/signals.ts';
import type { DimensionChange } from '../../../lib/streaming/dimensions/dimensionChange.ts';
import { type Queries, queries } from '../../../lib/streaming/queries/queries.ts';
import { query } from '../../../lib/streaming/queries/query.ts';
import type { QueryProgress } from '../../../lib/streaming/queries/queryProgress.ts';
import { QueryDependencies } from '../../../lib/streaming/restarts/queryDependencies.ts';
import { queryRestarts } from '../../../lib/streaming/restarts/queryRestarts.ts';
import type { RestartOutcome } from '../../../lib/streaming/restarts/restartOutcome.ts';
import type { ExploreAction } from '../../../lib/testing/exploreOptions.ts';
import { SimulatedScheduler } from '../../../lib/testing/simulatedScheduler.ts';
import { constant } from '../../../operators/backoff.ts';
import { recoverySlots } from '../../../operators/recoverySlots.ts';
import { BuiltRun } from './builtRun.ts';
import {
  atFirst,
  type Expected,
  expectedAfter,
  type SupervisionAction,
  type SupervisionSettings,
} from './expectedSupervision.ts';

export const settings: SupervisionSettings = {
  ...{ maxRetries: 2, backoff: 1, stable: 3, quietPeriod: 1, maxWait: 3, stopTimeout: 2 },
  progressWithin: 4,
};

/** Parts in place of those that are there, to see whether that is found. */
export interface OtherParts {
  readonly recovery?: (scheduler: SimulatedScheduler) => MonoTypeOperatorFunction<QueryProgress>;
  readonly follow?: (
    follow: OperatorFunction<DimensionChange, RestartOutcome>,
  ) => OperatorFunction<DimensionChange, RestartOutcome>;
  readonly ignoresStop?: boolean;
}

type Follow = OperatorFunction<DimensionChange, RestartOutcome>;

const dependencies = new QueryDependencies();
dependencies.register('q', { dimensions: [{ entityId: 'stores', kind: 'capturedAtStart' }] });

/** One query of a set, and what must hold of it. */
export class SupervisedWorld {
  readonly scheduler = new SimulatedScheduler();
  readonly builds: BuiltRun[] = [];
  readonly outcomes: string[] = [];
  /** What may be so, as far as can be seen. */
  expected: readonly Expected[] = [atFirst];
  readonly #all: Queries;
  readonly #changes$ = new Subject<DimensionChange>();
  readonly #running: Subscription;
  #versions = 0;

  constructor({ recovery, follow = (same: Follow) => same, ignoresStop }: OtherParts = {}) {
    const { scheduler } = this;
    const { maxRetries, backoff, stable: stableAfter, stopTimeout, ...restarting } = settings;
    this.#all = queries({
      ...{ scheduler, stopTimeout, signals: new Signals({ scheduler }), watchdog: false },
      recovery: recovery?.(scheduler) ?? {
        ...{ maxRetries, backoff: constant(backoff), stableAfter },
        slots: recoverySlots(),
      },
    });
    this.#all.register(
      query('q', (context) => {
        const build = new BuiltRun(context, ignoresStop);
        this.builds.push(build);
        return build.started$;
      }),
    );
    this.#running = this.#all.run$.subscribe();
    const restarts = queryRestarts(this.#all, { dependencies, scheduler, ...restarting });
    this.#running.add(
      this.#changes$.pipe(follow(restarts.follow)).subscribe((outcome) => this.#note(outcome)),
    );
  }

  get current(): BuiltRun | undefined {
    return this.builds.findLast(({ works }) => works);
  }

  /** Does something, and works out what must be so then. */
  does(action: SupervisionAction): void {
    this.#act(action);
    this.expected = distinct(this.expected.flatMap((one) => expectedAfter(one, action, settings)));
  }

  /** What can be seen. */
  get seen(): Seen {
    const { current, builds, outcomes } = this;
    const { desired, ...status } = this.#all.status('q');
    return {
      wanted: desired === 'running',
      phase: status.state,
      run: current?.state ?? 'none',
      asked: current?.asked ?? false,
      builds: builds.length,
      failures: 'failures' in status ? status.failures : 0,
      givenUp: this.#all.deadLetters.length > 0,
      outcomes,
    };
  }

  /** No task stays behind when nobody is subscribed any more, once a stop had its time. */
  leave(): void {
    this.#running.unsubscribe();
    this.scheduler.advanceBy(settings.stopTimeout);
    if (this.scheduler.waiting > 0)
      throw new Error(`expected no task to be left after run$, got ${this.scheduler.waiting}`);
    if (this.builds.some(({ works, mayCommit }) => works || mayCommit))
      throw new Error('expected nothing to work and to commit any more after run$');
  }

  #act(action: SupervisionAction): void {
    const quietly = { error: () => undefined };
    switch (action) {
      case 'start':
        this.#all.start('q').subscribe(quietly);
        break;
      case 'stop':
        this.#all.stop('q').subscribe(quietly);
        break;
      case 'change':
        this.#versions += 1;
        this.#changes$.next({
          ...{ entityId: 'stores', oldVersion: this.#versions - 1, newVersion: this.#versions },
          changeClass: 'data',
        });
        break;
      case 'start ok':
        this.current?.startOk();
        break;
      case 'start fails':
        this.current?.startFails();
        break;
      case 'fail':
        this.current?.fail();
        break;
      case 'stop ends':
        this.current?.stopEnds();
        break;
      case 'tick':
        this.scheduler.advanceBy(1);
        break;
    }
  }

  #note(outcome: RestartOutcome): void {
    if (outcome.status === 'blocked' && !/its next start sees the change$/.test(outcome.reason))
      throw new Error(`expected a blocked restart to say why, got ${outcome.reason}`);
    this.outcomes.push(`${outcome.status} ${outcome.changes.length}`);
  }
}

export interface Seen
  extends Pick<Expected, 'wanted' | 'builds' | 'failures' | 'outcomes'> {
  readonly phase: string;
  readonly run: string;
  readonly asked: boolean;
  readonly givenUp: boolean;
}

/** What would be seen of what is expected. */
export function seenOf({ wanted, phase, run, builds, failures, outcomes }: Expected): Seen {
  return {
    ...{ wanted, phase, run, builds, outcomes },
    asked: phase === 'stopping',
    failures: phase === 'recovering' || phase === 'exhausted' ? failures : 0,
    givenUp: phase === 'exhausted',
  };
}

function distinct(all: readonly Expected[]): readonly Expected[] {
  return all.filter((one, index) => all.findIndex((other) => isDeepStrictEqual(one, other)) === index);
}

const always = () => true;

/** What people, the outside world and time may do. */
export const actions: Readonly<Record<SupervisionAction, ExploreAction<SupervisedWorld>>> = {
  start: doing('start', always),
  stop: doing('stop', always),
  change: doing('change', always),
  'start ok': doing('start ok', ({ current }) => current?.state === 'building'),
  'start fails': doing('start fails', ({ current }) => current?.state === 'building'),
  fail: doing('fail', ({ current }) => current?.state === 'live'),
  'stop ends': doing('stop ends', ({ current }) => current?.asked === true),
  tick: doing('tick', always),
};

function doing(
  action: SupervisionAction,
  when: (world: SupervisedWorld) => boolean,
): ExploreAction<SupervisedWorld> {
  return { when, take: (world) => world.does(action) };
}

/** What can be seen must be one of what may be so; what may not be so any more is put aside. */
export function agrees(world: SupervisedWorld): void {
  const { seen } = world;
  const possible = world.expected.filter((one) => isDeepStrictEqual(seenOf(one), seen));
  if (possible.length === 0) {
    const lines = world.expected.map((one) => `expected ${JSON.stringify(seenOf(one))}`);
    throw new Error([...lines, `got      ${JSON.stringify(seen)}`].join('\n'));
  }
  world.expected = possible;
}

export function atMostOneMayCommit({ builds }: SupervisedWorld): void {
  const committing = builds.filter(({ mayCommit }) => mayCommit);
  const working = builds.filter(({ works }) => works);
  if (committing.length > 1) throw new Error(`expected one run at most to be able to commit, got ${committing.length}`);
  if (working.length > 1) throw new Error(`expected one run at most to work that was not given up, got ${working.length}`);
  if (committing.some(({ works }) => !works)) throw new Error('expected a run that is over to commit nothing any more');
}

/** Everything that makes a difference for what comes: what is expected, and what waits, from now on. */
export function fingerprint(world: SupervisedWorld): string {
  const { scheduler, seen } = world;
  const { elapsed, dues } = scheduler;
  const later = dues.map((due) => Math.min(due - elapsed, 100));
  const { builds: _, outcomes: __, failures: ___, ...rest } = seen;
  const expected = world.expected.map(({ builds, outcomes, failures, ...one }) => one);
  return JSON.stringify([rest, expected, later]);
}

export function show(world: SupervisedWorld): string {
  const { seen } = world;
  const [first] = world.expected;
  return `${world.scheduler.elapsed} ms: ${seen.phase}${seen.wanted ? '' : ', not wanted'}; run ${seen.run}${seen.asked ? ', asked to stop' : ''}; ${seen.builds} builds; retries ${first?.retries}; clocks ${JSON.stringify(first?.clocks)}; ${seen.outcomes.join(', ')}`;
}
