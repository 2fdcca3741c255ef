/** Pairs of nodes in two flat arrays, which grow when `room` is used up. */
export class Pairs {
  from: Int32Array;
  to: Int32Array;
  length = 0;

  constructor(room: number) {
    this.from = new Int32Array(room);
    this.to = new Int32Array(room);
  }

  add(from: number, to: number): void {
    if (this.length === this.from.length) this.#grow();
    this.from[this.length] = from;
    this.to[this.length++] = to;
  }

  #grow(): void {
    const { from, to } = this;
    this.from = new Int32Array(2 * this.length + 8);
    this.to = new Int32Array(2 * this.length + 8);
    this.from.set(from);
    this.to.set(to);
  }
}
