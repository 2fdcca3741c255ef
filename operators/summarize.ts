import {
  asyncScheduler,
  ignoreElements,
  Observable,
  type OperatorFunction,
  type SchedulerLike,
  Subscription,
  tap,
} from 'rxjs';
import { BoundedSample } from './boundedSample.ts';

/** What the numbers of one window were like. */
export interface Summary {
  /** How many numbers came in the window. */
  readonly count: number;
  /** Numbers per second, over the time the window was really open. */
  readonly rate: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** The median, by nearest rank. */
  readonly p50: number;
  /** The number that 95 of 100 do not exceed, by nearest rank. */
  readonly p95: number;
}

export interface SummarizeOptions<T> {
  /** Length of a window in milliseconds. @default 10_000 */
  readonly every?: number;
  /** The number to summarize. @default the value itself, where values are numbers */
  readonly of: (value: T) => number;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Replaces a stream of many values by one summary of their numbers for each window of time.
 *
 * A window opens with the first number after the last window closed, so no timer runs while nothing
 * comes. Numbers that are not finite are left out of everything, `count` included. Percentiles are
 * exact up to 4,096 numbers a window; beyond, they come from an evenly spaced sample of at least 2,048
 * (which misleads where the series repeats itself in step with the sample).
 *
 * - emits a summary `every` milliseconds after a window opened, and the open one when the source completes
 * - completes when the source completes
 * - errors when the source errors or `of` throws; the open window is lost
 * - on unsubscribe, the open window and its timer are discarded
 */
export function summarize<T>(options: SummarizeOptions<T>): OperatorFunction<T, Summary>;
export function summarize(options?: Partial<SummarizeOptions<number>>): OperatorFunction<number, Summary>;
export function summarize({
  every = 10_000,
  of = (value) => value,
  scheduler = asyncScheduler,
}: Partial<SummarizeOptions<number>> = {}): OperatorFunction<number, Summary> {
  if (!(every > 0)) throw new RangeError(`expected every to be a positive number of ms, got ${every}`);
  // Constructed, because `audit` holds the last window back until its time is up when the source completes.
  return (source) =>
    new Observable((subscriber) => {
      let open: Window | undefined;
      let timer = Subscription.EMPTY;
      const close = (): void => {
        const closed = open;
        open = undefined;
        if (closed) subscriber.next(closed.summary(scheduler.now()));
      };
      const add = (value: number): void => {
        const number = of(value);
        if (!Number.isFinite(number)) return;
        if (!open) {
          open = new Window(scheduler.now());
          timer = scheduler.schedule(close, every);
        }
        open.add(number);
      };
      subscriber.add(() => timer.unsubscribe());
      source.pipe(tap({ next: add, complete: close }), ignoreElements()).subscribe(subscriber);
    });
}

class Window {
  readonly #openedAt: number;
  readonly #sample = new BoundedSample(4_096);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(openedAt: number) {
    this.#openedAt = openedAt;
  }

  add(number: number): void {
    this.#count += 1;
    this.#sum += number;
    if (number < this.#min) this.#min = number;
    if (number > this.#max) this.#max = number;
    this.#sample.add(number);
  }

  summary(closedAt: number): Summary {
    // A clock of whole milliseconds cannot tell a shorter window from none.
    const elapsed = Math.max(1, closedAt - this.#openedAt);
    const sorted = this.#sample.sorted();
    return {
      count: this.#count,
      rate: (this.#count * 1_000) / elapsed,
      min: this.#min,
      mean: this.#sum / this.#count,
      max: this.#max,
      p50: nearestRank(sorted, 50),
      p95: nearestRank(sorted, 95),
    };
  }
}

function nearestRank(sorted: Float64Array, percent: number): number {
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
}
