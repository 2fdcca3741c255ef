export interface BoundedQueueOptions<T> {
  /** How many values may wait, those that `keep` selects not counted. */
  readonly capacity: number;
  /** Whether a full queue refuses the value that comes, or drops the oldest one. */
  readonly full: 'refuse' | 'dropOldest';
  /** If given, a value takes the place of a waiting one with the same key. */
  readonly key: ((value: T) => unknown) | undefined;
  /** Selects values that are never refused, dropped or replaced. */
  readonly keep: ((value: T) => boolean) | undefined;
}

const FREE = 0;
const DROPPABLE = 1;
const KEPT = 2;
const SMALLEST_RING = 16;

/**
 * A first-in first-out queue that holds at most `capacity` values, and those to be kept on top.
 *
 * A ring, so that neither pushing nor shifting allocates. Dropping a value from between kept ones leaves
 * a free slot behind; free slots go when the ring is full, before it grows. All operations take constant
 * amortised time, and the ring has room for at most four times what has waited at once.
 */
export class BoundedQueue<T> {
  /** How many values wait. */
  size = 0;
  /** How many values were refused, dropped or replaced so far. */
  dropped = 0;

  readonly #capacity: number;
  readonly #refuses: boolean;
  readonly #keep: ((value: T) => boolean) | undefined;
  readonly #key: ((value: T) => unknown) | undefined;
  readonly #slotOf = new Map<unknown, number>();

  #values = new Array<T | undefined>(SMALLEST_RING);
  #kinds = new Uint8Array(SMALLEST_RING);
  #keys: unknown[] = [];
  #head = 0;
  /** Slots in use from the head on, freed ones among them included. */
  #span = 0;
  /** No droppable value waits before this slot. */
  #oldest = 0;
  #droppable = 0;

  constructor({ capacity, full, key, keep }: BoundedQueueOptions<T>) {
    this.#capacity = capacity;
    this.#refuses = full === 'refuse';
    this.#key = key;
    this.#keep = keep;
  }

  /** How many slots the ring has. */
  get slots(): number {
    return this.#values.length;
  }

  /** Says whether the value was taken in. */
  push(value: T): boolean {
    const kept = this.#keep?.(value) === true;
    if (this.#key !== undefined) return this.#pushKeyed(value, this.#key(value), kept);
    if (!kept && !this.#hasRoom()) return false;
    this.#append(value, kept ? KEPT : DROPPABLE);
    return true;
  }

  /** Takes out the value that has waited longest; ask `size` first. */
  shift(): T {
    while (this.#kinds[this.#head] === FREE) this.#advance();
    const value = this.#values[this.#head] as T;
    this.#free(this.#head);
    this.#advance();
    if (this.size === 0 && this.slots > SMALLEST_RING && this.slots > 2 * this.#capacity) this.#rebuild();
    return value;
  }

  #pushKeyed(value: T, key: unknown, kept: boolean): boolean {
    const waiting = this.#slotOf.get(key);
    if (kept) {
      // Later values of this key must not overtake the kept one by way of an earlier slot.
      this.#slotOf.delete(key);
    } else if (waiting !== undefined) {
      this.#values[waiting] = value;
      this.dropped += 1;
      return true;
    } else if (!this.#hasRoom()) return false;
    const slot = this.#append(value, kept ? KEPT : DROPPABLE);
    if (!kept) this.#index(key, slot);
    return true;
  }

  #hasRoom(): boolean {
    if (this.#droppable < this.#capacity) return true;
    this.dropped += 1;
    if (this.#refuses) return false;
    this.#dropOldest();
    return true;
  }

  #dropOldest(): void {
    const mask = this.#values.length - 1;
    while (this.#kinds[this.#oldest] !== DROPPABLE) this.#oldest = (this.#oldest + 1) & mask;
    this.#free(this.#oldest);
    if (this.#oldest === this.#head) this.#advance();
  }

  #append(value: T, kind: typeof DROPPABLE | typeof KEPT): number {
    if (this.#span === this.#values.length) this.#rebuild();
    const slot = (this.#head + this.#span) & (this.#values.length - 1);
    this.#values[slot] = value;
    this.#kinds[slot] = kind;
    this.#span += 1;
    this.size += 1;
    if (kind === DROPPABLE) this.#droppable += 1;
    return slot;
  }

  #free(slot: number): void {
    if (this.#kinds[slot] === DROPPABLE) this.#droppable -= 1;
    this.#values[slot] = undefined;
    this.#kinds[slot] = FREE;
    this.size -= 1;
    if (this.#key === undefined) return;
    const key = this.#keys[slot];
    this.#keys[slot] = undefined;
    if (this.#slotOf.get(key) === slot) this.#slotOf.delete(key);
  }

  #advance(): void {
    const next = (this.#head + 1) & (this.#values.length - 1);
    if (this.#oldest === this.#head) this.#oldest = next;
    this.#head = next;
    this.#span -= 1;
  }

  /** Moves what waits into a ring at most half full, which grows it, shrinks it or only closes gaps. */
  #rebuild(): void {
    const [values, kinds, keys, mask] = [this.#values, this.#kinds, this.#keys, this.#values.length - 1];
    const [head, span] = [this.#head, this.#span];
    const slots = Math.max(SMALLEST_RING, 2 ** Math.ceil(Math.log2(2 * this.size)));
    this.#values = new Array<T | undefined>(slots);
    this.#kinds = new Uint8Array(slots);
    this.#keys = [];
    this.#head = this.#oldest = this.#span = 0;
    for (let offset = 0; offset < span; offset++) {
      const from = (head + offset) & mask;
      if (kinds[from] === FREE) continue;
      const to = this.#span++;
      this.#values[to] = values[from];
      this.#kinds[to] = kinds[from] ?? FREE;
      if (this.#slotOf.get(keys[from]) === from) this.#index(keys[from], to);
    }
  }

  #index(key: unknown, slot: number): void {
    this.#keys[slot] = key;
    this.#slotOf.set(key, slot);
  }
}
