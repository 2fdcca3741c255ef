/** A binary heap of members: the one of the highest priority first, ties in the order of their indices. */
export class ReadyHeap {
  readonly #priorities: Float64Array;
  readonly #heap: number[] = [];

  constructor(priorities: Float64Array) {
    this.#priorities = priorities;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** The first member; ask `size` first. */
  get first(): number {
    return this.#heap[0] as number;
  }

  push(member: number): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(member);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as number;
      if (!this.#precedes(member, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = member;
  }

  /** Takes the first member out; ask `size` first. */
  pop(): number {
    const heap = this.#heap;
    const first = heap[0] as number;
    const last = heap.pop() as number;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  /** Lets a member sink from the top to where it belongs. */
  #sink(member: number): void {
    const heap = this.#heap;
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      const right = child + 1;
      if (right < heap.length && this.#precedes(heap[right] as number, heap[child] as number))
        child = right;
      const below = heap[child] as number;
      if (!this.#precedes(below, member)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = member;
  }

  #precedes(one: number, other: number): boolean {
    const [a, b] = [this.#priorities[one] as number, this.#priorities[other] as number];
    return a > b || (a === b && one < other);
  }
}
