import { defer, finalize, type ObservableInput, type Subscriber, Subscription } from 'rxjs';
import type { KeyedQueue } from './keyedQueue.ts';
import { subscribeWithin } from './subscribeWithin.ts';

/** Something waits, and why. */
export interface WaitNotice<K, T> {
  readonly key: K;
  /** What waits for the key now, merged. */
  readonly value: T;
  /**
   * - `joined`: something waits for the key already, and it is part of that now
   * - `working`: the key works, and will do so once more
   * - `behind`: keys that go before it wait or work
   * - `full`: as many keys work as may
   */
  readonly because: 'joined' | 'working' | 'behind' | 'full';
  /** How many keys wait, this one among them. */
  readonly waiting: number;
  /** How many keys work. */
  readonly running: number;
}

export interface KeyedWorkOptions<K, T, R> {
  readonly key: (value: T) => K;
  readonly work: (value: T) => ObservableInput<R>;
  readonly concurrency: number;
  readonly onWait: (notice: WaitNotice<K, T>) => void;
}

/** The works for keys of one subscriber: starts what may start, in a loop that is never inside of a start. */
export class KeyedWork<K, T, R> {
  /** Ends everything when it is unsubscribed. */
  readonly whole = new Subscription();
  readonly #queue: KeyedQueue<K, T>;
  readonly #options: KeyedWorkOptions<K, T, R>;
  readonly #subscriber: Subscriber<R>;
  /** What has come and is not announced yet, and whether it joined what waited. */
  readonly #fresh = new Map<K, boolean>();
  #inTurn = false;
  #oneMore = false;
  #over = false;

  constructor(queue: KeyedQueue<K, T>, options: KeyedWorkOptions<K, T, R>, subscriber: Subscriber<R>) {
    this.#queue = queue;
    this.#options = options;
    this.#subscriber = subscriber;
  }

  push(value: T): void {
    try {
      const key = this.#options.key(value);
      this.#fresh.set(key, this.#fresh.get(key) ?? this.#queue.has(key));
      this.#queue.add(key, value);
    } catch (error) {
      this.fail(error);
    }
    this.#turn();
  }

  /** Nothing else comes. */
  end(): void {
    this.#over = true;
    this.#turn();
  }

  fail(error: unknown): void {
    try {
      this.whole.unsubscribe();
    } finally {
      this.#subscriber.error(error);
    }
  }

  #turn(): void {
    this.#oneMore = true;
    if (this.#inTurn) return;
    this.#inTurn = true;
    try {
      while (this.#oneMore && !this.whole.closed) {
        this.#oneMore = false;
        this.#startAll();
        for (const [key, joined] of this.#fresh) this.#announce(key, joined);
      }
    } catch (error) {
      this.fail(error);
    }
    this.#inTurn = false;
    if (this.#over && this.#queue.size === 0 && this.#queue.working.size === 0) this.#subscriber.complete();
  }

  #startAll(): void {
    while (this.#queue.working.size < this.#options.concurrency) {
      const next = this.#queue.take();
      if (!next) break;
      this.#start(next.key, next.value);
      if (this.whole.closed) return;
    }
    if (this.#queue.size === 0 || this.#queue.working.size > 0) return;
    // Where nothing works and yet nothing can start, nothing ever will.
    throw new RangeError('expected after to go in no circle, got keys that all wait for each other');
  }

  #start(key: K, value: T): void {
    const { working } = this.#queue;
    working.add(key);
    const work$ = defer(() => this.#options.work(value)).pipe(
      finalize(() => {
        working.delete(key);
        this.#turn();
      }),
    );
    subscribeWithin(this.whole, work$, {
      next: (result) => this.#subscriber.next(result),
      error: (error) => this.fail(error),
    });
  }

  #announce(key: K, joined: boolean): void {
    const queue = this.#queue;
    this.#fresh.delete(key);
    if (this.whole.closed || !queue.has(key)) return;
    const because = joined ? 'joined' : (queue.heldUp(key) ?? 'full');
    const value = queue.get(key) as T;
    this.#options.onWait({ key, value, because, waiting: queue.size, running: queue.working.size });
  }
}
