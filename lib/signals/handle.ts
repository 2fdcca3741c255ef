import type { Observable, Observer, Operator, Subscription } from 'rxjs';
import { Signal } from './signal.ts';

/** How a handle reaches its bus. */
export interface Port<P> {
  readonly emit: (payload: P) => void;
  readonly payloads$: Observable<P>;
  readonly observed: () => boolean;
}

/** A Signal that belongs to a bus: `next` emits on it, subscribing listens to it. */
export class Handle<P> extends Signal<P> {
  constructor(
    name: string,
    private readonly port: Port<P>,
  ) {
    super(name);
  }

  override get observed(): boolean {
    return this.port.observed();
  }

  override next(payload: P): void {
    this.port.emit(payload);
  }

  /** Others may go on emitting, so a stream that ends into a handle does not end the signal. */
  override complete(): void {}

  /** A signal does not fail. The error goes back to where errors go that nobody handles. */
  override error(error: unknown): void {
    throw error;
  }

  override lift<R>(operator: Operator<P, R>): Observable<R> {
    return this.port.payloads$.lift(operator);
  }

  override subscribe(
    observer?: Partial<Observer<P>> | ((value: P) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    return this.port.payloads$.subscribe(observer as (value: P) => void, error, complete);
  }
}
