import { type SchedulerAction, Subscription } from 'rxjs';
import type { HeapTask } from './taskHeap.ts';

/** What a task does when it is due. */
export type Work<S> = (this: SchedulerAction<S>, state?: S) => void;

/** Where tasks wait until they are due. */
export interface Agenda {
  /** Puts a task in, or moves it. */
  put(task: SimulatedTask, delay: number): void;
  remove(task: SimulatedTask): void;
}

/** A task in simulated time. It may put itself onto the agenda again, and is off it once unsubscribed. */
export class SimulatedTask<S = unknown> extends Subscription implements HeapTask {
  due = 0;
  order = 0;
  place = -1;
  readonly #work: Work<S>;
  readonly #agenda: Agenda;
  #state: S | undefined;

  constructor(work: Work<S>, agenda: Agenda) {
    super();
    this.#work = work;
    this.#agenda = agenda;
  }

  schedule(state?: S, delay = 0): this {
    if (this.closed) return this;
    this.#state = state;
    this.#agenda.put(this as SimulatedTask, delay);
    return this;
  }

  run(): void {
    try {
      this.#work(this.#state);
    } catch (error) {
      this.unsubscribe();
      throw error;
    }
  }

  override unsubscribe(): void {
    if (this.closed) return;
    this.#agenda.remove(this as SimulatedTask);
    super.unsubscribe();
  }
}
