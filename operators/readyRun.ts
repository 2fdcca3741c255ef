import { from, type ObservableInput, type Subscriber, Subscription } from 'rxjs';
import { type MemberOwner, MemberSubscriber } from './memberSubscriber.ts';
import { PooledReady } from './pooledReady.ts';
import type { ReadyPlan } from './readyPlan.ts';
import { Slots } from './slots.ts';

/**
 * One run of a plan, for one subscriber.
 *
 * Members are started in one loop, which also starts what becomes ready by members that end at once: so any
 * number of synchronous members needs neither stack nor task.
 */
export class ReadyRun<R> implements MemberOwner<R> {
  readonly #plan: ReadyPlan;
  readonly #run: (index: number) => ObservableInput<R>;
  readonly #subscriber: Subscriber<R>;
  readonly #slots = new Slots();
  readonly #ready: PooledReady;
  /** How many dependencies each member still waits for. */
  readonly #waiting: Int32Array;
  readonly #running: MemberSubscriber<R>[] = [];
  /** How many members are not over. */
  #left: number;
  #starting = false;
  #stopped = false;

  constructor(plan: ReadyPlan, run: (index: number) => ObservableInput<R>, subscriber: Subscriber<R>) {
    this.#plan = plan;
    this.#run = run;
    this.#subscriber = subscriber;
    this.#ready = new PooledReady(plan.priorities, plan.pools);
    this.#waiting = plan.graph.counts.slice();
    this.#left = plan.graph.size;
    for (let member = 0; member < this.#left; member++) {
      if (this.#waiting[member] === 0) this.#ready.add(member);
    }
  }

  /** How many members have not started. */
  get unstarted(): number {
    return this.#left - this.#running.length;
  }

  /** How many slots there are. */
  get limit(): number {
    return this.#slots.limit;
  }

  /** Changes how many slots there are, and starts what fits. */
  limitTo(limit: number): void {
    this.#slots.limit = limit;
    this.#start();
  }

  /** Unsubscribes what runs; nothing starts any more. */
  stop(): void {
    this.#stopped = true;
    const all = new Subscription();
    for (const member of this.#running) all.add(member);
    all.unsubscribe();
  }

  next(value: R): void {
    this.#subscriber.next(value);
  }

  error(error: unknown): void {
    this.#stopped = true;
    this.#subscriber.error(error);
  }

  over(member: MemberSubscriber<R>): void {
    if (this.#stopped) return;
    const last = this.#running.pop() as MemberSubscriber<R>;
    last.place = member.place;
    if (last !== member) this.#running[member.place] = last;
    this.#left -= 1;
    this.#slots.giveBack(this.#weightOf(member.index));
    this.#ready.giveBack(member.index);
    this.#release(member.index);
    this.#start();
  }

  /** Counts a dependency of those that wait for the member as ended. */
  #release(member: number): void {
    const { heads, dependents } = this.#plan.graph;
    const end = heads[member + 1] as number;
    for (let edge = heads[member] as number; edge < end; edge++) {
      const dependent = dependents[edge] as number;
      const still = (this.#waiting[dependent] as number) - 1;
      this.#waiting[dependent] = still;
      if (still === 0) this.#ready.add(dependent);
    }
  }

  /** Starts what is ready and fits; the first that does not fit holds up all behind it. */
  #start(): void {
    if (this.#starting) return;
    this.#starting = true;
    while (!this.#stopped) {
      const member = this.#ready.first();
      if (member < 0 || !this.#slots.fit(this.#weightOf(member))) break;
      this.#ready.takeFirst();
      this.#slots.take(this.#weightOf(member));
      this.#startMember(member);
    }
    this.#starting = false;
    if (this.#left === 0 && !this.#stopped) this.#subscriber.complete();
  }

  #startMember(index: number): void {
    const member = new MemberSubscriber(index, this);
    member.place = this.#running.push(member) - 1;
    try {
      const input = from(this.#run(index));
      if (!this.#stopped) input.subscribe(member);
    } catch (error) {
      this.error(error);
    }
  }

  #weightOf(member: number): number {
    return this.#plan.weights?.[member] ?? 1;
  }
}
