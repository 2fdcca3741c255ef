import {
  noop,
  Observable,
  type Observer,
  type Operator,
  Subscriber,
  type Subscription,
  type TeardownLogic,
} from 'rxjs';
import { type Guard, GuardedSubscriber, type Target } from './guardedSubscriber.ts';

/** How the observers of a stream are called in reports when they have no name of their own. */
export interface StreamGuard extends Guard {
  readonly label: string;
}

/**
 * An Observable whose subscribers cannot hurt anybody. What is piped from it is one as well, so that
 * the guard stands at the end of the pipe, where user code is called.
 */
export class SignalStream<T> extends Observable<T> {
  readonly #guard: StreamGuard;

  constructor(guard: StreamGuard, subscribe?: (subscriber: Subscriber<T>) => TeardownLogic) {
    super(subscribe);
    this.#guard = guard;
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new SignalStream<R>(this.#guard);
    lifted.source = this;
    lifted.operator = operator;
    return lifted;
  }

  override subscribe(
    observer?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    if (observer instanceof Subscriber) return super.subscribe(observer);
    const target =
      typeof observer === 'object' && observer !== null
        ? methods(observer)
        : callbacks(observer, error, complete);
    const label =
      typeof observer === 'function' && observer.name !== '' ? observer.name : this.#guard.label;
    return super.subscribe(new GuardedSubscriber(target, label, this.#guard));
  }
}

function methods<T>(observer: Partial<Observer<T>>): Target<T> {
  return {
    next: (value) => observer.next?.(value),
    error: observer.error && ((error) => observer.error?.(error)),
    complete: () => observer.complete?.(),
  };
}

function callbacks<T>(
  next: ((value: T) => void) | null | undefined,
  error: ((error: unknown) => void) | null | undefined,
  complete: (() => void) | null | undefined,
): Target<T> {
  return { next: next ?? noop, error: error ?? undefined, complete: complete ?? noop };
}
