import { Subject } from 'rxjs';
import { FencedError } from '../../../operators/fence.ts';
import type { Query } from './query.ts';
import { type Attempt, newAttempt } from './queryAttempt.ts';
import { QueryFailures } from './queryFailures.ts';
import type { QueryMetrics } from './queryMetrics.ts';
import type { QueryProgress } from './queryProgress.ts';
import { QueryStanding, type Unstamped } from './queryStanding.ts';
import { type DesiredState, isOver, type QueryState } from './queryState.ts';
import { QueryTally } from './queryTally.ts';
import type { QueryTerminatedError } from './queryTerminatedError.ts';
import type { RecordHost } from './recordHost.ts';
import { Wishes } from './wishes.ts';

/** What is known and wanted of one query. Everything that happens to it goes through here, and is told. */
export class QueryRecord extends QueryStanding {
  readonly wishes = new Wishes();
  readonly tally = new QueryTally();
  /** The last epoch that came to its turn. */
  lastEpoch = 0;
  /** Whether it is about to leave the set. */
  leaving = false;
  /** Whether its next run is to begin without what its checkpoint holds; until one has made progress. */
  cleanStart = false;
  readonly failures: QueryFailures;
  /** Ends what was wanted before. */
  readonly halt$ = new Subject<void>();
  /** The engine says that a run is over. */
  readonly died$ = new Subject<QueryTerminatedError>();
  /** What runs is to be run again, by whoever keeps it alive. */
  readonly renew$ = new Subject<void>();
  /** What was to take the place of a run has failed, and that goes on. */
  readonly notReplaced$ = new Subject<unknown>();
  /** What runs, starts or stops. */
  #current: Attempt | undefined;
  #latest: Attempt | undefined;
  #replaces = false;
  /** Why the next run is started. */
  #startWhy = '';
  #endedAt = 0;
  /** How it ends once nothing of it runs any more. */
  #final: Unstamped<QueryState> | undefined;

  constructor(
    readonly query: Query,
    readonly host: RecordHost,
  ) {
    super(query, host);
    this.failures = new QueryFailures(query.id);
  }

  get metrics(): QueryMetrics {
    return { ...this.tally.metrics, lastEpoch: this.lastEpoch };
  }

  /** The epoch that runs, starts or stops; none where nothing does. */
  get epoch(): number | undefined {
    return this.#current?.epoch;
  }

