import {
  asyncScheduler,
  defer,
  EMPTY,
  identity,
  type MonoTypeOperatorFunction,
  mergeMap,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import { stopGracefully } from '../../../operators/stopGracefully.ts';
import { DefinitionError } from '../../definitions/definitionError.ts';
import { problem } from '../../definitions/problem.ts';
import { Signals } from '../../signals/signals.ts';
import type { Emit } from '../emit.ts';
import { emits } from '../emits.ts';
import { type Supervision, supervised } from '../supervision/supervised.ts';
import {
  type Because,
  checkQueriesOptions,
  type QueriesOptions,
  type RegisterOptions,
} from './queriesOptions.ts';
import type { Query } from './query.ts';
import { untilRunning, untilStopped } from './queryAwaited.ts';
import type { QueryMetrics } from './queryMetrics.ts';
import type { QueryProgress } from './queryProgress.ts';
import { QueryRecord } from './queryRecord.ts';
import { querySignals } from './querySignals.ts';
import type { QueryStatus } from './queryState.ts';
import { QueryTerminatedError, type Termination } from './queryTerminatedError.ts';
import { UnknownQueryError } from './unknownQueryError.ts';

/**
 * The queries that run. Somebody subscribes to `run$` once, and queries run for as long as that lasts; what is
 * asked for, by subscribing to `start`, `stop` and the others, goes on though nobody waits for it.
 */
export class Queries {
  /** Where it tells what happens. */
  readonly signals: Signals;
  /** Each change of state, of all queries; nothing of the past. */
  readonly states$: Observable<QueryStatus>;
  /**
   * Runs what is started from now on.
   *
   * - emits nothing
   * - completes never
   * - errors when it is subscribed to while it runs already
   * - on unsubscribe, stops all queries, each within its deadline
   */
  readonly run$: Observable<never>;

  readonly #records = new Map<string, QueryRecord>();
  readonly #supervise = new Map<string, MonoTypeOperatorFunction<QueryProgress>>();
  readonly #states$ = new Subject<QueryStatus>();
  readonly #wanted$ = new Subject<QueryRecord>();
  readonly #supervision: Supervision;
  readonly #emit: Emit;
  readonly #classify: (error: unknown) => string;
  #running = false;

  constructor(options: QueriesOptions = {}) {
    checkQueriesOptions(options);
    const { signals = new Signals(), supervise = identity, stopTimeout = 30_000 } = options;
    const { scheduler = asyncScheduler, classify = () => 'unknown' } = options;
    this.#supervision = { supervise, stopTimeout, scheduler };
    this.signals = signals;
    this.#emit = signals.emitter(emits).emit;
    this.#classify = classify;
    this.states$ = this.#states$.asObservable();
    this.run$ = defer(() => this.#run());
  }

  /** Whether somebody is subscribed to `run$`. */
  get running(): boolean {
    return this.#running;
  }

  /** Takes a query into the set. The same may come again; another one with the same id is refused. */
  register(query: Query, { supervise }: RegisterOptions = {}): this {
    const known = this.#records.get(query.id);
    if (known && known.query !== query)
      throw new DefinitionError(`query "${query.id}"`, [
        problem(query.id, 'there is another query with this id'),
      ]);
    if (supervise) this.#supervise.set(query.id, supervise);
    if (known) return this;
    const signals = querySignals(query, this.#emit);
    const { scheduler } = this.#supervision;
    const record = new QueryRecord(query, {
      signals,
      now: () => scheduler.now(),
      classify: this.#classify,
      changed: (status) => this.#states$.next(status),
    });
    this.#records.set(query.id, record);
    signals.registered();
    return this;
  }

  /** Stops a query, if it runs, and forgets it. Until then its id is taken, but nobody can start it any more. */
  unregister(id: string, because: Because = {}): Observable<never> {
    return defer(() => {
      const record = this.#recordOf(id);
      record.leaving = true;
      return this.#stop(record, because).pipe(
        settle<QueryStatus, never>({
          completed: () => {
            this.#records.delete(id);
            this.#supervise.delete(id);
            record.changes$.complete();
            return EMPTY;
          },
        }),
      );
    });
  }

  /** Has a query run. Emits its status once it does, and changes nothing where it runs or starts already. */
  start(id: string, because: Because = {}): Observable<QueryStatus> {
    return defer(() => {
      const record = this.#startable(id);
      return untilRunning(record, 0, () => {
        if (!isAlive(record)) this.#want(record, because);
      });
    });
  }

  /** Has a query stop, and stay so. Emits its status once nothing of it runs any more. */
  stop(id: string, because: Because = {}): Observable<QueryStatus> {
    return defer(() => this.#stop(this.#recordOf(id), because));
  }

  /** Stops a query, if it runs, and has it run again. Emits its status once it does. */
  restart(id: string, because: Because = {}): Observable<QueryStatus> {
    return defer(() => {
      const record = this.#startable(id);
      return untilRunning(record, record.lastEpoch, () => this.#want(record, because));
    });
  }

  /** Starts a query afresh that was given up. Emits its status once it runs; any other state is left as it is. */
  revive(id: string, { by = 'a person' }: { readonly by?: string } = {}): Observable<QueryStatus> {
    return defer(() => {
      const record = this.#startable(id);
      if (record.state.state !== 'exhausted' && record.state.state !== 'failed') return of(record.status);
      record.host.signals.revived(by);
      return this.start(id, { reason: `revived by ${by}` });
    });
  }

  /**
   * Notes that the engine calls a query over. If that is the run which is thought to run, it has failed, and
   * whoever supervises it knows; what comes late, of an earlier run or of one that was stopped, changes nothing.
   * Tells whether it was news.
   */
  terminated(id: string, termination: Termination): boolean {
    const { state, died$ } = this.#recordOf(id);
    if (state.state !== 'running') return false;
    const { epoch = state.epoch, engineQueryId = state.engineQueryId } = termination;
    if (epoch !== state.epoch || engineQueryId !== state.engineQueryId) return false;
    died$.next(new QueryTerminatedError(id, state.epoch, termination.error));
    return true;
  }

  /** Whether a query of that id is registered. */
  has(id: string): boolean {
    return this.#records.has(id);
  }

  /** How a query is, and how it is wanted. */
  status(id: string): QueryStatus {
    return this.#recordOf(id).status;
  }

  /** What a query has done since it was registered. */
  metrics(id: string): QueryMetrics {
    return this.#recordOf(id).metrics;
  }

  /** How all queries are, in the order in which they were registered. */
  list(): readonly QueryStatus[] {
    return [...this.#records.values()].map(({ status }) => status);
  }

  #run(): Observable<never> {
    if (this.#running) throw new Error('expected run$ to be subscribed to once, but it runs already');
    this.#running = true;
    return stopGracefully((stop$) =>
      this.#wanted$.pipe(
        mergeMap((record) => supervised(record, this.#supervisionOf(record))),
        takeUntil(stop$.pipe(tap(() => this.#stopAll()))),
      ),
    );
  }

  #supervisionOf({ query }: QueryRecord): Supervision {
    const supervise = this.#supervise.get(query.id);
    return supervise ? { ...this.#supervision, supervise } : this.#supervision;
  }

  #stopAll(): void {
    this.#running = false;
    for (const record of this.#records.values()) record.want('stopped', 'the queries run no more');
  }

  #stop(record: QueryRecord, { reason = 'it was asked for' }: Because): Observable<QueryStatus> {
    return untilStopped(record, () => record.want('stopped', reason));
  }

  #want(record: QueryRecord, { reason = 'it was asked for' }: Because): void {
    if (record.want('running', reason)) this.#wanted$.next(record);
  }

  #startable(id: string): QueryRecord {
    const record = this.#recordOf(id);
    if (record.leaving) throw new UnknownQueryError(id, []);
    if (!this.#running)
      throw new Error(
        `expected run$ to be subscribed to before the query "${id}" is started, but nobody is`,
      );
    return record;
  }

  #recordOf(id: string): QueryRecord {
    const record = this.#records.get(id);
    if (!record) throw new UnknownQueryError(id, this.#records.keys());
    return record;
  }
}

/** Makes an empty set of queries. */
export function queries(options: QueriesOptions = {}): Queries {
  return new Queries(options);
}

/** Whether it runs, or will without anybody asking. */
const isAlive = ({ desired, state: { state } }: QueryRecord): boolean =>
  desired === 'running' && state !== 'failed' && state !== 'exhausted';
