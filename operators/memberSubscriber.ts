import { Subscriber } from 'rxjs';

/** What a running member reports to. */
export interface MemberOwner<R> {
  readonly next: (value: R) => void;
  readonly error: (error: unknown) => void;
  /** Is told once when a member is over, whether it completed, gave up or was unsubscribed. */
  readonly over: (member: MemberSubscriber<R>) => void;
}

/**
 * One running member. It is over when it is unsubscribed, which is also what completing does: so its
 * finalizers have run before anything else starts, and nothing that ends it can be missed.
 *
 * A Subscriber itself, because an observer would cost two more objects a member, and could be unsubscribed
 * only after a synchronous member has come to its end.
 */
export class MemberSubscriber<R> extends Subscriber<R> {
  /** Where its owner keeps it. */
  place = 0;

  readonly #owner: MemberOwner<R>;

  constructor(
    readonly index: number,
    owner: MemberOwner<R>,
  ) {
    super();
    this.#owner = owner;
  }

  override unsubscribe(): void {
    if (this.closed) return;
    try {
      super.unsubscribe();
    } catch (error) {
      this.#owner.error(error);
      throw error;
    }
    this.#owner.over(this);
  }

  protected override _next(value: R): void {
    this.#owner.next(value);
  }

  protected override _error(error: unknown): void {
    this.#owner.error(error);
    this.unsubscribe();
  }

  protected override _complete(): void {
    try {
      this.unsubscribe();
    } catch {
      // The owner has been told; who completed is not to blame for a finalizer that throws.
    }
  }
}
