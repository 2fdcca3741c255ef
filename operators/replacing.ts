import { type Observable, type Subscriber, Subscription } from 'rxjs';
import { subscribeWithin } from './subscribeWithin.ts';

/** How a run ended that was to replace another. */
export type ReplacementFailure =
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'completed' };

/** Who is told of the ends of runs that are not the end of the whole. */
export interface ReplacingTold {
  readonly onReplacementFailed: (failure: ReplacementFailure) => void;
  readonly onOldFailed: (error: unknown) => void;
}

/** One run of the source. */
interface Run {
  readonly life: Subscription;
  /** Whether it has ever been the one that counts. */
  counted: boolean;
}

/** Keeps one run of a source for a subscriber, and a second one while that is to take its place. */
export class Replacing<T> {
  readonly #source: Observable<T>;
  readonly #subscriber: Subscriber<T>;
  readonly #told: ReplacingTold;
  /** The one that counts: its end is the end of the whole, unless it is being replaced. */
  #one: Run | undefined;
  #replacement: Run | undefined;
  #due = false;
  #starting = false;

  constructor(source: Observable<T>, subscriber: Subscriber<T>, told: ReplacingTold) {
    this.#source = source;
    this.#subscriber = subscriber;
    this.#told = told;
  }

  /** Starts the source, or what is to replace it, in the place of what was to do so before. */
  start(): void {
    this.#due = true;
    const { life } = this.#replacement ?? {};
    this.#replacement = undefined;
    this.#guard(() => life?.unsubscribe());
    if (this.#starting) return;
    this.#starting = true;
    while (this.#due && !this.#subscriber.closed) this.#begin();
    this.#starting = false;
  }

  #begin(): void {
    this.#due = false;
    const run: Run = { life: new Subscription(), counted: this.#one === undefined };
    if (run.counted) this.#one = run;
    else this.#replacement = run;
    this.#subscriber.add(run.life);
    subscribeWithin(run.life, this.#source, {
      next: (value) => this.#guard(() => this.#next(run, value)),
      error: (error) => this.#ended(run, { status: 'failed', error }),
      complete: () => this.#ended(run, { status: 'completed' }),
    });
  }

  #next(run: Run, value: T): void {
    if (run === this.#replacement) {
      const old = this.#one;
      this.#count(run);
      old?.life.unsubscribe();
    }
    // What is unsubscribed may have been answered by yet another start, which has already taken over.
    if (!run.life.closed) this.#subscriber.next(value);
  }

  /** The source has cleaned up before anybody is told, so that whoever is told can start it again. */
  #ended(run: Run, end: ReplacementFailure): void {
    this.#guard(() => {
      run.life.unsubscribe();
      if (!run.counted) this.#replacementEnded(run, end);
      else if (run !== this.#one || this.#replaceable()) this.#oldEnded(run, end);
      else if (end.status === 'failed') this.#subscriber.error(end.error);
      else this.#subscriber.complete();
    });
  }

  #replacementEnded(run: Run, end: ReplacementFailure): void {
    if (run === this.#replacement) this.#replacement = undefined;
    this.#told.onReplacementFailed(end);
  }

  #oldEnded(run: Run, end: ReplacementFailure): void {
    if (run === this.#one) this.#count(this.#replacement);
    if (end.status === 'failed') this.#told.onOldFailed(end.error);
  }

  /** Whether something takes the place of the one that counts, also when that is over. */
  #replaceable(): boolean {
    return this.#due || this.#replacement !== undefined;
  }

  #count(run: Run | undefined): void {
    this.#one = run;
    this.#replacement = undefined;
    if (run) run.counted = true;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#subscriber.error(thrown);
    }
  }
}
