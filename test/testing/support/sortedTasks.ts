import { type SchedulerAction, Subscription } from 'rxjs';

/** What simulated time is, said in the simplest way. */
export class SortedTasks {
  elapsed = 0;
  readonly #tasks = new Set<Task>();
  #scheduled = 0;

  get waiting(): number {
    return this.#tasks.size;
  }

  schedule(work: (this: SchedulerAction<unknown>) => void, delay: number): SchedulerAction<unknown> {
    const task: Task = new Task(work, {
      put: (ms) => {
        task.due = this.elapsed + ms;
        task.order = this.#scheduled++;
        this.#tasks.add(task);
      },
      remove: () => this.#tasks.delete(task),
    });
    return task.schedule(undefined, delay);
  }

  advanceBy(ms: number): void {
    const end = this.elapsed + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#tasks.delete(next);
      this.elapsed = next.due;
      next.run();
    }
    this.elapsed = end;
  }

  #next(until: number): Task | undefined {
    const [next] = [...this.#tasks].sort((a, b) => a.due - b.due || a.order - b.order);
    return next && next.due <= until ? next : undefined;
  }
}

class Task extends Subscription {
  due = 0;
  order = 0;
  readonly run: () => void;

  constructor(
    work: (this: SchedulerAction<unknown>) => void,
    private readonly list: { put(delay: number): void; remove(): void },
  ) {
    super(() => list.remove());
    this.run = () => work.call(this);
  }

  schedule(_state?: unknown, delay = 0): this {
    if (!this.closed) this.list.put(delay);
    return this;
  }
}
