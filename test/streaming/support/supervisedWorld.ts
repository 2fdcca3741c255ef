import { isDeepStrictEqual } from 'node:util';
import { type MonoTypeOperatorFunction, type OperatorFunction, Subject, Subscription } from 'rxjs';
import { Signals } from '../../../lib/signals/signals.ts';
import type { DimensionChange } from '../../../lib/streaming/dimensions/dimensionChange.ts';
import { type Queries, queries } from '../../../lib/streaming/queries/queries.ts';
import { query } from '../../../lib/streaming/queries/query.ts';
import type { QueryProgress } from '../../../lib/streaming/queries/queryProgress.ts';
import { QueryDependencies } from '../../../lib/streaming/restarts/queryDependencies.ts';
import { queryRestarts } from '../../../lib/streaming/restarts/queryRestarts.ts';
import type { RestartOutcome } from '../../../lib/streaming/restarts/restartOutcome.ts';
import type { QueryRecoveryOptions } from '../../../lib/streaming/supervision/supervisionOptions.ts';
import { SimulatedScheduler } from '../../../lib/testing/simulatedScheduler.ts';
import { constant } from '../../../operators/backoff.ts';
import { BuiltRun } from './builtRun.ts';
import { atFirst, type Expected, type SupervisionAction, type SupervisionSettings } from './expected.ts';
import { expectedAfter } from './expectedAfter.ts';

export const settings: SupervisionSettings = {
  ...{ maxRetries: 2, backoff: 1, stable: 3, quietPeriod: 1, maxWait: 3, stopTimeout: 2 },
  progressWithin: 4,
};

type Follow = OperatorFunction<DimensionChange, RestartOutcome>;

/** What is other than it is meant to be. */
export interface WorldOptions {
  readonly recovery?: () => QueryRecoveryOptions;
  readonly around?: (scheduler: SimulatedScheduler) => MonoTypeOperatorFunction<QueryProgress>;
  readonly following?: (follow: Follow, all: Queries) => Follow;
  readonly ignoresStop?: boolean;
  readonly settings?: Partial<SupervisionSettings>;
}

/** What can be seen of the query; what is expected says the same. */
export interface Seen extends Pick<Expected, 'wanted' | 'builds' | 'failures' | 'outcomes' | 'told'> {
  readonly phase: string;
  readonly run: string;
  readonly asked: boolean;
  readonly givenUp: boolean;
}

const dependencies = new QueryDependencies();
dependencies.register('q', { dimensions: [{ entityId: 'stores', kind: 'capturedAtStart' }] });

/** One query of a set, all that can happen to it, and what must be so then. */
export class SupervisedWorld {
  readonly scheduler = new SimulatedScheduler();
  readonly builds: BuiltRun[] = [];
  /** How many changes there were. */
  changes = 0;
  /** Whether it has ever failed. */
  hasFailed = false;
  /** What may be so, as far as can be seen. */
  expected: readonly Expected[] = [atFirst];
  readonly #settings: SupervisionSettings;
  readonly #all: Queries;
  readonly #changes$ = new Subject<DimensionChange>();
  readonly #running = new Subscription();
  readonly #outcomes: string[] = [];
  #told: string[] = [];

  constructor({ following = (same) => same, ...options }: WorldOptions = {}) {
    this.#settings = { ...settings, ...options.settings };
    this.#all = this.#queries(options);
    this.#running.add(this.#all.run$.subscribe());
    const { quietPeriod, maxWait, progressWithin } = this.#settings;
    const { follow } = queryRestarts(this.#all, {
      ...{ dependencies, quietPeriod, maxWait, progressWithin, scheduler: this.scheduler },
    });
    this.#running.add(
      this.#changes$.pipe(following(follow, this.#all)).subscribe((outcome) => this.#note(outcome)),
    );
  }

  /** The last run of which something works that was not given up. */
  get current(): BuiltRun | undefined {
    return this.builds.findLast(({ works }) => works);
  }

  get seen(): Seen {
    const { current, builds } = this;
    const { desired, ...status } = this.#all.status('q');
    return {
      ...{ wanted: desired === 'running', phase: status.state },
      ...{ run: current?.state ?? 'none', asked: current?.asked ?? false, builds: builds.length },
      failures: 'failures' in status ? status.failures : 0,
      givenUp: this.#all.deadLetters.length > 0,
      ...{ outcomes: this.#outcomes, told: this.#told },
    };
  }

  /** Does something, and works out what must be so then. */
  does(action: SupervisionAction): void {
    this.#does[action]();
    this.hasFailed ||= action === 'fail' || action === 'start fails';
    this.expected = distinct(this.expected.flatMap((one) => expectedAfter(one, action, this.#settings)));
  }

  /** Nobody is subscribed any more. */
  leave(): void {
    this.#running.unsubscribe();
  }

  readonly #does: Readonly<Record<SupervisionAction, () => void>> = {
    start: () => {
      const { wanted, phase } = this.seen;
      if (!wanted || phase === 'exhausted') this.#told = [];
      this.#all.start('q').subscribe(quietly);
    },
    stop: () => {
      this.#told = [];
      this.#all.stop('q').subscribe(quietly);
    },
    change: () => {
      const [oldVersion, newVersion] = [this.changes, ++this.changes];
      this.#changes$.next({ entityId: 'stores', oldVersion, newVersion, changeClass: 'data' });
    },
    'start ok': () => this.current?.startOk(),
    'start fails': () => this.current?.startFails(),
    fail: () => this.current?.fail(),
    'stop ends': () => this.current?.stopEnds(),
    tick: () => this.scheduler.advanceBy(1),
  };

  #queries({ recovery, around, ignoresStop = false }: WorldOptions): Queries {
    const { scheduler } = this;
    const { maxRetries, backoff, stable: stableAfter, stopTimeout } = this.#settings;
    const signals = new Signals({ scheduler });
    for (const what of ['attempted', 'succeeded', 'exhausted'] as const)
      signals
        .of(`streaming.recovery_${what}`)
        .subscribe(({ payload: { retryCount } }) => this.#told.push(`${what} ${retryCount}`));
    const asked = query('q', (context) => {
      const run = new BuiltRun(context, ignoresStop);
      this.builds.push(run);
      return run.started$;
    });
    return queries({
      ...{ signals, scheduler, stopTimeout, watchdog: false, ...(around && { around: around(scheduler) }) },
      recovery: { maxRetries, backoff: constant(backoff), stableAfter, ...recovery?.() },
    }).register(asked);
  }

  #note(outcome: RestartOutcome): void {
    if (outcome.status === 'blocked' && !outcome.reason.endsWith(', and its next start sees the change'))
      throw new Error(`expected a blocked restart to say why, got "${outcome.reason}"`);
    this.#outcomes.push(`${outcome.status} ${outcome.changes.length}`);
  }
}

const quietly = { error: () => undefined };

function distinct(all: readonly Expected[]): readonly Expected[] {
  return all.filter((one, index) => all.findIndex((other) => isDeepStrictEqual(one, other)) === index);
}
