import type { Observable, Subscriber } from 'rxjs';
import { type RunOwner, SourceRun } from './sourceRun.ts';

/** Keeps one run of a source for a subscriber, and starts it anew. */
export class StartingAnew<T> implements RunOwner<T> {
  readonly #source: Observable<T>;
  readonly #subscriber: Subscriber<T>;
  #run: SourceRun<T> | undefined;
  #due = false;
  #starting = false;

  constructor(source: Observable<T>, subscriber: Subscriber<T>) {
    this.#source = source;
    this.#subscriber = subscriber;
  }

  /** Leaves the run there is, and begins another; in the midst of a start, when that has returned. */
  start(): void {
    this.#due = true;
    try {
      this.#run?.unsubscribe();
    } catch (thrown) {
      this.broken(thrown);
    }
    if (this.#starting) return;
    this.#starting = true;
    while (this.#due && !this.#subscriber.closed) this.#begin();
    this.#starting = false;
  }

  next(value: T): void {
    this.#subscriber.next(value);
  }

  failed(error: unknown): void {
    if (!this.#due) this.#subscriber.error(error);
  }

  completed(): void {
    if (!this.#due) this.#subscriber.complete();
  }

  broken(thrown: unknown): void {
    this.#subscriber.error(thrown);
  }

  #begin(): void {
    this.#due = false;
    const run = new SourceRun(this);
    this.#run = run;
    this.#subscriber.add(run);
    if (!run.closed) this.#source.subscribe(run);
  }
}
