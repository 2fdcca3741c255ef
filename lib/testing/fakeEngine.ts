import {
  asyncScheduler,
  defer,
  NEVER,
  type Observable,
  of,
  type SchedulerLike,
  Subject,
  Subscription,
} from 'rxjs';
import type { EngineEvent, EngineRunStatus } from '../streaming/listening/engineEvent.ts';
import type { QueryBuilder, QueryContext } from '../streaming/queries/query.ts';
import { UnknownQueryError } from '../streaming/queries/unknownQueryError.ts';
import { type FakeEventFault, FakeEvents } from './fakeEvents.ts';
import type { FakeFact, FakeRunState } from './fakeFact.ts';
import { FakeRun, type StartFault } from './fakeRun.ts';
import { type FakeBehaviour, type FakeRunPlan, type FakeStart, fakeRunPlan } from './fakeRunPlan.ts';

export interface FakeEngineOptions {
  /** What its queries do, by their ids. */
  readonly queries: Readonly<Record<string, FakeBehaviour>>;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/** How a run goes wrong. */
export interface FakeCrash {
  /** What it fails with. @default new Error('the fake query crashed') */
  readonly error?: unknown;
  /** Whether its progress says nothing of it, so that only events and polls do. @default false */
  readonly isSilent?: boolean;
}

/** How the next starts of a query go wrong. */
export interface FakeStartFault extends Pick<FakeCrash, 'error'> {
  /** How many of them. @default 1 */
  readonly times?: number;
}

interface Known {
  readonly planOf: (start: FakeStart) => FakeRunPlan;
  readonly batches: { next: number };
  /** What becomes of the next starts. */
  readonly startFaults: StartFault[];
  run: FakeRun | undefined;
}

/** A streaming engine in memory and in whatever time its scheduler has, in which everything can go wrong. */
export class FakeEngine {
  /** What it says of its queries, as far as faults let it. */
  readonly events$: Observable<EngineEvent>;
  /** What really happens, whoever is told of it. */
  readonly facts$: Observable<FakeFact>;
  readonly #known: ReadonlyMap<string, Known>;
  readonly #alive = new Set<FakeRun>();
  readonly #facts$ = new Subject<FakeFact>();
  readonly #life = new Subscription();
  readonly #events: FakeEvents;
  readonly #scheduler: SchedulerLike;
  #asked = 0;
  #pollFault: { readonly hangs: boolean } | undefined;

  constructor({ queries, scheduler = asyncScheduler }: FakeEngineOptions) {
    this.#scheduler = scheduler;
    this.#known = new Map(
      Object.entries(queries).map(([id, behaviour]) => [
        id,
        {
          planOf: fakeRunPlan(behaviour, scheduler),
          batches: { next: 0 },
          startFaults: [],
          run: undefined,
        },
      ]),
    );
    this.#events = new FakeEvents(scheduler, this.#life);
    this.events$ = this.#events.events$;
    this.facts$ = this.#facts$.asObservable();
  }

  /** What starts a query: `query('orders', engine.builder('orders'))`. */
  builder(id: string): QueryBuilder {
    this.#of(id);
    return (context) => this.#start(id, context);
  }

