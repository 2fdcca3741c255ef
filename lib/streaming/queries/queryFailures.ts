import type { RecoveryGivenUp } from '../../../operators/recoveryNotice.ts';
import { type DeadLetter, deadLetter } from '../supervision/deadLetter.ts';
import type { Unstamped } from './queryStanding.ts';
import type { QueryState } from './queryState.ts';

/** How a query has failed since somebody started it, and what whoever keeps it alive says of that. */
export class QueryFailures {
  /** Why it was given up, until somebody starts it. */
  deadLetter: DeadLetter | undefined;
  readonly #queryId: string;
  #count = 0;
  #last: { readonly error: unknown } | undefined;
  #verdict: RecoveryGivenUp['reason'] | undefined;

  constructor(queryId: string) {
    this.#queryId = queryId;
  }

  /** Whether it is done without, because it failed. */
  get isIgnored(): boolean {
    return this.#verdict === 'ignore';
  }

  /** How it is between a failure and the next start; nothing where it has not failed. */
  get recovering(): Unstamped<QueryState> | undefined {
    if (!this.#last) return undefined;
    return { state: 'recovering', error: this.#last.error, failures: this.#count };
  }

  /** Somebody wants something else of it. */
  forget(): void {
    this.#count = 0;
  }

  /** Another run begins. */
  begin(): void {
    this.#last = undefined;
    this.#verdict = undefined;
  }

  add(error: unknown): void {
    this.#count += 1;
    this.#last = { error };
  }

  /** Whoever keeps it alive says that it is not started again, and why. */
  givenUp(notice: RecoveryGivenUp): void {
    const { reason } = notice;
    this.#verdict = reason;
    if (reason !== 'ignore') this.deadLetter = deadLetter(this.#queryId, reason, notice);
  }

  /** How it is once it is given up; where nobody says why, several failures have exhausted it. */
  final(error: unknown): Unstamped<QueryState> {
    const failures = this.#count;
    const isExhausted = this.#verdict === undefined ? failures > 1 : this.#verdict === 'exhausted';
    return isExhausted ? { state: 'exhausted', error, failures } : { state: 'failed', error };
  }
}
