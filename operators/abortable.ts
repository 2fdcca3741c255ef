import { defer, type ObservableInput, type SchedulerLike, type Subscriber, Subscription } from 'rxjs';
import { alarm } from './alarm.ts';
import { subscribeWithin } from './subscribeWithin.ts';

/** How a source learns that it is to end. */
export interface Abortion {
  /** Aborted when the source is to end. Made when it is first asked for, as it costs more than many a source. */
  readonly signal: AbortSignal;
}

export interface AbortableOptions {
  readonly grace: number;
  readonly onAbandon: ((reason: unknown) => void) | undefined;
  readonly scheduler: SchedulerLike;
}

/** Runs a source for `subscriber` that can be aborted; once it is, `subscriber` gets the reason as an error. */
export class Abortable<T> implements Abortion {
  /** Whether the source has been aborted. */
  aborted = false;

  readonly #subscriber: Subscriber<T>;
  readonly #options: AbortableOptions;
  readonly #source = new Subscription();
  #controller: AbortController | undefined;
  #reason: unknown;
  #ended = false;

  constructor(subscriber: Subscriber<T>, options: AbortableOptions) {
    this.#subscriber = subscriber;
    this.#options = options;
    subscriber.add(() => {
      if (!this.#ended) this.#controller?.abort();
    });
    subscriber.add(this.#source);
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#made();
    return this.#controller.signal;
  }

  /** Starts the source, unless it is aborted already. */
  begin(start: (abortion: Abortion) => ObservableInput<T>, next: (value: T) => void): void {
    if (this.aborted) {
      this.#subscriber.error(this.#reason);
      return;
    }
    subscribeWithin(
      this.#source,
      defer(() => start(this)),
      {
        next: (value) => {
          if (!this.aborted) next(value);
        },
        error: (error) => this.#end(() => this.#subscriber.error(error)),
        complete: () => this.#end(() => this.#subscriber.complete()),
      },
    );
  }

  /** Aborts the source and gives it `grace` to end by itself. */
  abort(reason: unknown): void {
    if (this.#ended || this.aborted) return;
    const { scheduler, grace } = this.#options;
    this.aborted = true;
    this.#reason = reason;
    // Set before, because a source may end while it is being told, and that clears it.
    const patience = alarm(scheduler);
    this.#subscriber.add(() => patience.clear());
    patience.set(grace, () => this.#abandon());
    this.#controller?.abort(reason);
  }

  /** Who asks late is told what has happened since. */
  #made(): AbortController {
    const controller = new AbortController();
    if (this.aborted) controller.abort(this.#reason);
    else if (this.#subscriber.closed && !this.#ended) controller.abort();
    return controller;
  }

  #end(pass: () => void): void {
    this.#ended = true;
    if (this.aborted) this.#subscriber.error(this.#reason);
    else pass();
  }

  #abandon(): void {
    try {
      this.#source.unsubscribe();
      this.#options.onAbandon?.(this.#reason);
      this.#subscriber.error(this.#reason);
    } catch (thrown) {
      this.#subscriber.error(thrown);
    }
  }
}
