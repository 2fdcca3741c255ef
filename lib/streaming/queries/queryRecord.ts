import { Subject } from 'rxjs';
import type { Query } from './query.ts';
import { noMetrics, withError, withProgress } from './queryMetrics.ts';
import type { QueryProgress } from './queryProgress.ts';
import type { QuerySignals } from './querySignals.ts';
import { type DesiredState, isOver, type QueryState, type QueryStatus } from './queryState.ts';

/** One subscription to a query, which may fail and be followed by another. */
export interface Attempt {
  /** Whether it came to run. */
  started: boolean;
  failure: { readonly error: unknown } | undefined;
}

/** What a record needs of the set it is in. */
export interface RecordHost {
  readonly signals: QuerySignals;
  readonly now: () => number;
  readonly classify: (error: unknown) => string;
  readonly changed: (status: QueryStatus) => void;
}

/** What is known and wanted of one query. Everything that happens to it goes through here, and is told. */
export class QueryRecord {
  desired: DesiredState = 'stopped';
  state: QueryState;
  metrics = noMetrics;
  /** The epoch that runs, starts or stops; none where nothing does. */
  epoch: number | undefined;
  /** The last epoch that came to its turn. */
  lastEpoch = 0;
  /** Whether it is about to leave the set. */
  leaving = false;
  /** Each change of its state. */
  readonly changes$ = new Subject<QueryStatus>();
  /** Ends what was wanted before. */
  readonly halt$ = new Subject<void>();
  /** The engine says that what runs is over. */
  readonly died$ = new Subject<Error>();
  #wishes = 0;
  #why = '';
  #attempt: Attempt | undefined;
  #failures = 0;
  #starts = 0;
  #begunAt = 0;
  #endedAt = 0;
  #fenced = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    readonly query: Query,
    readonly host: RecordHost,
  ) {
    this.state = { state: 'registered', since: host.now() };
  }

  get status(): QueryStatus {
    const { query, state, desired } = this;
    return { queryId: query.id, queryName: query.name, desired, ...state };
  }

  /** Somebody wants something else from now on. Tells whether that is still so once everybody has heard. */
  want(desired: DesiredState, reason: string): boolean {
    this.#wishes += 1;
    const wish = this.#wishes;
    this.desired = desired;
    this.#why = reason;
    this.#failures = 0;
    if (this.epoch !== undefined && !isOver(this.state)) this.#stopping(this.epoch, reason);
    else if (desired === 'stopped' && !isOver(this.state)) this.#move({ state: 'stopped', reason });
    if (wish === this.#wishes) this.halt$.next();
    return wish === this.#wishes;
  }

  begin(): Attempt {
    this.#attempt = { started: false, failure: undefined };
    if (this.epoch === undefined) this.#move({ state: 'starting' });
    return this.#attempt;
  }

  starting(epoch: number): void {
    this.epoch = epoch;
    this.lastEpoch = epoch;
    this.#failure = undefined;
    this.#fenced = false;
    this.#begunAt = this.host.now();
    if (this.state.state !== 'starting') this.#move({ state: 'starting' });
    this.host.signals.starting(epoch);
  }

  started(attempt: Attempt, epoch: number, engineQueryId: string | undefined): void {
    attempt.started = true;
    const gapSeconds = Math.max(0, this.host.now() - this.#endedAt) / 1_000;
    this.#starts += 1;
    const restartCount = this.#starts - 1;
    this.metrics = { ...this.metrics, restarts: restartCount };
    const reason = this.#failures > 0 ? 'failure' : this.#why;
    this.#move({ state: 'running', epoch, engineQueryId }, () => {
      this.host.signals.started(epoch, engineQueryId);
      if (restartCount > 0) this.host.signals.restarted({ restartCount, reason, gapSeconds });
    });
  }

  progressed(progress: QueryProgress): void {
    this.metrics = withProgress(this.metrics, progress, this.host.now());
    this.host.signals.progress(progress);
  }

  failed(attempt: Attempt, error: unknown): void {
    attempt.failure = { error };
    this.#failure = attempt.failure;
    this.#failures += 1;
    this.metrics = withError(this.metrics, { at: this.host.now(), error });
    const { signals, classify } = this.host;
    if (attempt.started) signals.failed(error, classify(error));
    else signals.startFailed(error);
  }

  /** It failed while it was being stopped. */
  failedLate(error: unknown): void {
    this.#failure = { error };
    this.metrics = withError(this.metrics, { at: this.host.now(), error });
  }

  /** An attempt is over, and whoever supervises has had the chance to begin another. */
  ended(attempt: Attempt): void {
    if (attempt !== this.#attempt || attempt.failure === undefined || isOver(this.state)) return;
    if (this.state.state === 'stopping') return;
    this.#move({ state: 'recovering', error: attempt.failure.error, failures: this.#failures });
  }

  completed(): void {
    this.desired = 'stopped';
    this.#move({ state: 'stopped', reason: 'completed' }, () => this.#tellStopped('completed'));
  }

  gaveUp(error: unknown): void {
    const failures = this.#failures;
    this.#move(failures > 1 ? { state: 'exhausted', error, failures } : { state: 'failed', error });
  }

  fenced(): void {
    this.#fenced = true;
  }

  over(): void {
    const { state } = this;
    this.epoch = undefined;
    this.#endedAt = this.host.now();
    this.host.signals.terminated(this.#failure);
    if (state.state !== 'stopping') return;
    this.#tellStopped(state.reason);
    // What was told may have been answered.
    if (this.desired === 'stopped' && this.state === state)
      this.#move({ state: 'stopped', reason: this.#why });
  }

  #stopping(epoch: number, reason: string): void {
    if (this.state.state === 'stopping') return;
    this.#move({ state: 'stopping', epoch, reason }, () => this.host.signals.stopping(reason));
  }

  #tellStopped(reason: string): void {
    const durationSeconds = Math.max(0, this.host.now() - this.#begunAt) / 1_000;
    const { restarts: restartCount } = this.metrics;
    this.host.signals.stopped({ reason, restartCount, durationSeconds, fenced: this.#fenced });
  }

  /** Whoever waits for a state is answered last, so that what they do about it is told after it. */
  #move(state: Unstamped<QueryState>, tell?: () => void): void {
    this.state = { ...state, since: this.host.now() };
    const { status } = this;
    this.host.changed(status);
    tell?.();
    this.changes$.next(status);
  }
}

type Unstamped<S> = S extends unknown ? Omit<S, 'since'> : never;
