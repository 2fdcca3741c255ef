import { boundedKey } from './boundedKey.ts';
import type { DurationMetrics, SignalMetrics } from './metricsSnapshot.ts';

/** What is counted and timed of one signal, changed in place. */
export class SignalTally {
  readonly #buckets: readonly number[];
  readonly #max: number;
  readonly #failures = new Map<string, number>();
  readonly #rows = new Map<string, number>();
  #counts: number[] | undefined;
  #sumSeconds = 0;
  #count = 0;

  /** `max` limits how many types of errors and how many fields are told apart. */
  constructor(buckets: readonly number[], max: number) {
    this.#buckets = buckets;
    this.#max = max;
  }

  signal(): void {
    this.#count += 1;
  }

  failure(errorType: string): void {
    this.#increase(this.#failures, errorType, 1);
  }

  rows(field: string, amount: number): void {
    this.#increase(this.#rows, field, amount);
  }

  duration(seconds: number): void {
    this.#counts ??= new Array<number>(this.#buckets.length + 1).fill(0);
    const found = this.#buckets.findIndex((limit) => seconds <= limit);
    const bucket = found === -1 ? this.#buckets.length : found;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sumSeconds += seconds;
  }

  copy(): SignalMetrics {
    return {
      count: this.#count,
      failures: Object.fromEntries(this.#failures),
      rows: Object.fromEntries(this.#rows),
      ...(this.#counts ? { durations: this.#durations(this.#counts) } : {}),
    };
  }

  #durations(counts: readonly number[]): DurationMetrics {
    const count = counts.reduce((one, other) => one + other, 0);
    return { count, sumSeconds: this.#sumSeconds, counts: [...counts] };
  }

  #increase(sums: Map<string, number>, key: string, amount: number): void {
    const bounded = boundedKey(sums, key, this.#max);
    sums.set(bounded, (sums.get(bounded) ?? 0) + amount);
  }
}
