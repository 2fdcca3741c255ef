import { Subscriber } from 'rxjs';

/** What a run reports to. */
export interface RunOwner<T> {
  readonly next: (value: T) => void;
  readonly failed: (error: unknown) => void;
  readonly completed: () => void;
  /** Is told what cleaning up after the source threw. */
  readonly broken: (thrown: unknown) => void;
}

/**
 * One run of a source, from a start to its end. The source has cleaned up after itself before its owner is
 * told of the end.
 *
 * A Subscriber itself, because an observer would cost several more objects for each source kept alive.
 */
export class SourceRun<T> extends Subscriber<T> {
  readonly #owner: RunOwner<T>;

  constructor(owner: RunOwner<T>) {
    super();
    this.#owner = owner;
  }

  protected override _next(value: T): void {
    this.#owner.next(value);
  }

  protected override _error(error: unknown): void {
    if (this.#cleanedUp()) this.#owner.failed(error);
  }

  protected override _complete(): void {
    if (this.#cleanedUp()) this.#owner.completed();
  }

  #cleanedUp(): boolean {
    try {
      this.unsubscribe();
      return true;
    } catch (thrown) {
      this.#owner.broken(thrown);
      return false;
    }
  }
}
