import { Subject } from 'rxjs';
import type { RecoveryGivenUp } from '../../../operators/recoveryNotice.ts';
import type { DeadLetter } from '../supervision/deadLetter.ts';
import type { Query } from './query.ts';
import type { Attempt } from './queryAttempt.ts';
import type { QueryMetrics } from './queryMetrics.ts';
import type { QueryProgress } from './queryProgress.ts';
import { type DesiredState, isOver, type QueryState, type QueryStatus } from './queryState.ts';
import { QueryTally } from './queryTally.ts';
import type { RecordHost } from './recordHost.ts';

/** What is known and wanted of one query. Everything that happens to it goes through here, and is told. */
export class QueryRecord {
  desired: DesiredState = 'stopped';
  state: QueryState;
  readonly tally = new QueryTally();
  /** The epoch that runs, starts or stops; none where nothing does. */
  epoch: number | undefined;
  /** The last epoch that came to its turn. */
  lastEpoch = 0;
  /** Whether it is about to leave the set. */
  leaving = false;
  /** Why it was given up, until somebody starts it. */
  deadLetter: DeadLetter | undefined;
  /** Each change of its state. */
  readonly changes$ = new Subject<QueryStatus>();
  /** Ends what was wanted before. */
  readonly halt$ = new Subject<void>();
  /** The engine says that what runs is over. */
  readonly died$ = new Subject<Error>();
  /** What runs is to be run again, by whoever keeps it alive. */
  readonly renew$ = new Subject<void>();
  #wishes = 0;
  #why = '';
  /** Why the next run is started. */
  #startWhy = '';
  #attempt: Attempt | undefined;
  #failures = 0;
  #begunAt = 0;
  #endedAt = 0;
  #fenced = false;
  #failure: { readonly error: unknown } | undefined;
  /** How it ends once nothing of it runs any more. */
  #final: Unstamped<QueryState> | undefined;
  #givenUp: RecoveryGivenUp['reason'] | undefined;

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

  get metrics(): QueryMetrics {
    return { ...this.tally.metrics, lastEpoch: this.lastEpoch };
  }

  /** Somebody wants something else from now on. Tells whether that is still so once everybody has heard. */
  want(desired: DesiredState, reason: string): boolean {
    this.#wishes += 1;
    const wish = this.#wishes;
    this.desired = desired;
    this.#why = reason;
    this.#startWhy = reason;
    this.#failures = 0;
    this.#final = undefined;
    if (desired === 'running') this.deadLetter = undefined;
    if (this.epoch !== undefined && !isOver(this.state)) this.#stopping(this.epoch, reason);
    else if (desired === 'stopped' && !isOver(this.state)) this.#move({ state: 'stopped', reason });
    if (wish === this.#wishes) this.halt$.next();
    return wish === this.#wishes;
  }

  /** It is to run again, and whoever keeps it alive goes on counting its failures. */
  renew(reason: string): void {
    this.#startWhy = reason;
    if (this.epoch !== undefined) this.#stopping(this.epoch, reason);
    this.renew$.next();
  }

  begin(): Attempt {
    this.#attempt = { epoch: 0, started: false, broke: false, failure: undefined };
    this.#givenUp = undefined;
    this.tally.health = 'unknown';
    if (this.epoch === undefined) this.#move({ state: 'starting' });
    return this.#attempt;
  }

  starting(attempt: Attempt, epoch: number): void {
    attempt.epoch = epoch;
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
    const restartCount = this.tally.started();
    const reason = this.#startWhy;
    this.#move({ state: 'running', epoch, engineQueryId }, () => {
      this.host.signals.started(epoch, engineQueryId);
      if (restartCount > 0) this.host.signals.restarted({ restartCount, reason, gapSeconds });
    });
  }

  progressed({ epoch }: Attempt, progress: QueryProgress): void {
    this.tally.progressed(progress, this.host.now());
    this.host.signals.progress(progress);
    this.host.progressed({ queryId: this.query.id, epoch, progress });
  }

  failed(attempt: Attempt, error: unknown): void {
    attempt.failure = { error };
    this.#failure = attempt.failure;
    this.#failures += 1;
    this.#startWhy = 'failure';
    this.tally.failed({ at: this.host.now(), error });
    const { signals, classify } = this.host;
    if (attempt.started) signals.failed(error, classify(error));
    else signals.startFailed(error);
  }

  /** It failed while it was being stopped. */
  failedLate(error: unknown): void {
    this.#failure = { error };
    this.tally.failed({ at: this.host.now(), error });
  }

  /** It failed, and is to be started again. */
  recovering(): void {
    const failure = this.#attempt?.failure;
    if (failure === undefined || this.#final !== undefined) return;
    if (isOver(this.state) || this.state.state === 'stopping') return;
    this.#move({ state: 'recovering', error: failure.error, failures: this.#failures });
  }

  /** An attempt is over, and whoever keeps it alive has had the chance to begin another. */
  ended(attempt: Attempt): void {
    if (attempt !== this.#attempt || isOver(this.state) || this.state.state === 'stopping') return;
    if (this.#final !== undefined && this.epoch !== undefined && !attempt.broke)
      this.#stopping(this.epoch, 'it was given up');
  }

  completed(): void {
    const reason = this.#givenUp === 'ignore' ? 'it failed, which is ignored' : 'completed';
    this.desired = 'stopped';
    this.#move({ state: 'stopped', reason }, () => this.#tellStopped(reason));
  }

  /** Whoever keeps it alive says that it is not started again, and why. */
  givenUp({ reason, error, failureClass, at, attempt: retryCount, history }: RecoveryGivenUp): void {
    this.#givenUp = reason;
    if (reason === 'ignore') return;
    const { id: queryId } = this.query;
    this.deadLetter = { queryId, reason, error, failureClass, at, retryCount, history };
  }

  /** It will not be started again; it is over once nothing of it runs any more. */
  gaveUp(error: unknown): void {
    const failures = this.#failures;
    const isExhausted = this.#givenUp === undefined ? failures > 1 : this.#givenUp === 'exhausted';
    const final = isExhausted
      ? ({ state: 'exhausted', error, failures } as const)
      : ({ state: 'failed', error } as const);
    if (this.epoch === undefined) this.#move(final);
    else this.#final = final;
  }

  fenced(): void {
    this.#fenced = true;
  }

  over(): void {
    const { state } = this;
    this.epoch = undefined;
    this.#endedAt = this.host.now();
    this.host.signals.terminated(this.#failure);
    if (state.state === 'stopping') this.#tellStopped(state.reason);
    this.#finish();
    if (state.state !== 'stopping') return;
    // What was told may have been answered.
    if (this.desired === 'stopped' && this.state === state)
      this.#move({ state: 'stopped', reason: this.#why });
  }

  #finish(): void {
    const final = this.#final;
    this.#final = undefined;
    if (final !== undefined) this.#move(final);
  }

  #stopping(epoch: number, reason: string): void {
    if (this.state.state === 'stopping') return;
    this.#move({ state: 'stopping', epoch, reason }, () => this.host.signals.stopping(reason));
  }

  #tellStopped(reason: string): void {
    const durationSeconds = Math.max(0, this.host.now() - this.#begunAt) / 1_000;
    const { restarts: restartCount } = this.tally;
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
