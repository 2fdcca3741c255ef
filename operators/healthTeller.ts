import type { Subscriber } from 'rxjs';
import type { Health } from './health.ts';
import { type Watch, Watched } from './watched.ts';

/** A watched stream of which its health is passed on, and nothing else. */
export class HealthTeller<T> extends Watched<T> {
  readonly #subscriber: Subscriber<Health<T>>;

  constructor(subscriber: Subscriber<Health<T>>, watch: Watch<T>) {
    super(subscriber as Subscriber<unknown>, watch);
    this.#subscriber = subscriber;
  }

  protected override tell(health: Health<T>): void {
    this.#subscriber.next(health);
  }

  protected override pass(): void {}
}
