import { Subscriber } from 'rxjs';

/** An observer threw. */
export interface ObserverFault {
  readonly observer: string;
  readonly error: unknown;
  /** How many times in a row it has thrown now. */
  readonly failures: number;
  /** Whether it is taken off. */
  readonly removed: boolean;
}

/** What stands between a bus and its observers. */
export interface Guard {
  /** Faults in a row after which an observer is taken off. */
  readonly maxFailures: number;
  readonly report: (fault: ObserverFault) => void;
}

/** What an observer does when it is told. */
export interface Target<T> {
  readonly next: (value: T) => void;
  /** Nothing where it does not expect the stream to fail. */
  readonly error: ((error: unknown) => void) | undefined;
  readonly complete: () => void;
}

/**
 * The end of a subscription, where user code is called. RxJS lets an observer that throws end the
 * process, on a timer; here its faults are reported, and an observer that keeps throwing is taken off.
 */
export class GuardedSubscriber<T> extends Subscriber<T> {
  readonly #next: (value: T) => void;
  #failures = 0;

  constructor(
    private readonly target: Target<T>,
    private readonly label: string,
    private readonly guard: Guard,
  ) {
    super();
    this.#next = target.next;
  }

  override next(value: T): void {
    if (this.isStopped) return;
    const next = this.#next;
    try {
      next(value);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (this.#failures > 0) this.#failures = 0;
  }

  protected override _error(error: unknown): void {
    const { error: told } = this.target;
    this.#end(() => {
      if (!told) throw error;
      told(error);
    });
  }

  protected override _complete(): void {
    this.#end(this.target.complete);
  }

  #failed(error: unknown): void {
    const failures = ++this.#failures;
    const removed = failures >= this.guard.maxFailures;
    if (removed) this.unsubscribe();
    this.guard.report({ observer: this.label, error, failures, removed });
  }

  #end(last: () => void): void {
    try {
      last();
    } catch (error) {
      // It may be the only one that listens to faults, and does not hear any more of its own.
      this.unsubscribe();
      this.guard.report({ observer: this.label, error, failures: this.#failures + 1, removed: true });
    } finally {
      this.unsubscribe();
    }
  }
}
