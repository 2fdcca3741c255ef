import { type Agenda, SimulatedTask, type Work } from './simulatedTask.ts';
import { TaskHeap } from './taskHeap.ts';

/** Time that goes by from one task to the next. */
export class SimulatedTime {
  /** How much has gone by, in milliseconds. */
  elapsed = 0;
  /** How many tasks have run. */
  steps = 0;
  readonly #heap = new TaskHeap<SimulatedTask>();
  readonly #inTurn: Agenda;
  readonly #early: Agenda;
  #nextOrder = 0;
  #nextEarlyOrder = Number.MIN_SAFE_INTEGER;

  constructor() {
    const remove = (task: SimulatedTask) => this.#heap.remove(task);
    this.#inTurn = { remove, put: (task, delay) => this.#put(task, delay, this.#nextOrder++) };
    this.#early = {
      remove,
      put: (task, delay) => this.#put(task, delay, delay > 0 ? this.#nextOrder++ : this.#nextEarlyOrder++),
    };
  }

  get waiting(): number {
    return this.#heap.size;
  }

  get nextDue(): number {
    return this.#heap.nextDue;
  }

  /** Schedules a task; an early one goes before all others that are due when it is. */
  schedule<S>(work: Work<S>, delay: number, state: S | undefined, early = false): SimulatedTask<S> {
    return new SimulatedTask(work, early ? this.#early : this.#inTurn).schedule(state, delay);
  }

  /** Whether a task is due by then. */
  isDue(until: number): boolean {
    return this.#heap.size > 0 && this.#heap.nextDue <= until;
  }

  /** Lets time go by up to the next task, and runs it; ask `isDue` first. */
  step(): void {
    const task = this.#heap.take();
    this.elapsed = task.due;
    this.steps += 1;
    task.run();
  }

  #put(task: SimulatedTask, delay: number, order: number): void {
    if (Number.isNaN(delay)) throw new RangeError('expected a delay in milliseconds, got NaN');
    this.#heap.remove(task);
    if (delay === Number.POSITIVE_INFINITY) return;
    this.#heap.add(task, this.elapsed + Math.max(0, delay), order);
  }
}
