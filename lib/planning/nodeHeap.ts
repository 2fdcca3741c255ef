/** Nodes of which the one before all others is taken first: a binary heap. */
export class NodeHeap {
  readonly #before: (a: number, b: number) => boolean;
  readonly #nodes: number[] = [];

  constructor(before: (a: number, b: number) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#nodes.length;
  }

  get first(): number {
    return this.#at(0);
  }

  push(node: number): void {
    let place = this.#nodes.push(node) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.#before(node, this.#at(above))) break;
      this.#nodes[place] = this.#at(above);
      place = above;
    }
    this.#nodes[place] = node;
  }

  pop(): number {
    const first = this.first;
    const last = this.#nodes.pop() ?? first;
    if (this.#nodes.length > 0) this.#sink(last);
    return first;
  }

  #sink(node: number): void {
    let place = 0;
    for (let below = 1; below < this.#nodes.length; below = 2 * place + 1) {
      const right = below + 1;
      const least =
        right < this.#nodes.length && this.#before(this.#at(right), this.#at(below)) ? right : below;
      if (!this.#before(this.#at(least), node)) break;
      this.#nodes[place] = this.#at(least);
      place = least;
    }
    this.#nodes[place] = node;
  }

  #at(place: number): number {
    return this.#nodes[place] ?? -1;
  }
}
