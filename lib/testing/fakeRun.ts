import { EMPTY, NEVER, Observable, type SchedulerLike, Subject, Subscription } from 'rxjs';
import { FencedError } from '../../operators/fence.ts';
import type { EngineEvent } from '../streaming/listening/engineEvent.ts';
import type { QueryContext } from '../streaming/queries/query.ts';
import type { QueryProgress } from '../streaming/queries/queryProgress.ts';
import type { RunningQuery } from '../streaming/queries/runningQuery.ts';
import type { FakeFact, FakeRunEnd, FakeRunState } from './fakeFact.ts';
import type { FakeRunPlan } from './fakeRunPlan.ts';

/** What a run needs of its engine. */
export interface FakeRunHost {
  readonly scheduler: SchedulerLike;
  readonly tell: (event: EngineEvent) => void;
  readonly note: (fact: FakeFact) => void;
  /** Numbers the batches of the query, over all its runs. */
  readonly batches: { next: number };
}

/** What a fault does to a run as it starts. */
export type StartFault =
  | { readonly kind: 'fail' | 'crash'; readonly error: unknown }
  | { readonly kind: 'hang' };

/** One run of a query in a fake engine; it goes on whoever listens, until it is stopped, ends or crashes. */
export class FakeRun implements FakeRunState {
  readonly queryId: string;
  readonly epoch: number;
  state: 'starting' | 'running' | 'ended' = 'starting';
  batchId: number | undefined;
  readonly #progress$ = new Subject<QueryProgress>();
  readonly #life = new Subscription();
  readonly #context: QueryContext;
  readonly #plan: FakeRunPlan;
  readonly #host: FakeRunHost;
  #batches = 0;
  #isHanging = false;
  #stopTakes: number;
  #stopped$: Subject<never> | undefined;

  constructor(
    readonly runId: string,
    context: QueryContext,
    plan: FakeRunPlan,
    host: FakeRunHost,
  ) {
    this.queryId = context.queryId;
    this.epoch = context.epoch;
    this.#context = context;
    this.#plan = plan;
    this.#host = host;
    this.#stopTakes = plan.stopTakes ?? 0;
  }

  /** Starts it; emits its handle once it runs. Who does not wait for that breaks it off. */
  start(fault: StartFault | undefined): Observable<RunningQuery> {
    return new Observable((subscriber) => {
      subscriber.add(() => {
        if (this.state === 'starting') this.#end('cancelled');
      });
      const takes = fault?.kind === 'hang' ? Number.POSITIVE_INFINITY : (this.#plan.startTakes ?? 0);
      this.#later(takes, () => {
        if (fault?.kind === 'fail') {
          this.#end('crashed');
          subscriber.error(fault.error);
          return;
        }
        this.#run();
        if (fault?.kind === 'crash') this.#later(0, () => this.crash(fault.error));
        subscriber.next(this.#handle());
        subscriber.complete();
      });
    });
  }

  /** Ends with an error; its progress says nothing of it where only events do. */
  crash(error: unknown, isSilent = false): void {
    if (this.state !== 'running') return;
    const { queryId, runId } = this;
    const { message, name: errorType } = error instanceof Error ? error : new Error(String(error));
    this.#end('crashed');
    if (!isSilent) this.#progress$.error(error);
    this.#host.tell({ kind: 'terminated', queryId, runId, error: message, errorType });
  }

  /** Makes no progress for a while, or for ever. */
  hang(forMs: number): void {
    this.#isHanging = true;
    this.#later(forMs, () => {
      this.#isHanging = false;
    });
  }

  hangStop(takes: number): void {
    this.#stopTakes = takes;
  }

  /** Ends without telling anybody. */
  vanish(): void {
    if (this.state !== 'ended') this.#end('vanished');
  }

  /** Whether it could commit now. */
  get mayCommit(): boolean {
    return this.state !== 'ended' && this.#commits(() => undefined);
  }

  #run(): void {
    const { queryId, runId } = this;
    const { query, batchEvery = 60_000, rows = () => 100 } = this.#plan;
    this.state = 'running';
    this.#host.note({ kind: 'started', run: this });
    this.#host.tell({ kind: 'started', queryId, runId });
    if (query) {
      this.#life.add(
        query.progress$.subscribe({
          next: (progress) => this.#batch(progress),
          error: (error: unknown) => this.crash(error),
          complete: () => this.#completed(),
        }),
      );
      return;
    }
    const run = this;
    this.#life.add(
      this.#host.scheduler.schedule(function () {
        run.#batch({ batchId: run.#host.batches.next, numInputRows: rows(run.#batches), ...pace });
        if (!this.closed) this.schedule(undefined, batchEvery);
      }, batchEvery),
    );
  }

  #batch(progress: QueryProgress): void {
    if (this.#isHanging) return;
    const { queryId, runId } = this;
    const { batchId, numInputRows } = progress;
    this.#batches += 1;
    if (numInputRows > 0) {
      this.batchId = batchId;
      this.#host.batches.next = batchId + 1;
      const isAccepted = this.#commits(() => undefined);
      this.#host.note({ kind: isAccepted ? 'committed' : 'refused', run: this, batchId });
    }
    this.#host.tell(
      numInputRows > 0
        ? { kind: 'progress', queryId, runId, ...progress }
        : { kind: 'idle', queryId, runId, batchId },
    );
    this.#progress$.next(progress);
  }

  #commits(write: () => void): boolean {
    try {
      this.#context.commit(write);
      return true;
    } catch (error) {
      if (error instanceof FencedError) return false;
      throw error;
    }
  }

  #handle(): RunningQuery {
    return { progress$: this.#progress$, stop: () => this.#stop(), engineQueryId: this.runId };
  }

  /** Goes on stopping though nobody waits for it any more. */
  #stop(): Observable<never> {
    if (this.state === 'ended') return EMPTY;
    if (this.#stopped$) return this.#stopped$;
    this.#stopped$ = new Subject();
    this.#later(this.#stopTakes, () => this.#completed());
    return this.#stopTakes === Number.POSITIVE_INFINITY ? NEVER : this.#stopped$;
  }

  #completed(): void {
    if (this.state !== 'running') return;
    const { queryId, runId } = this;
    this.#end(this.#stopped$ ? 'stopped' : 'completed');
    this.#host.tell({ kind: 'terminated', queryId, runId });
    this.#progress$.complete();
    this.#stopped$?.complete();
  }

  #end(because: FakeRunEnd): void {
    this.state = 'ended';
    this.#life.unsubscribe();
    this.#host.note({ kind: 'ended', run: this, because });
  }

  #later(ms: number, call: () => void): void {
    if (ms === Number.POSITIVE_INFINITY) return;
    this.#life.add(
      this.#host.scheduler.schedule(function () {
        this.unsubscribe();
        call();
      }, ms),
    );
  }
}

const pace = { inputRowsPerSecond: 100, processedRowsPerSecond: 200, durationMs: 500 };
