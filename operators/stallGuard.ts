import type { Subscriber } from 'rxjs';
import type { Health } from './health.ts';
import { type Watch, Watched } from './watched.ts';

/** What comes of the health of a guarded stream. */
export interface StallGuardHost<T> {
  readonly onHealth: ((health: Health<T>) => void) | undefined;
  readonly stalled: (silentMs: number) => unknown;
}

/** A watched stream that is passed on, and ended when it has been silent for too long. */
export class StallGuard<T> extends Watched<T> {
  readonly #subscriber: Subscriber<T>;
  readonly #host: StallGuardHost<T>;

  constructor(subscriber: Subscriber<T>, watch: Watch<T>, host: StallGuardHost<T>) {
    super(subscriber as Subscriber<unknown>, watch);
    this.#subscriber = subscriber;
    this.#host = host;
  }

  protected override tell(health: Health<T>): void {
    const { onHealth, stalled } = this.#host;
    try {
      onHealth?.(health);
      if (health.state === 'stalled') this.#end(stalled(health.silentMs));
    } catch (error) {
      this.#end(error);
    }
  }

  protected override pass(progress: T): void {
    this.#subscriber.next(progress);
  }

  /** The source has cleaned up after itself before anybody is told. */
  #end(error: unknown): void {
    this.unsubscribe();
    this.#subscriber.error(error);
  }
}
