import type { Observable, Subscriber } from 'rxjs';
import { judgeFailure, type RestartJudgement } from './judgeFailure.ts';
import type { RecoveryFailure, RecoveryGivenUp } from './recoveryNotice.ts';
import type { RecoveryPolicy } from './recoveryPolicy.ts';
import type { RestartIntensityError } from './restartIntensity.ts';
import { type RunOwner, SourceRun } from './sourceRun.ts';
import { subscribeWithin } from './subscribeWithin.ts';
import { Trouble } from './trouble.ts';

/** Keeps one source alive for one subscriber: starts it, judges its failures, and starts it again. */
export class Recovery<T> implements RunOwner<T> {
  #startedAt = 0;
  #trouble: Trouble | undefined;

  readonly #source: Observable<T>;
  readonly #subscriber: Subscriber<T>;
  readonly #policy: RecoveryPolicy;

  constructor(source: Observable<T>, subscriber: Subscriber<T>, policy: RecoveryPolicy) {
    this.#source = source;
    this.#subscriber = subscriber;
    this.#policy = policy;
  }

  begin(): void {
    const { intensity, restart$ } = this.#policy;
    this.#subscriber.add(() => this.#trouble?.rest());
    if (intensity)
      this.#subscriber.add(intensity.join((error) => this.#guard(() => this.#escalate(error))));
    if (restart$) {
      const error = (thrown: unknown) => this.#subscriber.error(thrown);
      subscribeWithin(this.#subscriber, restart$, { next: () => this.#trouble?.startAnew(), error });
    }
    this.#start();
  }

  next(value: T): void {
    if (this.#trouble?.silent) this.#prove(this.#trouble);
    this.#subscriber.next(value);
  }

  failed(error: unknown): void {
    this.#guard(() => this.#judge(error));
  }

  completed(): void {
    this.#guard(() => {
      const trouble = this.#trouble;
      trouble?.rest();
      if (trouble && trouble.proving > 0) this.#stable(trouble);
      this.#subscriber.complete();
    });
  }

  broken(thrown: unknown): void {
    this.#subscriber.error(thrown);
  }

  #start(): void {
    this.#startedAt = this.#policy.scheduler.now();
    const run = new SourceRun(this);
    this.#subscriber.add(run);
    if (!run.closed) this.#source.subscribe(run);
  }

  #judge(error: unknown): void {
    const at = this.#policy.scheduler.now();
    this.#trouble ??= new Trouble(this.#policy);
    const trouble = this.#trouble;
    trouble.rest();
    // The clock of a machine may be set back.
    const ranFor = Math.max(0, at - this.#startedAt);
    const judgement = judgeFailure(this.#policy, { at, error, ranFor, restarts: trouble.restarts });
    trouble.remember(judgement.failure);
    const { proving } = trouble;
    trouble.proving = 0;
    if (proving > 0) this.#policy.onFailed?.({ ...trouble.notice(proving), ...judgement.failure });
    if (this.#subscriber.closed) return;
    if (judgement.verdict === 'restart') this.#restart(judgement, trouble);
    else this.#giveUp(judgement.verdict, judgement.failure, trouble);
  }

  #restart({ failure, stableAfter }: RestartJudgement, trouble: Trouble): void {
    const { intensity, onAttempt } = this.#policy;
    if (intensity && !intensity.restart(failure.at, failure.error)) return;
    trouble.restarts += 1;
    trouble.proving = trouble.restarts;
    trouble.stableAfter = stableAfter;
    trouble.silent = true;
    onAttempt?.({ ...trouble.notice(trouble.proving), ...failure, stableAfter });
    if (this.#subscriber.closed) return;
    trouble.alarm.set(failure.delay, () => this.#guard(() => this.#startInTurn(trouble)));
  }

  #startInTurn(trouble: Trouble): void {
    const { slots, onWaiting, scheduler } = this.#policy;
    if (slots?.free === 0) onWaiting?.({ ...trouble.notice(trouble.proving), ahead: slots.waiting });
    if (this.#subscriber.closed) return;
    if (slots) trouble.hold = slots.take(() => this.#start(), scheduler);
    else this.#start();
  }

  /** Only a value shows that a start has worked: one that hangs is silent, too. */
  #prove(trouble: Trouble): void {
    const { window } = this.#policy;
    trouble.silent = false;
    // Others may start now; that it is stable has still to be seen.
    trouble.hold.unsubscribe();
    if (trouble.proving > 0)
      trouble.alarm.set(trouble.stableAfter, () => this.#guard(() => this.#stable(trouble)));
    if (window !== undefined) trouble.forgetting.set(window, () => this.#forget(trouble));
  }

  #stable(trouble: Trouble): void {
    const notice = trouble.notice(trouble.proving);
    trouble.proving = 0;
    if (this.#policy.window === undefined) this.#forget(trouble);
    else this.#leaveBehind(trouble);
    this.#policy.onSucceeded?.(notice);
  }

  #forget(trouble: Trouble): void {
    trouble.forget();
    this.#leaveBehind(trouble);
  }

  #leaveBehind(trouble: Trouble): void {
    if (trouble.restarts === 0 && trouble.proving === 0) this.#trouble = undefined;
  }

  #escalate(error: RestartIntensityError): void {
    if (this.#subscriber.closed) return;
    const trouble = this.#trouble ?? new Trouble(this.#policy);
    trouble.rest();
    this.#giveUp('escalation', { error, failureClass: this.#policy.classify(error) }, trouble);
  }

  #giveUp(
    reason: RecoveryGivenUp['reason'],
    { error, failureClass }: Pick<RecoveryFailure, 'error' | 'failureClass'>,
    trouble: Trouble,
  ): void {
    this.#policy.onGivenUp?.({ ...trouble.notice(trouble.restarts), reason, error, failureClass });
    if (reason === 'ignore') this.#subscriber.complete();
    else this.#subscriber.error(error);
  }

  /** What a callback throws ends the whole, wherever it was called. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.#subscriber.error(thrown);
    }
  }
}
