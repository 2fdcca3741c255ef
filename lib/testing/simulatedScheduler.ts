import type { SchedulerLike, Subscription } from 'rxjs';
import { promisesQuiet } from './promisesQuiet.ts';
import type { Work } from './simulatedTask.ts';
import { SimulatedTime } from './simulatedTime.ts';

export interface SimulatedSchedulerOptions {
  /** What `now` says at the beginning, in milliseconds. @default 0 */
  readonly startsAt?: number;
  /** How many tasks one call may run before it is refused as endless. @default 1_000_000 */
  readonly maxSteps?: number;
  /** Waits until promises have gone on as far as they can. @default until no promise resolves another one */
  readonly quiet?: () => Promise<unknown>;
}

/**
 * A clock that moves only when it is told to, with the tasks that are due on it. Whatever takes a scheduler
 * takes it.
 *
 * Tasks run in the order in which they are due, and those that are due together in the order in which they were
 * scheduled. What a task throws comes out of the call that ran it, and the other tasks stay.
 *
 * Promises go on in `settle` and the calls that end in `Async`: before the first task and after each one, as
 * far as they can. So what a task awaits takes no time, unless it awaits this clock, as it does with
 * `firstValueFrom(timer(1_000, scheduler))`. What the real clock, a file or a socket resolves is not waited for,
 * and comes when the call is over. A promise that goes on for ever hangs, as it does anywhere.
 */
export class SimulatedScheduler implements SchedulerLike {
  /** Stands for `asapScheduler`: what it schedules without delay goes before everything else that is due. */
  readonly asap: SchedulerLike;
  readonly #time: SimulatedTime;
  #offset: number;

  constructor({
    startsAt = 0,
    maxSteps = 1_000_000,
    quiet = promisesQuiet,
  }: SimulatedSchedulerOptions = {}) {
    if (!(maxSteps >= 1))
      throw new RangeError(`expected maxSteps to be a positive number, got ${maxSteps}`);
    this.#offset = startsAt;
    this.#time = new SimulatedTime(maxSteps, quiet);
    this.asap = {
      now: () => this.now(),
      schedule: <S>(work: Work<S>, delay = 0, state?: S) => this.#time.schedule(work, delay, state, true),
    };
  }

  /** What the clock on the wall says. */
  now(): number {
    return this.#time.elapsed + this.#offset;
  }

  /** Sets the clock on the wall, forward or back. Tasks stay as far away as they are. */
  setClock(now: number): void {
    this.#offset = now - this.#time.elapsed;
  }

  /** How much time has gone by, in milliseconds, whatever the clock on the wall says. */
  get elapsed(): number {
    return this.#time.elapsed;
  }

  /** The elapsed time at which the next task is due; `Infinity` where none waits. */
  get nextDue(): number {
    return this.#time.nextDue;
  }

  /** The elapsed times at which the tasks that wait are due, the earliest first. */
  get dues(): readonly number[] {
    return this.#time.dues;
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.#time.waiting;
  }

  /** How many tasks have run. */
  get steps(): number {
    return this.#time.steps;
  }

  schedule<S>(work: Work<S>, delay = 0, state?: S): Subscription {
    return this.#time.schedule(work, delay, state);
  }

  /** Runs the next task; says whether there was one. */
  step(): boolean {
    return this.#time.run(FOREVER, 1) === 1;
  }

  /** Runs all tasks, and those that they schedule. */
  flush(): void {
    this.#time.run(FOREVER);
  }

  /** Lets so many milliseconds go by, and runs what is due meanwhile. */
  advanceBy(ms: number): void {
    this.advanceTo(this.elapsed + ms);
  }

  /** Lets time go by until so much has elapsed, and runs what is due meanwhile. */
  advanceTo(elapsed: number): void {
    this.#refusePast(elapsed);
    this.#time.run(elapsed);
  }

  /** Lets promises go on and runs what is due now, until both are quiet. No time goes by. */
  settle(): Promise<void> {
    return this.advanceToAsync(this.elapsed);
  }

  /** As `step`, with promises going on before and after. */
  async stepAsync(): Promise<boolean> {
    return (await this.#time.runAsync(FOREVER, 1)) === 1;
  }

  /** As `flush`, with promises going on between tasks. */
  async flushAsync(): Promise<void> {
    await this.#time.runAsync(FOREVER);
  }

  /** As `advanceBy`, with promises going on between tasks. */
  advanceByAsync(ms: number): Promise<void> {
    return this.advanceToAsync(this.elapsed + ms);
  }

  /** As `advanceTo`, with promises going on between tasks. */
  async advanceToAsync(elapsed: number): Promise<void> {
    this.#refusePast(elapsed);
    await this.#time.runAsync(elapsed);
  }

  #refusePast(elapsed: number): void {
    if (elapsed >= this.elapsed && elapsed !== FOREVER) return;
    throw new RangeError(`expected a time from ${this.elapsed}ms on, which has elapsed, got ${elapsed}ms`);
  }
}

const FOREVER = Number.POSITIVE_INFINITY;
