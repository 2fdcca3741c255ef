/**
 * Remembers the numbers it is given up to `limit`, and an evenly spaced part of them beyond.
 *
 * When it is full it forgets every second number and from then on takes only every second of those
 * it would have taken, so memory is bounded and each part of the series weighs the same.
 */
export class BoundedSample {
  readonly #limit: number;
  #taken: number[] = [];
  #stride = 1;
  #seen = 0;

  /** `limit` has to be even, or the spacing would break where it is halved. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(value: number): void {
    // The stride is a power of two, so the mask is the remainder without a division.
    if ((this.#seen++ & (this.#stride - 1)) !== 0) return;
    if (this.#taken.length === this.#limit) this.#halve();
    this.#taken.push(value);
  }

  /** The remembered numbers in ascending order. */
  sorted(): Float64Array {
    return Float64Array.from(this.#taken).sort();
  }

  #halve(): void {
    this.#taken = this.#taken.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }
}
