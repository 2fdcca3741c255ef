/** Why a key does not start: it works, keys that go before it do not have it behind them, or nothing holds it up. */
export type HeldUp = 'working' | 'behind' | undefined;

export interface KeyedQueueOptions<K, T> {
  readonly priority: (value: T) => number;
  readonly merge: (waiting: T, value: T) => T;
  readonly after: (key: K) => Iterable<K>;
}

/** What waits for each key, once for each of them, and which keys work. */
export class KeyedQueue<K, T> {
  readonly working = new Set<K>();
  readonly #options: KeyedQueueOptions<K, T>;
  readonly #priorityOf = new Map<K, number>();
  /** By priority, each in the order in which they came. */
  readonly #waiting = new Map<number, Level<K, T>>();
  #priorities: number[] = [];

  constructor(options: KeyedQueueOptions<K, T>) {
    this.#options = options;
  }

  /** How many keys wait. */
  get size(): number {
    return this.#priorityOf.size;
  }

  /** What waits for a key. */
  get(key: K): T | undefined {
    const priority = this.#priorityOf.get(key);
    return priority === undefined ? undefined : this.#at(priority).values.get(key);
  }

  has(key: K): boolean {
    return this.#priorityOf.has(key);
  }

  /** Has a value wait, merged with what waits for its key; that keeps its place unless its priority changes. */
  add(key: K, value: T): void {
    const { merge, priority } = this.#options;
    const merged = this.has(key) ? merge(this.get(key) as T, value) : value;
    const next = priority(merged);
    const last = this.#priorityOf.get(key);
    if (last !== undefined && last !== next) this.#remove(key, last);
    this.#priorityOf.set(key, next);
    this.#at(next).values.set(key, merged);
  }

  /** Takes out the most urgent of those that can start, if there is one. */
  take(): { readonly key: K; readonly value: T } | undefined {
    for (const priority of this.#priorities) {
      const found = this.#at(priority).first((key) => this.heldUp(key) === undefined);
      if (!found) continue;
      this.#remove(found.key, priority);
      return found;
    }
    return undefined;
  }

  heldUp(key: K): HeldUp {
    if (this.working.has(key)) return 'working';
    for (const before of this.#options.after(key)) {
      if (this.working.has(before) || this.has(before)) return 'behind';
    }
    return undefined;
  }

  #remove(key: K, priority: number): void {
    this.#priorityOf.delete(key);
    const { values } = this.#at(priority);
    values.delete(key);
    if (values.size > 0) return;
    this.#waiting.delete(priority);
    this.#priorities = this.#priorities.filter((other) => other !== priority);
  }

  #at(priority: number): Level<K, T> {
    const known = this.#waiting.get(priority);
    if (known) return known;
    const level = new Level<K, T>();
    this.#waiting.set(priority, level);
    this.#priorities = [...this.#priorities, priority].sort((a, b) => b - a);
    return level;
  }
}

/** What waits with one priority. */
class Level<K, T> {
  readonly values = new Map<K, T>();
  /** Kept from one search to the next, as what was taken out from the front costs each new one. */
  #search = this.values.entries();
  #again = false;

  first(canStart: (key: K) => boolean): { readonly key: K; readonly value: T } | undefined {
    if (this.#again) this.#search = this.values.entries();
    this.#again = false;
    for (let next = this.#search.next(); !next.done; next = this.#search.next()) {
      const [key, value] = next.value;
      if (canStart(key)) return { key, value };
      this.#again = true;
    }
    this.#again = true;
    return undefined;
  }
}
