import { type Observable, type SchedulerLike, Subject, type Subscription } from 'rxjs';
import type { EngineEvent } from '../streaming/listening/engineEvent.ts';

/** Which events go astray. */
export interface FakeEventFault {
  /** For how long, in milliseconds. @default Infinity */
  readonly forMs?: number;
  /** Of which kinds. @default all */
  readonly kinds?: readonly EngineEvent['kind'][];
}

/** How events that were told go to who listens: at once, or as faults have it. */
export class FakeEvents {
  readonly events$: Observable<EngineEvent>;
  readonly #told$ = new Subject<EngineEvent>();
  readonly #scheduler: SchedulerLike;
  readonly #life: Subscription;
  readonly #faults = new Set<(event: EngineEvent) => readonly EngineEvent[]>();

  constructor(scheduler: SchedulerLike, life: Subscription) {
    this.#scheduler = scheduler;
    this.#life = life;
    this.events$ = this.#told$.asObservable();
  }

  tell(event: EngineEvent): void {
    if (this.#faults.size === 0) {
      this.#told$.next(event);
      return;
    }
    let events: readonly EngineEvent[] = [event];
    for (const fault of this.#faults) events = events.flatMap(fault);
    for (const each of events) this.#told$.next(each);
  }

  lose(fault: FakeEventFault): void {
    this.#add(fault, () => []);
  }

  duplicate(fault: FakeEventFault): void {
    this.#add(fault, (event) => [event, event]);
  }

  delay(by: number, fault: FakeEventFault): void {
    this.#add(fault, (event) => {
      this.#later(by, () => this.#told$.next(event));
      return [];
    });
  }

  /** Each second event goes before the one that came before it. */
  reorder(fault: FakeEventFault): void {
    let held: readonly EngineEvent[] = [];
    const end = (): void => {
      for (const event of held) this.#told$.next(event);
    };
    const swap = (event: EngineEvent): readonly EngineEvent[] => {
      const both = held.length > 0 ? [event, ...held] : [];
      held = held.length > 0 ? [] : [event];
      return both;
    };
    this.#add(fault, swap, end);
  }

  #add(
    { forMs = Number.POSITIVE_INFINITY, kinds }: FakeEventFault,
    does: (event: EngineEvent) => readonly EngineEvent[],
    end: () => void = () => undefined,
  ): void {
    const fault = (event: EngineEvent) => ((kinds?.includes(event.kind) ?? true) ? does(event) : [event]);
    this.#faults.add(fault);
    this.#later(forMs, () => {
      this.#faults.delete(fault);
      end();
    });
  }

  #later(ms: number, call: () => void): void {
    if (ms === Number.POSITIVE_INFINITY) return;
    const task: Subscription = this.#scheduler.schedule(() => {
      this.#life.remove(task);
      task.unsubscribe();
      call();
    }, ms);
    this.#life.add(task);
  }
}
