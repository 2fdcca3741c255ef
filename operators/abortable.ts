import { from, NEVER, type Observable, type ObservableInput, type SchedulerLike, Subscriber } from 'rxjs';
import type { AbortGroup } from './abortGroup.ts';
import { type Alarm, alarm } from './alarm.ts';
import { CancelledError } from './cancelledError.ts';
import { goOn } from './goOn.ts';
import type { Settlement } from './settle.ts';
import { TimeoutAbortError } from './timeoutAbortError.ts';

/** How a source learns that it is to end. */
export interface Abortion {
  /** Aborted when the source is to end. Made when it is first asked for, as it costs more than many a source. */
  readonly signal: AbortSignal;
  /** Whether the source was left behind, as it had not ended when `grace` was over. */
  readonly abandoned: boolean;
}

/** When a source is late, and what else has it aborted. */
export interface AbortableLimits {
  readonly first: number;
  readonly each: number;
  readonly total: number;
  readonly grace: number;
  readonly cancel$: Observable<unknown>;
  readonly group: AbortGroup | undefined;
  readonly onAbandon: ((reason: unknown) => void) | undefined;
  readonly scheduler: SchedulerLike;
}

/**
 * Runs a source for `subscriber` that can be aborted; once it is, `subscriber` gets the reason as an error. With
 * a settlement, its values are not passed on, and `subscriber` goes on with what is made of its end.
 *
 * A Subscriber itself, because there are many, and an observer would cost two more objects for each of them.
 */
export class Abortable<T, R = T> extends Subscriber<T> implements Abortion {
  abandoned = false;
  place = -1;

  readonly #subscriber: Subscriber<T | R>;
  readonly #limits: AbortableLimits;
  readonly #settlement: Settlement<T, R> | undefined;
  #last: T | undefined;
  #controller: AbortController | undefined;
  #aborted = false;
  #reason: unknown;
  #ended = false;
  #silent = true;
  #silence: Alarm | undefined;
  #whole: Alarm | undefined;
  #patience: Alarm | undefined;

  constructor(subscriber: Subscriber<T | R>, limits: AbortableLimits, settlement?: Settlement<T, R>) {
    super(subscriber);
    this.#subscriber = subscriber;
    this.#limits = limits;
    this.#settlement = settlement;
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#made();
    return this.#controller.signal;
  }

  /** Starts the source, unless it is cancelled at once. */
  begin(start: (abortion: Abortion) => ObservableInput<T>): void {
    const { first, each, total, cancel$, group, scheduler } = this.#limits;
    if (Math.min(first, each) < Number.POSITIVE_INFINITY) this.#silence = alarm(scheduler);
    group?.add(this);
    if (cancel$ !== NEVER) this.#listenTo(cancel$);
    if (this.#aborted) this.#fail(this.#reason);
    else this.#start(start);
    // Only now, so that a value that comes when its time is up goes first.
    if (this.closed || this.#aborted) return;
    if (total < Number.POSITIVE_INFINITY) {
      this.#whole = alarm(scheduler);
      this.#whole.set(total, () => this.abort(new TimeoutAbortError('total', total)));
    }
    if (this.#silent) this.#silence?.set(first, () => this.abort(new TimeoutAbortError('first', first)));
  }

  /** Aborts the source and gives it `grace` to end by itself. */
  abort(reason: unknown): void {
    if (this.#ended || this.#aborted) return;
    const { scheduler, grace } = this.#limits;
    this.#aborted = true;
    this.#reason = reason;
    this.#silence?.clear();
    this.#whole?.clear();
    // Set before, because a source may end while it is being told, and that clears it.
    this.#patience = alarm(scheduler);
    this.#patience.set(grace, () => this.#abandon());
    this.#controller?.abort(reason);
  }

  override unsubscribe(): void {
    if (this.closed) return;
    this.#silence?.clear();
    this.#whole?.clear();
    this.#patience?.clear();
    this.#limits.group?.delete(this);
    if (!this.#ended) this.#controller?.abort();
    super.unsubscribe();
  }

  protected override _next(value: T): void {
    if (this.#settlement) this.#hear(value, this.#settlement);
    if (this.#aborted) return;
    this.#silent = false;
    const { each } = this.#limits;
    this.#silence?.set(each, () => this.abort(new TimeoutAbortError('each', each)));
    if (!this.#settlement) this.#subscriber.next(value);
  }

  protected override _error(error: unknown): void {
    this.#ended = true;
    this.#fail(this.#aborted ? this.#reason : error);
  }

  protected override _complete(): void {
    this.#ended = true;
    const settlement = this.#settlement;
    if (this.#aborted) this.#fail(this.#reason);
    else if (settlement) this.#settle(() => settlement.completed(this.#last));
    else this.#subscriber.complete();
    this.unsubscribe();
  }

  #settle(after: () => ObservableInput<R>): void {
    this.unsubscribe();
    goOn(this.#subscriber, after as () => ObservableInput<T | R>);
  }

  #hear(value: T, { next }: Settlement<T, R>): void {
    this.#last = value;
    try {
      next?.(value);
    } catch (error) {
      this.error(error);
    }
  }

  #fail(error: unknown): void {
    const failed = this.#settlement?.failed;
    if (failed) this.#settle(() => failed(error));
    else this.#subscriber.error(error);
    this.unsubscribe();
  }

  #start(start: (abortion: Abortion) => ObservableInput<T>): void {
    try {
      const input = from(start(this));
      if (!this.closed) input.subscribe(this);
    } catch (error) {
      this.error(error);
    }
  }

  #listenTo(cancel$: Observable<unknown>): void {
    const canceller = new Canceller(this);
    this.add(canceller);
    cancel$.subscribe(canceller);
  }

  /** Who asks late is told what has happened since. */
  #made(): AbortController {
    const controller = new AbortController();
    if (this.#aborted) controller.abort(this.#reason);
    else if (this.closed && !this.#ended) controller.abort();
    return controller;
  }

  #abandon(): void {
    try {
      this.abandoned = true;
      this.unsubscribe();
      this.#limits.onAbandon?.(this.#reason);
      this.#fail(this.#reason);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }
}

/** Listens to what cancels. */
class Canceller extends Subscriber<unknown> {
  readonly #abortable: { abort(reason: unknown): void };

  constructor(abortable: { abort(reason: unknown): void }) {
    super();
    this.#abortable = abortable;
  }

  protected override _next(): void {
    this.#abortable.abort(new CancelledError());
  }

  protected override _error(error: unknown): void {
    this.#abortable.abort(error);
    this.unsubscribe();
  }
}
