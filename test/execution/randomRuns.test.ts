import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defer, finalize, map, merge, noop, of, tap, timer, VirtualTimeScheduler } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { carryOn, failFast, skipDependents } from '../../lib/execution/failurePolicy.ts';
import { type Interceptor, veto } from '../../lib/execution/interceptor.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import type { RunResult } from '../../lib/execution/runRecord.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { type Flow, type FlowPipe, running } from './support/flow.ts';
import { bodyOf, pools, type RandomPipe, randomPipes } from './support/randomFlow.ts';

const policies = { skipDependents, failFast, carryOn };

const randomSettings = fc.record({
  policy: fc.constantFrom(...(Object.keys(policies) as (keyof typeof policies)[])),
  order: fc.constantFrom('ready' as const, 'generations' as const, 'given' as const),
  concurrency: fc.integer({ min: 1, max: 5 }),
  /** How the concurrency changes, if it does. */
  limits: fc.array(fc.record({ at: fc.nat(10), limit: fc.nat(5) }), { maxLength: 3 }),
  grace: fc.nat(3),
  latency: fc.nat(1),
  /** When it is cancelled; late enough, everything that can end has. */
  cancelAt: fc.oneof(fc.constant(300), fc.nat(10)),
  leaves: fc.boolean(),
  journal: fc.boolean(),
  intercepted: fc.boolean(),
  autoCache: fc.boolean(),
});
type RandomSettings = typeof randomSettings extends fc.Arbitrary<infer S> ? S : never;

/** How pipes end, as signals. */
const ends: Readonly<Record<string, string>> = {
  'datapipes.after_pipe': 'succeeded',
  'datapipes.pipe_failed': 'failed',
  'datapipes.pipe_skipped': 'skipped',
  'datapipes.pipe_cancelled': 'cancelled',
};
const runEnds = [
  'orchestrator.execution_completed',
  'orchestrator.execution_failed',
  'datapipes.after_run',
  'datapipes.run_failed',
];

/** How a pipe may end: by itself, or because of others. */
function endsOf({ way, reads, settings: { retry, timeout } }: RandomPipe): readonly string[] {
  const others = ['skipped', 'cancelled'];
  if (way === 'is vetoed' || (way === 'has no data' && reads.length > 0)) return others;
  if (['fails', 'throws', 'hangs', 'obeys'].includes(way)) return [...others, 'failed'];
  const mayFail = timeout !== undefined || (way === 'recovers' && retry === 0);
  return [...others, 'succeeded', ...(mayFail ? ['failed'] : [])];
}

/** One for all runs, as each makes its guards anew. */
const signals = new Signals();

interface Heard {
  readonly pipeId?: string;
  readonly upstream?: string;
}

/** One random run, and all that is seen of it from outside; what is not as it has to be is a fault. */
class Watched {
  readonly faults: string[] = [];
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #ended = new Map<string, { readonly status: string; readonly upstream: string | undefined }>();
  /** Pipes that have started and not ended. */
  readonly #holding = new Set<RandomPipe>();
  readonly #attempts = new Map<string, number>();
  readonly #commits = new Map<string, number>();
  readonly #levels = new Map<string, number>();
  readonly #runEnds: string[] = [];
  /** Bodies that somebody is subscribed to. */
  #bodies = 0;
  #limit = 0;
  #endedAt = Number.POSITIVE_INFINITY;
  #result: RunResult | undefined;

  constructor(
    readonly pipes: readonly RandomPipe[],
    readonly settings: RandomSettings,
  ) {
    for (const { id } of pipes) this.#levelOf(id);
  }