  /** The runs that are really alive, of one query or of all, also those that nobody waits for any more. */
  alive(id?: string): readonly FakeRunState[] {
    if (id !== undefined) this.#of(id);
    return [...this.#alive].filter(({ queryId }) => id === undefined || queryId === id);
  }

  /** Answers which runs it has, as `listenFor` asks it. */
  readonly poll = (): Observable<readonly EngineRunStatus[]> =>
    defer(() => {
      if (this.#pollFault?.hangs) return NEVER;
      if (this.#pollFault) throw new Error('the fake engine cannot be asked');
      const running = [...this.#alive].filter(({ state }) => state === 'running');
      return of(
        running.map(({ queryId, runId, batchId = null }) => ({ queryId, runId, batchId, isActive: true })),
      );
    });

  /** Crashes the run of a query. Tells whether there was one. */
  crash(id: string, { error = crashed(), isSilent = false }: FakeCrash = {}): boolean {
    return this.#withRun(id, (run) => run.crash(error, isSilent));
  }

  /** The next starts of a query crash as soon as they run. */
  crashAfterStart(id: string, { times = 1, error = crashed() }: FakeStartFault = {}): void {
    this.#failStarts(id, times, { kind: 'crash', error });
  }

  /** The next starts of a query fail. */
  failStart(id: string, { times = 1, error = crashed() }: FakeStartFault = {}): void {
    this.#failStarts(id, times, { kind: 'fail', error });
  }

  /** The next starts of a query come to no end. */
  hangStart(id: string, { times = 1 }: Pick<FakeStartFault, 'times'> = {}): void {
    this.#failStarts(id, times, { kind: 'hang' });
  }

  /** The run of a query makes no progress for a while, or for ever. Tells whether there was one. */
  hang(id: string, { forMs = Number.POSITIVE_INFINITY }: { readonly forMs?: number } = {}): boolean {
    return this.#withRun(id, (run) => run.hang(forMs));
  }

  /** The run of a query takes so long to stop, once it is asked to, or for ever. Tells whether there was one. */
  hangStop(id: string, { takes = Number.POSITIVE_INFINITY }: { readonly takes?: number } = {}): boolean {
    return this.#withRun(id, (run) => run.hangStop(takes));
  }

  /** Nobody hears of events. */
  loseEvents(fault: FakeEventFault = {}): void {
    this.#events.lose(fault);
  }

  /** Events come late, by so many milliseconds. */
  delayEvents(by: number, fault: FakeEventFault = {}): void {
    this.#events.delay(by, fault);
  }

  /** Events come twice. */
  duplicateEvents(fault: FakeEventFault = {}): void {
    this.#events.duplicate(fault);
  }

  /** Events change places, two by two. */
  reorderEvents(fault: FakeEventFault = {}): void {
    this.#events.reorder(fault);
  }

  /** Polls fail for a while, or get no answer. */
  failPolls({
    forMs = Number.POSITIVE_INFINITY,
    hangs = false,
  }: {
    readonly forMs?: number;
    readonly hangs?: boolean;
  } = {}): void {
    const fault = { hangs };
    this.#pollFault = fault;
    if (forMs === Number.POSITIVE_INFINITY) return;
    this.#life.add(
      this.#scheduler.schedule(() => {
        if (this.#pollFault === fault) this.#pollFault = undefined;
      }, forMs),
    );
  }

  /** Ends all runs and faults, and tells nobody. */
  shutDown(): void {
    this.#life.unsubscribe();
    for (const run of this.#alive) run.vanish();
  }

  #start(id: string, context: QueryContext) {
    const known = this.#of(id);
    this.#asked += 1;
    const run = new FakeRun(
      `${id}#${this.#asked}`,
      context,
      known.planOf({ queryId: id, epoch: context.epoch }),
      {
        scheduler: this.#scheduler,
        tell: (event) => this.#events.tell(event),
        note: (fact) => this.#note(fact),
        batches: known.batches,
      },
    );
    known.run = run;
    this.#alive.add(run);
    this.#note({ kind: 'asked', run });
    return run.start(known.startFaults.shift());
  }

  #note(fact: FakeFact): void {
    if (fact.kind === 'ended') this.#alive.delete(fact.run as FakeRun);
    this.#facts$.next(fact);
  }

  #failStarts(id: string, times: number, fault: StartFault): void {
    const { startFaults } = this.#of(id);
    for (let i = 0; i < times; i++) startFaults.push(fault);
  }

  #withRun(id: string, does: (run: FakeRun) => void): boolean {
    const { run } = this.#of(id);
    if (run?.state !== 'running') return false;
    does(run);
    return true;
  }

  #of(id: string): Known {
    const known = this.#known.get(id);
    if (!known) throw new UnknownQueryError(id, this.#known.keys());
    return known;
  }
}

/**
 * Makes an engine out of diagrams, or of functions that say what each run of a query does. Its runs go on whoever
 * listens, as those of a remote engine do.
 *
 * ```ts
 * const engine = fakeEngine({ scheduler, queries: { orders: '--p-p--#', clicks: () => ({ batchEvery: 1_000 }) } });
 * const all = queries({ scheduler }).register(query('orders', engine.builder('orders')));
 * engine.events$.pipe(listenFor(all, { poll: engine.poll, scheduler })).subscribe();
 * engine.crash('orders', { isSilent: true });
 * ```
 */
export function fakeEngine(options: FakeEngineOptions): FakeEngine {
  return new FakeEngine(options);
}

const crashed = () => new Error('the fake query crashed');
