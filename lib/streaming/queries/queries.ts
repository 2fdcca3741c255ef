import { asyncScheduler, defer, EMPTY, mergeMap, type Observable, of, Subject, takeUntil, tap } from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import { stopGracefully } from '../../../operators/stopGracefully.ts';
import { Signals } from '../../signals/signals.ts';
import type { Emit } from '../emit.ts';
import { emits } from '../emits.ts';
import { classifyFailures } from '../failures/classifyFailures.ts';
import type { DeadLetter } from '../supervision/deadLetter.ts';
import { supervised } from '../supervision/supervised.ts';
import { type Supervision, supervisions } from '../supervision/supervision.ts';
import type { OwnSupervisionOptions } from '../supervision/supervisionOptions.ts';
import {
  type Because,
  checkOwnOptions,
  checkQueriesOptions,
  type QueriesOptions,
  type RenewOptions,
} from './queriesOptions.ts';
import type { Query } from './query.ts';
import { toldAsRestart, untilRunning, untilStopped } from './queryAwaited.ts';
import type { QueryMetrics } from './queryMetrics.ts';
import { QueryRecord } from './queryRecord.ts';
import { QueryRecords } from './queryRecords.ts';
import { renewed } from './queryRenewed.ts';
import { querySignals } from './querySignals.ts';
import type { QueryStatus } from './queryState.ts';
import { QueryTerminatedError, type Termination } from './queryTerminatedError.ts';
import type { QueryProgressedBy, RecordHost } from './recordHost.ts';
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
  /** Each batch of all queries; nothing of the past. */
  readonly progress$: Observable<QueryProgressedBy>;
  /**
   * Runs what is started from now on.
   *
   * - emits nothing
   * - completes never
   * - errors when it is subscribed to while it runs already
   * - on unsubscribe, stops all queries, each within its deadline
   */
  readonly run$: Observable<never>;

  readonly #records = new QueryRecords();
  readonly #supervisions = new Map<string, Supervision>();
  readonly #states$ = new Subject<QueryStatus>();
  readonly #wanted$ = new Subject<QueryRecord>();
  readonly #progress$ = new Subject<QueryProgressedBy>();
  readonly #usual: Supervision;
  readonly #supervise: (own?: OwnSupervisionOptions) => Supervision;
  readonly #emit: Emit;
  readonly #host: Omit<RecordHost, 'signals'>;
  #running = false;

  constructor(options: QueriesOptions = {}) {
    checkQueriesOptions(options);
    const { signals = new Signals(), stopTimeout = 30_000 } = options;
    const { scheduler = asyncScheduler, classify = classifyFailures() } = options;
    this.signals = signals;
    this.#emit = signals.emitter(emits).emit;
    this.#supervise = supervisions(options, { emit: this.#emit, classify, stopTimeout, scheduler });
    this.#usual = this.#supervise();
    this.#host = {
      classify,
      now: () => scheduler.now(),
      changed: (status) => this.#states$.next(status),
      progressed: (progressed) => this.#progress$.next(progressed),
    };
    this.states$ = this.#states$.asObservable();
    this.progress$ = this.#progress$.asObservable();
    this.run$ = defer(() => this.#run());
  }

  /** Whether somebody is subscribed to `run$`. */
  get running(): boolean {
    return this.#running;
  }

  /** Takes a query into the set. The same may come again; another one with the same id is refused. */
  register(query: Query, own: OwnSupervisionOptions = {}): this {
    checkOwnOptions(query.id, own);
    const supervise = Object.keys(own).length > 0 ? this.#supervise(own) : undefined;
    const isNew = this.#records.add(query, () => {
      const signals = querySignals(query, this.#emit);
      return new QueryRecord(query, { ...this.#host, signals });
    });
    if (supervise) this.#supervisions.set(query.id, supervise);
    if (isNew) this.#records.of(query.id).host.signals.registered();
    return this;
  }

  /** Stops a query, if it runs, and forgets it. Until then its id is taken, but nobody can start it any more. */
  unregister(id: string, because: Because = {}): Observable<never> {
    return defer(() => {
      const record = this.#records.of(id);
      record.leaving = true;
      return this.#stop(record, because).pipe(
        settle<QueryStatus, never>({
          completed: () => {
            this.#records.delete(id);
            this.#supervisions.delete(id);
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
    return defer(() => this.#stop(this.#records.of(id), because));
  }

  /** Stops a query, if it runs, and has it run again, also one that was given up. Emits its status once it does. */
  restart(id: string, because: Because = {}): Observable<QueryStatus> {
    return defer(() => {
      const record = this.#startable(id);
      const isLast = record.wishes.stillLast();
      const ask = () => isLast() && this.#want(record, because);
      return toldAsRestart(record, because, untilRunning(record, record.lastEpoch, ask));
    });
  }

  /**
   * Has a query run afresh that runs, without anybody wanting something else of it: its failures go on being
   * counted. Where its engine allows two runs of it at once, the old one goes on until the new one has made progress.
   * Emits its status once it has. Errors with a `QueryNotRunningError` when that fails, and where the query does not
   * run, as then its next start is afresh anyhow.
   */
  renew(id: string, options: RenewOptions = {}): Observable<QueryStatus> {
    return defer(() => renewed(this.#startable(id), options, this.progress$));
  }

  /** Queries that were given up, and why; starting or reviving one takes it out. */
  get deadLetters(): readonly DeadLetter[] {
    return this.#records.all.flatMap(({ failures }) => failures.deadLetter ?? []);
  }

  /** Starts a query afresh that was given up. Emits its status once it runs; any other state is left as it is. */
  revive(id: string, { by = 'a person' }: { readonly by?: string } = {}): Observable<QueryStatus> {
    return defer(() => {
      const record = this.#startable(id);
      if (record.state.state !== 'exhausted' && record.state.state !== 'failed') return of(record.status);
      const reason = `revived by ${by}`;
      const isLast = record.wishes.stillLast();
      record.host.signals.revived(by);
      return untilRunning(record, 0, () => isLast() && this.#want(record, { reason }));
    });
  }

  /**
   * Notes that the engine calls a query over. If that is the run which is thought to run, it has failed, and
   * whoever supervises it knows; what comes late, of an earlier run or of one that was stopped, changes nothing.
   * Tells whether it was news.
   */
  terminated(id: string, termination: Termination): boolean {
    const { state, died$ } = this.#records.of(id);
    if (state.state !== 'running') return false;
    const { epoch = state.epoch, engineQueryId = state.engineQueryId } = termination;
    if (epoch !== state.epoch || engineQueryId !== state.engineQueryId) return false;
    died$.next(new QueryTerminatedError(id, { ...termination, epoch: state.epoch }));
    return true;
  }

  /** Whether a query of that id is registered. */
  has(id: string): boolean {
    return this.#records.has(id);
  }

  /** How a query is, and how it is wanted. */
  status(id: string): QueryStatus {
    return this.#records.of(id).status;
  }

  /** What a query has done since it was registered. */
  metrics(id: string): QueryMetrics {
    return this.#records.of(id).metrics;
  }

  /** How all queries are, in the order in which they were registered. */
  list(): readonly QueryStatus[] {
    return this.#records.all.map(({ status }) => status);
  }

  #run(): Observable<never> {
    if (this.#running) throw new Error('expected run$ to be subscribed to once, but it runs already');
    this.#running = true;
    return stopGracefully((stop$) =>
      this.#wanted$.pipe(
        mergeMap((record) => supervised(record, this.#supervisions.get(record.query.id) ?? this.#usual)),
        takeUntil(stop$.pipe(tap(() => this.#stopAll()))),
      ),
    );
  }

  #stopAll(): void {
    this.#running = false;
    for (const record of this.#records.all) record.want('stopped', 'the queries run no more');
  }

  #stop(record: QueryRecord, { reason = 'it was asked for' }: Because): Observable<QueryStatus> {
    return untilStopped(record, () => record.want('stopped', reason));
  }

  #want(record: QueryRecord, { reason = 'it was asked for' }: Because): void {
    if (record.want('running', reason)) this.#wanted$.next(record);
  }

  #startable(id: string): QueryRecord {
    const record = this.#records.of(id);
    if (record.leaving) throw new UnknownQueryError(id, []);
    if (!this.#running)
      throw new Error(
        `expected run$ to be subscribed to before the query "${id}" is started, but nobody is`,
      );
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
