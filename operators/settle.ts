import { Observable, type ObservableInput, type OperatorFunction, Subscriber } from 'rxjs';
import { goOn } from './goOn.ts';

/** What is made of the end of a source. */
export interface Settlement<T, R> {
  /** Is told of each value; what it throws counts as a failure of the source. @default nobody is told */
  readonly next?: (value: T) => void;
  /** Goes on after a source that completed, with its last value if it had one. */
  readonly completed: (last: T | undefined) => ObservableInput<R>;
  /** Goes on after a source that errored. @default errors as well */
  readonly failed?: (error: unknown) => ObservableInput<R>;
}

/**
 * Waits for the end of a source, whichever it is, and goes on with what is made of it.
 *
 * - emits what comes after the end; of the source itself, nothing
 * - completes when what comes after does
 * - errors when what comes after errors, or a function throws; because the source errored only where `failed`
 *   is left out
 * - on unsubscribe, the source, or what comes after it, is unsubscribed
 */
export function settle<T, R>(settlement: Settlement<T, R>): OperatorFunction<T, R> {
  // Constructed, because `takeLast`, `defaultIfEmpty`, `catchError` and `mergeMap` cost more than many a source.
  return (source) =>
    new Observable((subscriber) => {
      // A part of `subscriber` already, so there is nothing to give back.
      source.subscribe(new SettlingSubscriber(subscriber, settlement));
    });
}

class SettlingSubscriber<T, R> extends Subscriber<T> {
  readonly #subscriber: Subscriber<R>;
  readonly #settlement: Settlement<T, R>;
  #last: T | undefined;

  constructor(subscriber: Subscriber<R>, settlement: Settlement<T, R>) {
    super(subscriber);
    this.#subscriber = subscriber;
    this.#settlement = settlement;
  }

  protected override _next(value: T): void {
    this.#last = value;
    try {
      this.#settlement.next?.(value);
    } catch (error) {
      this._error(error);
    }
  }

  protected override _error(error: unknown): void {
    this.unsubscribe();
    const { failed } = this.#settlement;
    if (failed) goOn(this.#subscriber, () => failed(error));
    else this.#subscriber.error(error);
  }

  protected override _complete(): void {
    this.unsubscribe();
    goOn(this.#subscriber, () => this.#settlement.completed(this.#last));
  }
}
