import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike, Subscription } from 'rxjs';
import { type Alarm, alarm } from './alarm.ts';
import { isDelay } from './isDelay.ts';
import { subscribeWithin } from './subscribeWithin.ts';

/** What came for one key until it was quiet. */
export interface Coalesced<K, T> {
  readonly key: K;
  /** At least one, in the order in which they came. */
  readonly values: readonly T[];
}

/** A value that is about to be collected. */
export interface CollectNotice<K, T> {
  readonly key: K;
  readonly value: T;
  /** What is collected for its key already; none where it is the first. */
  readonly joins: readonly T[];
}

export interface CoalescePerKeyOptions<K, T> {
  /** How long nothing must come for a key before it is told, in milliseconds. @default 5_000 */
  readonly quietPeriod?: number;
  /** How long after its first value a key is told at the latest, in milliseconds. @default 60_000 */
  readonly maxWait?: number;
  /** Is told of each value before it waits. @default nobody is told */
  readonly onCollect?: (notice: CollectNotice<K, T>) => void;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Collects the values of each key until nothing has come for it for a while, though not for ever.
 *
 * The first value of a key starts its clock. What comes once a key has been told is collected anew, also when
 * it comes from who is just being told.
 *
 * - emits what was collected for a key, `quietPeriod` after its last value or `maxWait` after its first
 * - completes when the source completes, after all that is still collected, in the order of first values
 * - errors when the source errors or `key` or `onCollect` throws; what is collected is lost
 * - on unsubscribe, the source and all clocks are unsubscribed
 */
export function coalescePerKey<T, K>(
  key: (value: T) => K,
  {
    quietPeriod = 5_000,
    maxWait = 60_000,
    onCollect,
    scheduler = asyncScheduler,
  }: CoalescePerKeyOptions<K, T> = {},
): OperatorFunction<T, Coalesced<K, T>> {
  refuseUnusable(quietPeriod, maxWait);
  // Constructed, because `groupBy` loses what is pushed into a group while the end of that group is told.
  return (source) =>
    new Observable((subscriber) => {
      const open = new Map<K, Collection<T>>();
      const whole = new Subscription(() => {
        for (const collection of open.values()) collection.clear();
      });
      const tell = (of: K): void => {
        const collected = open.get(of);
        open.delete(of);
        collected?.clear();
        if (collected) subscriber.next({ key: of, values: collected.values });
      };
      const collect = (value: T): void => {
        const of = key(value);
        const joined = open.get(of);
        onCollect?.({ key: of, value, joins: joined?.values ?? [] });
        if (whole.closed) return;
        const collection = open.get(of) ?? new Collection(scheduler, maxWait, () => tell(of));
        open.set(of, collection);
        collection.add(value, quietPeriod);
      };
      const error = (thrown: unknown): void => {
        whole.unsubscribe();
        subscriber.error(thrown);
      };
      const complete = (): void => {
        for (const of of [...open.keys()]) tell(of);
        subscriber.complete();
      };
      subscriber.add(whole);
      subscribeWithin(whole, source, { next: guarded(collect, error), error, complete });
    });
}

/** The values of one key, and the clocks that run for them. */
class Collection<T> {
  readonly values: T[] = [];
  readonly #quiet: Alarm;
  readonly #last: Alarm;

  constructor(
    scheduler: SchedulerLike,
    maxWait: number,
    private readonly tell: () => void,
  ) {
    this.#quiet = alarm(scheduler);
    this.#last = alarm(scheduler);
    this.#last.set(maxWait, tell);
  }

  add(value: T, quietPeriod: number): void {
    this.values.push(value);
    this.#quiet.set(quietPeriod, this.tell);
  }

  clear(): void {
    this.#quiet.clear();
    this.#last.clear();
  }
}

function guarded<T>(call: (value: T) => void, error: (thrown: unknown) => void): (value: T) => void {
  return (value) => {
    try {
      call(value);
    } catch (thrown) {
      error(thrown);
    }
  };
}

function refuseUnusable(quietPeriod: number, maxWait: number): void {
  if (!isDelay(quietPeriod)) {
    throw new RangeError(
      `expected quietPeriod to be a number of ms that a timer can wait, got ${quietPeriod}`,
    );
  }
  if (!(maxWait >= quietPeriod && (isDelay(maxWait) || maxWait === Number.POSITIVE_INFINITY))) {
    throw new RangeError(`expected maxWait to be from quietPeriod, ${quietPeriod} ms, on, got ${maxWait}`);
  }
}
