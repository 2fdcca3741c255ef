import { Subscription } from 'rxjs';
import type { SimulatedScheduler } from '../simulatedScheduler.ts';

/** Tasks of a simulation itself, which are none of the system that it simulates. */
export class OwnTasks {
  /** How many wait. */
  waiting = 0;
  readonly #scheduler: SimulatedScheduler;
  readonly #all = new Subscription();

  constructor(scheduler: SimulatedScheduler) {
    this.#scheduler = scheduler;
  }

  /** Calls it when so much time has gone by since the beginning. */
  at(elapsed: number, call: () => void): void {
    this.waiting += 1;
    const task: Subscription = this.#scheduler.schedule(() => {
      this.#all.remove(task);
      task.unsubscribe();
      this.waiting -= 1;
      call();
    }, elapsed - this.#scheduler.elapsed);
    this.#all.add(task);
  }

  every(ms: number, call: () => void): void {
    this.at(this.#scheduler.elapsed + ms, () => {
      call();
      this.every(ms, call);
    });
  }

  end(): void {
    this.#all.unsubscribe();
    this.waiting = 0;
  }
}
