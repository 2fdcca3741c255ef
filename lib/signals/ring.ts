/** The last values put in, at most `capacity` of them. */
export class Ring<T> {
  readonly #values: T[] = [];
  #next = 0;

  constructor(readonly capacity: number) {}

  push(value: T): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.capacity;
  }

  /** The last `n` values, oldest first. */
  last(n: number): readonly T[] {
    const inOrder = [...this.#values.slice(this.#next), ...this.#values.slice(0, this.#next)];
    return n <= 0 ? [] : inOrder.slice(-n);
  }
}