  go(): readonly string[] {
    const { policy, order, grace, cancelAt, leaves, journal, intercepted, autoCache } = this.settings;
    const scheduler = this.#scheduler;
    const hearing = signals.of('*').subscribe(({ name, payload }) => this.#hear(name, payload as Heard));
    const run$ = running(this.#flow(), {
      ...{
        order,
        grace,
        pools,
        scheduler,
        signals,
        engine: this.#engine(),
        concurrency: this.#concurrency(),
      },
      ...(journal && { journal: memoryJournal() }),
      ...((intercepted || this.pipes.some(({ way }) => way === 'is vetoed')) && {
        interceptors: [this.#vetoing()],
      }),
      ...(!leaves && { cancel$: timer(cancelAt, scheduler) }),
      failure: policies[policy],
      retry: { maxRetries: 0, delay: 2, jitter: 0 },
      slice: ({ pipe, driving }) =>
        of(driving && this.#pipe(pipe.id).way === 'has no data' ? 'no_data' : { kind: 'rows' }),
      autoCache: autoCache && { threshold: 0 },
    });
    const subscription = run$.subscribe({
      next: (event) => {
        if (event.name === 'run_completed' || event.name === 'run_failed') this.#result = event.result;
      },
      error: noop,
    });
    if (leaves) scheduler.schedule(() => subscription.unsubscribe(), cancelAt);
    scheduler.flush();
    hearing.unsubscribe();
    this.#checkEnd();
    return this.faults;
  }

  #flow(): Flow {
    const flow = this.pipes.map((pipe): [string, FlowPipe] => {
      const { id, reads, writes, settings } = pipe;
      const run: FlowPipe['run'] = (_, context) => {
        const attempt = (this.#attempts.get(id) ?? 0) + 1;
        this.#attempts.set(id, attempt);
        this.#check(this.#holding.has(pipe), `${id} runs without a start`);
        const body$ = bodyOf(pipe, attempt, context);
        return defer(() => {
          this.#bodies += 1;
          return body$;
        }).pipe(
          finalize(() => {
            this.#bodies -= 1;
          }),
        );
      };
      return [id, { ...settings, reads: reads.join(' '), ...(!writes && { writes: null }), run }];
    });
    return Object.fromEntries(flow);
  }

  #engine(): Engine {
    const engine = memoryEngine({ latency: this.settings.latency, scheduler: this.#scheduler });
    const committed = (id: string) => this.#commits.set(id, (this.#commits.get(id) ?? 0) + 1);
    return {
      ...engine,
      write: (entity, ...write) =>
        engine.write(entity, ...write).pipe(tap(({ kind }) => kind === 'written' && committed(entity.id))),
    };
  }

  #concurrency() {
    const { concurrency, limits, order } = this.settings;
    this.#limit = order === 'given' ? 1 : concurrency;
    if (limits.length === 0 || order === 'given') return concurrency;
    const changes = limits.map(({ at, limit }) => timer(at, this.#scheduler).pipe(map(() => limit)));
    return merge(of(concurrency), ...changes, timer(40, this.#scheduler).pipe(map(() => 2))).pipe(
      tap((limit) => {
        this.#limit = limit;
      }),
    );
  }

  #vetoing(): Interceptor {
    return {
      before: ({ pipe }) => (this.#pipe(pipe.id).way === 'is vetoed' ? veto('not this one') : undefined),
    };
  }

  #hear(name: string, { pipeId = '', upstream }: Heard): void {
    if (this.#runEnds.length === 2) this.faults.push(`${name} after the end`);
    if (runEnds.includes(name)) this.#endRun(name);
    if (name === 'datapipes.before_pipe') this.#start(this.#pipe(pipeId));
    const status = ends[name];
    if (status === undefined) return;
    this.#check(!this.#ended.has(pipeId), `${pipeId} ended twice`);
    this.#holding.delete(this.#pipe(pipeId));
    this.#ended.set(pipeId, { status, upstream });
  }

  #endRun(name: string): void {
    this.#check(this.#ended.size === this.pipes.length, `${name} before all pipes have ended`);
    this.#runEnds.push(name);
    this.#endedAt = this.#scheduler.now();
  }

  /** A pipe may start once all that it needs has ended, where there is room for it. */
  #start(pipe: RandomPipe): void {
    const {
      id,
      settings: { weight = 1, pool },
    } = pipe;
    const waiting = this.#neededBy(pipe).filter((other) => !this.#ended.has(other));
    this.#check(waiting.length === 0, `${id} started before ${waiting}`);
    const used = [...this.#holding].reduce((sum, other) => sum + (other.settings.weight ?? 1), 0);
    const fits = this.#holding.size === 0 ? this.#limit > 0 : used + weight <= this.#limit;
    this.#check(fits, `${id} of weight ${weight} started with ${used} of ${this.#limit} in use`);
    const inPool = [...this.#holding].filter((other) => other.settings.pool === pool).length;
    this.#check(
      pool === undefined || inPool < (pools[pool] ?? 0),
      `${id} started in the full pool ${pool}`,
    );
    const failed = [...this.#ended.values()].some(({ status }) => status === 'failed');
    this.#check(!(failed && this.settings.policy === 'failFast'), `${id} started after a failure`);
    this.#holding.add(pipe);
  }

  #neededBy({ id }: RandomPipe): readonly string[] {
    const ids = this.pipes.map((pipe) => pipe.id);
    switch (this.settings.order) {
      case 'given':
        return ids.slice(0, ids.indexOf(id));
      case 'generations':
        return ids.filter((other) => this.#levelOf(other) < this.#levelOf(id));
      default:
        return this.#producersOf(id);
    }
  }

  #producersOf(id: string): readonly string[] {
    const ids = this.pipes.map((pipe) => pipe.id);
    const written = this.#pipe(id).reads.filter((read) => read !== 'outside' && this.#pipe(read).writes);
    return this.settings.order === 'given'
      ? written.filter((read) => ids.indexOf(read) < ids.indexOf(id))
      : written;
  }

  #levelOf(id: string): number {
    const known = this.#levels.get(id);
    if (known !== undefined) return known;
    const level = Math.max(-1, ...this.#producersOf(id).map((other) => this.#levelOf(other))) + 1;
    this.#levels.set(id, level);
    return level;
  }

  #checkEnd(): void {
    const { cancelAt, grace, leaves } = this.settings;
    this.#check(this.#runEnds.length === 2, `the run ended ${this.#runEnds.length / 2} times`);
    this.#check(this.#endedAt <= cancelAt + grace, `ended at ${this.#endedAt} only`);
    const idle = Math.max(this.#endedAt, leaves ? cancelAt : 0);
    this.#check(
      this.#scheduler.now() <= idle,
      `still at work at ${this.#scheduler.now()}, ended at ${this.#endedAt}`,
    );
    this.#check(this.#holding.size === 0, 'slots are not given back');
    this.#check(this.#bodies === 0, `${this.#bodies} bodies are still subscribed to`);
    for (const pipe of this.pipes) this.#checkPipe(pipe);
    if (this.#result) this.#checkResult(this.#result);
  }

  #checkPipe(pipe: RandomPipe): void {
    const {
      id,
      writes,
      settings: { retry },
    } = pipe;
    const { status, upstream } = this.#ended.get(id) ?? {};
    const attempts = this.#attempts.get(id) ?? 0;
    this.#check(attempts <= retry + 1, `${id} was tried ${attempts} times`);
    const commits = this.#commits.get(id) ?? 0;
    this.#check(
      commits === (status === 'succeeded' && writes ? 1 : 0),
      `${id} ${status} with ${commits} commits`,
    );
    const may = endsOf(pipe);
    this.#check(status !== undefined && may.includes(status), `${id} that ${pipe.way} ${status}`);
    const blamed = this.#blamedFor(id);
    this.#check(
      upstream === undefined || upstream === blamed,
      `${id} was skipped because of ${upstream}, not ${blamed}`,
    );
    this.#check(
      blamed === undefined || upstream === blamed || status === 'cancelled',
      `${id} ${status} in spite of ${blamed}`,
    );
  }

