/** A task with its place in a heap. */
export interface HeapTask {
  due: number;
  order: number;
  /** -1 where it is in no heap. Kept by the heap, like the other two. */
  place: number;
}

/**
 * A binary heap of tasks: the earliest due first, and of those due together the lowest order. A task knows its
 * place, so taking out one that is cancelled needs no search, and nothing stays behind.
 */
export class TaskHeap<T extends HeapTask> {
  readonly #heap: T[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** When the first task is due; `Infinity` where there is none. */
  get nextDue(): number {
    return this.#heap[0]?.due ?? Number.POSITIVE_INFINITY;
  }

  /** When the tasks are due, the earliest first. */
  get dues(): readonly number[] {
    return this.#heap.map(({ due }) => due).sort((one, other) => one - other);
  }

  add(task: T, due: number, order: number): void {
    task.due = due;
    task.order = order;
    this.#heap.push(task);
    this.#rise(task, this.#heap.length - 1);
  }

  /** Takes the first task out; ask `size` first. */
  take(): T {
    const first = this.#heap[0] as T;
    this.remove(first);
    return first;
  }

  /** Takes a task out; one that is not in is left alone. */
  remove(task: T): void {
    const { place } = task;
    if (place < 0) return;
    task.place = -1;
    const last = this.#heap.pop() as T;
    if (last !== task) this.#settle(last, place);
  }

  /** Finds the place of a task that comes from the end of the heap: most belong far down, so that is where to begin. */
  #settle(task: T, from: number): void {
    const heap = this.#heap;
    let place = from;
    for (let child = 2 * place + 1; child < heap.length; child = 2 * place + 1) {
      const right = child + 1;
      if (right < heap.length && precedes(heap[right] as T, heap[child] as T)) child = right;
      this.#put(heap[child] as T, place);
      place = child;
    }
    this.#rise(task, place);
  }

  #rise(task: T, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent] as T;
      if (precedes(above, task)) break;
      this.#put(above, place);
      place = parent;
    }
    this.#put(task, place);
  }

  #put(task: T, place: number): void {
    this.#heap[place] = task;
    task.place = place;
  }
}

function precedes(one: HeapTask, other: HeapTask): boolean {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}
