import { type Observable, Subscriber } from 'rxjs';
import type { Health } from './health.ts';
import type { SilenceClock, SilentMember } from './silenceClock.ts';
import { subscribeWithin } from './subscribeWithin.ts';

/** By what streams are judged; one value for all of them. */
export interface Watch<T> {
  readonly clock: SilenceClock;
  readonly startWithin: number;
  readonly staleAfter: number;
  readonly idleWithin: number;
  readonly isIdle: (progress: T) => boolean;
  readonly isBehind: (progress: T) => boolean | undefined;
}

/** What `#within` is when the clock has to be told, as it watches for no silence. */
const TOLD = -1;

/**
 * One stream that is watched; who extends it says what comes of its values and of its health. A Subscriber itself,
 * because there are many, and an observer would cost two more objects for each of them.
 */
export abstract class Watched<T> extends Subscriber<T> implements SilentMember {
  readonly #subscriber: Subscriber<unknown>;
  readonly #watch: Watch<T>;
  readonly #place: number;
  #within: number;
  #state: Health<T>['state'] = 'unknown';

  constructor(subscriber: Subscriber<unknown>, watch: Watch<T>) {
    super(subscriber);
    this.#subscriber = subscriber;
    this.#watch = watch;
    this.#within = watch.startWithin;
    this.#place = watch.clock.watch(this, watch.startWithin);
  }

  /** Watches it as one that has just been started each time that `restart$` emits. */
  restartWhen(restart$: Observable<unknown>): void {
    subscribeWithin(this, restart$, {
      next: () => this.#restart(),
      error: (error: unknown) => this.#subscriber.error(error),
    });
  }

  fellSilent(silentMs: number): void {
    this.#within = TOLD;
    this.#state = 'stalled';
    this.tell({ state: 'stalled', silentMs });
  }

  override unsubscribe(): void {
    if (this.closed) return;
    this.#watch.clock.leave(this.#place);
    super.unsubscribe();
  }

  /** Its health is another than before. */
  protected abstract tell(health: Health<T>): void;

  /** It gave a value that could be judged, and what that says of its health has been told. */
  protected abstract pass(progress: T): void;

  protected override _next(progress: T): void {
    const { clock, isIdle, isBehind, idleWithin, staleAfter } = this.#watch;
    let isIdling: boolean;
    let behind: boolean | undefined;
    try {
      isIdling = isIdle(progress);
      behind = !isIdling && isBehind(progress);
    } catch (error) {
      this.#subscriber.error(error);
      return;
    }
    clock.heard(this.#place);
    this.#allow(isIdling ? idleWithin : staleAfter);
    const state = (behind ?? this.#state === 'unhealthy') ? 'unhealthy' : 'healthy';
    if (state !== this.#state) {
      this.#state = state;
      this.tell({ state, progress });
    }
    this.pass(progress);
  }

  protected override _error(error: unknown): void {
    // Before it is told, so that who is told finds nothing watched any more.
    this.unsubscribe();
    this.tell({ state: 'exception', error });
    this.#subscriber.error(error);
  }

  protected override _complete(): void {
    this.unsubscribe();
    this.#subscriber.complete();
  }

  #restart(): void {
    const { clock, startWithin } = this.#watch;
    clock.heard(this.#place);
    this.#allow(startWithin);
    if (this.#state === 'unknown') return;
    this.#state = 'unknown';
    this.tell({ state: 'unknown' });
  }

  #allow(within: number): void {
    if (within === this.#within) return;
    this.#within = within;
    this.#watch.clock.allow(this.#place, within);
  }
}