  /** The first in alphabetical order of those whose failure a pipe suffers from. */
  #blamedFor(id: string): string | undefined {
    if (this.settings.policy !== 'skipDependents') return undefined;
    const [first] = this.#producersOf(id)
      .flatMap((other) =>
        this.#ended.get(other)?.status === 'failed' ? other : (this.#ended.get(other)?.upstream ?? []),
      )
      .sort();
    return first;
  }

  #checkResult(result: RunResult): void {
    const counts = { succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
    for (const { status } of this.#ended.values()) counts[status as keyof typeof counts] += 1;
    this.#check(
      JSON.stringify(counts) === JSON.stringify(result.counts),
      `counts are ${JSON.stringify(result.counts)}`,
    );
    const states = result.pipeIds.map((id) => result.stateOf(id).status === this.#ended.get(id)?.status);
    this.#check(
      states.length === this.pipes.length && states.every(Boolean),
      'the result says something else',
    );
    const status = counts.failed > 0 ? 'failed' : counts.cancelled > 0 ? 'cancelled' : 'succeeded';
    this.#check(
      result.status === status && result.error === undefined,
      `the run ${result.status}, not ${status}`,
    );
  }

  #pipe(id: string): RandomPipe {
    return this.pipes.find((pipe) => pipe.id === id) as RandomPipe;
  }

  #check(holds: boolean, fault: string): void {
    if (!holds) this.faults.push(`${this.#scheduler.now()}ms: ${fault}`);
  }
}

describe('random runs', () => {
  it('keep to order and limits, and have one end for each pipe, whatever fails, hangs or is cancelled', () => {
    fc.assert(
      fc.property(randomPipes, randomSettings, (pipes, settings) => {
        expect(new Watched(pipes, settings).go()).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
