import { EndlessSimulationError } from './endlessSimulationError.ts';
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
  #isRunning = false;

  constructor(
    private readonly maxSteps: number,
    private readonly quiet: () => Promise<unknown>,
  ) {
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

  get dues(): readonly number[] {
    return this.#heap.dues;
  }

  /** Schedules a task; an early one goes before all others that are due when it is. */
  schedule<S>(work: Work<S>, delay: number, state: S | undefined, early = false): SimulatedTask<S> {
    return new SimulatedTask(work, early ? this.#early : this.#inTurn).schedule(state, delay);
  }

  /** Lets time go by until then, runs what is due, and says how many tasks that were. */
  run(until: number, most = Number.POSITIVE_INFINITY): number {
    this.#begin();
    try {
      let ran = 0;
      for (; ran < most && this.#isDue(until); ran += 1) this.#step(ran);
      this.#pass(until);
      return ran;
    } finally {
      this.#isRunning = false;
    }
  }

  /** The same, with promises going on before the first task and after each. */
  async runAsync(until: number, most = Number.POSITIVE_INFINITY): Promise<number> {
    this.#begin();
    try {
      // Only what a promise calls finds ticks behind all other promises.
      await undefined;
      await this.quiet();
      let ran = 0;
      for (; ran < most && this.#isDue(until); ran += 1) {
        this.#step(ran);
        await this.quiet();
      }
      this.#pass(until);
      return ran;
    } finally {
      this.#isRunning = false;
    }
  }

  #begin(): void {
    if (this.#isRunning) {
      throw new Error('expected a call when time stands still, got one while another lets it go by');
    }
    this.#isRunning = true;
  }

  #isDue(until: number): boolean {
    return this.#heap.size > 0 && this.#heap.nextDue <= until;
  }

  #step(ran: number): void {
    if (ran >= this.maxSteps) throw new EndlessSimulationError(ran, this.elapsed);
    const task = this.#heap.take();
    this.elapsed = task.due;
    this.steps += 1;
    task.run();
  }

  /** Without an end, it stops with the last task. */
  #pass(until: number): void {
    if (until !== Number.POSITIVE_INFINITY) this.elapsed = until;
  }

  #put(task: SimulatedTask, delay: number, order: number): void {
    if (Number.isNaN(delay)) throw new RangeError('expected a delay in milliseconds, got NaN');
    this.#heap.remove(task);
    if (delay === Number.POSITIVE_INFINITY) return;
    this.#heap.add(task, this.elapsed + Math.max(0, delay), order);
  }
}