  /** Somebody wants something else from now on. Tells whether that is still so once everybody has heard. */
  want(desired: DesiredState, reason: string): boolean {
    const isLast = this.wishes.add(reason);
    this.desired = desired;
    this.#forget();
    if (this.#current && !isOver(this.state)) this.#stopping(reason);
    else if (desired === 'stopped' && !isOver(this.state)) this.move({ state: 'stopped', reason });
    if (!isLast()) return false;
    // It may have failed in the midst of that, which has nothing to do with what is wanted now.
    this.#forget();
    this.halt$.next();
    return isLast();
  }

  /** It is to run again, and whoever keeps it alive goes on counting its failures. */
  renew(reason: string, cleanStart: boolean): void {
    const isLast = this.wishes.stillLast();
    this.#startWhy = reason;
    this.cleanStart ||= cleanStart;
    this.#replaces = this.query.readers > 1 && this.#current !== undefined;
    if (!this.#replaces && this.#current) this.#stopping(reason);
    // Who was told may want something else by now.
    if (isLast()) this.renew$.next();
  }

  begin(): Attempt {
    const attempt = newAttempt(this.#replaces);
    this.#replaces = false;
    this.#latest = attempt;
    if (attempt.isReplacement) return attempt;
    this.failures.begin();
    this.tally.health = 'unknown';
    if (!this.#current) this.move({ state: 'starting' });
    return attempt;
  }

  starting(attempt: Attempt, epoch: number): void {
    Object.assign(attempt, { epoch, begunAt: this.host.now() });
    this.lastEpoch = epoch;
    if (!attempt.isReplacement) this.#place(attempt);
    this.host.signals.starting(epoch);
  }

  started(attempt: Attempt, engineQueryId: string | undefined): void {
    attempt.started = true;
    attempt.engineQueryId = engineQueryId;
    const tell = () => this.host.signals.started(attempt.epoch, engineQueryId);
    if (attempt.isReplacement) tell();
    else this.#running(attempt, Math.max(0, this.host.now() - this.#endedAt) / 1_000, tell);
  }

  progressed(attempt: Attempt, progress: QueryProgress): void {
    if (attempt.isReplacement) this.#takeOver(attempt);
    this.cleanStart = false;
    this.tally.progressed(progress, this.host.now());
    this.host.signals.progress(progress);
    this.host.progressed({ queryId: this.query.id, epoch: attempt.epoch, progress });
  }

  failed(attempt: Attempt, error: unknown): void {
    attempt.failure = { error };
    this.tally.failed({ at: this.host.now(), error });
    if (!attempt.isReplacement) this.failures.add(error);
    if (!attempt.isReplacement) this.#startWhy = 'failure';
    const { signals, classify } = this.host;
    if (attempt.started) signals.failed(error, classify(error));
    else signals.startFailed(error);
  }

  /** It failed while it was being stopped; that it may not commit any more is no failure. */
  failedLate(attempt: Attempt, error: unknown): void {
    if (error instanceof FencedError) return;
    attempt.failure = { error };
    this.tally.failed({ at: this.host.now(), error });
  }

  /** It failed, and is to be started again. */
  recovering(): void {
    const { recovering } = this.failures;
    if (!recovering || this.#final || isOver(this.state) || this.state.state === 'stopping') return;
    this.move(recovering);
  }

  /** An attempt is over, and whoever keeps it alive has had the chance to begin another. */
  ended(attempt: Attempt): void {
    attempt.left = true;
    this.#stopGivenUp();
  }

  completed(): void {
    const reason = this.failures.isIgnored ? 'it failed, which is ignored' : 'completed';
    this.desired = 'stopped';
    this.move({ state: 'stopped', reason }, () => this.#tellStopped(this.#latest, reason));
  }

  /** It will not be started again; it is over once nothing of it runs any more. */
  gaveUp(error: unknown): void {
    this.#final = this.failures.final(error);
    if (this.#current) this.#stopGivenUp();
    else this.#finish();
  }

  over(attempt: Attempt): void {
    const [{ state }, isCurrent] = [this, attempt === this.#current];
    attempt.over = true;
    if (isCurrent) [this.#current, this.#endedAt] = [undefined, this.host.now()];
    this.host.signals.terminated(attempt.failure);
    if (attempt.stopReason !== undefined) this.#tellStopped(attempt, attempt.stopReason);
    // What was told may have been answered.
    if (!isCurrent || this.#current || this.#promote(attempt)) return;
    this.#finish();
    if (state.state === 'stopping' && this.desired === 'stopped' && this.state === state)
      this.move({ state: 'stopped', reason: this.wishes.reason });
  }

  /** Its turn has come, and it is what runs from now on. */
  #place(attempt: Attempt): void {
    this.#current = attempt;
    if (this.state.state !== 'starting') this.move({ state: 'starting' });
  }

  #running(attempt: Attempt, gapSeconds: number, tell?: () => void): void {
    const { epoch, engineQueryId } = attempt;
    const [restartCount, reason] = [this.tally.started(), this.#startWhy];
    this.move({ state: 'running', epoch, engineQueryId }, () => {
      tell?.();
      if (restartCount > 0) this.host.signals.restarted({ restartCount, reason, gapSeconds });
    });
  }

  /** A replacement has made progress, so that what it replaces is stopped next. */
  #takeOver(attempt: Attempt): void {
    const [replaced, { state }] = [this.#current, this];
    Object.assign(attempt, { isReplacement: false, replaced });
    this.#current = attempt;
    if (replaced) {
      replaced.stopReason = this.#startWhy;
      this.host.signals.stopping(this.#startWhy);
    }
    // Who was told may have stopped it.
    if (this.state === state) this.#running(attempt, 0);
  }

  /** Something else runs and takes its place: a replacement without progress, or what it replaced and nobody left. */
  #promote({ replaced }: Attempt): boolean {
    const next = replaced?.left === false ? replaced : this.#latest;
    if (!next || next.over || next.epoch === 0 || !(next.isReplacement || next === replaced)) return false;
    Object.assign(next, { isReplacement: false, stopReason: undefined });
    this.#current = next;
    if (this.state.state === 'stopping') next.stopReason = this.state.reason;
    else if (next.started) this.#running(next, 0);
    else this.move({ state: 'starting' });
    return true;
  }

  #forget(): void {
    this.#startWhy = this.wishes.reason;
    this.#final = undefined;
    this.failures.forget();
    if (this.desired === 'running') this.failures.deadLetter = undefined;
  }

  /** What has not ended by itself has been asked to stop, and is given up once it has. */
  #stopGivenUp(): void {
    const { broke, left } = this.#current ?? {};
    if (this.#final && left && !broke && !isOver(this.state)) this.#stopping('it was given up');
  }

  #finish(): void {
    const final = this.#final;
    this.#final = undefined;
    if (final !== undefined) this.move(final);
  }

  #stopping(reason: string): void {
    const stopped = this.#current;
    if (this.state.state === 'stopping' || !stopped) return;
    stopped.stopReason = reason;
    const { epoch } = stopped;
    this.move({ state: 'stopping', epoch, reason }, () => this.host.signals.stopping(reason));
  }

  #tellStopped(attempt: Attempt | undefined, reason: string): void {
    const durationSeconds = attempt ? Math.max(0, this.host.now() - attempt.begunAt) / 1_000 : 0;
    const { restarts: restartCount } = this.tally;
    const { fenced = false } = attempt ?? {};
    this.host.signals.stopped({ reason, restartCount, durationSeconds, fenced });
  }
}
