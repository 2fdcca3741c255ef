import { Subscription } from 'rxjs';
import { alarm } from './alarm.ts';
import type { RecoveryFailure, RecoveryNotice } from './recoveryNotice.ts';
import type { RecoveryPolicy } from './recoveryPolicy.ts';

const REMEMBERED = 32;

/** What a source that failed carries with it until it is stable again; one that never failed has none. */
export class Trouble {
  /** How often the source was restarted. */
  restarts = 0;
  /** The restart that is not yet stable, or 0. */
  proving = 0;
  /** Whether nothing came since the last restart, or nothing was started since. */
  silent = false;
  stableAfter = 0;
  /** The slot, or the place in the queue for one. */
  hold = Subscription.EMPTY;

  #history: readonly RecoveryFailure[] = [];

  /** One for waiting and for proving, which never overlap. */
  readonly alarm;
  readonly forgetting;
  readonly #policy: RecoveryPolicy;

  constructor(policy: RecoveryPolicy) {
    this.#policy = policy;
    this.alarm = alarm(policy.scheduler);
    this.forgetting = alarm(policy.scheduler);
  }

  remember(failure: RecoveryFailure): void {
    this.#history = [...this.#history.slice(1 - REMEMBERED), failure];
  }

  /** The source was started anew without having failed, and has to prove itself again; a delay goes on. */
  startAnew(): void {
    if (this.silent) return;
    this.silent = true;
    this.alarm.clear();
    this.forgetting.clear();
  }

  /** Counts afresh. */
  forget(): void {
    this.restarts = 0;
    this.#history = [];
  }

  notice(attempt: number): RecoveryNotice {
    const { maxRetries, scheduler } = this.#policy;
    return { attempt, maxRetries, at: scheduler.now(), history: this.#history };
  }

  /** Leaves no timer behind, and no slot. */
  rest(): void {
    this.alarm.clear();
    this.forgetting.clear();
    this.hold.unsubscribe();
  }
}
