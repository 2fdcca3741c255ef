import { decidedOnce } from '../signals/decidedOnce.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';
import { boundedKey } from './boundedKey.ts';
import { isFailure } from './isFailure.ts';
import { isRowField } from './isRowField.ts';
import type { MetricsSnapshot } from './metricsSnapshot.ts';
import { SignalTally } from './signalTally.ts';
import { toldFailure } from './toldFailure.ts';

export interface MetricsTallyOptions {
  readonly buckets: readonly number[];
  /** How many signals are told apart. */
  readonly maxSignals: number;
  /** How many types of errors, and how many fields, of a signal are told apart. */
  readonly maxTypes: number;
}

/** Counts signals in place, because most states are never looked at, and copies what it has counted when asked. */
export class MetricsTally {
  readonly #options: MetricsTallyOptions;
  readonly #fails = decidedOnce(isFailure);
  readonly #tellsRows = decidedOnce(isRowField);
  readonly #signals = new Map<string, SignalTally>();
  #total = 0;
  #time = 0;

  constructor(options: MetricsTallyOptions) {
    this.#options = options;
  }

  add({ name, payload, time }: SignalEvent): void {
    this.#total += 1;
    this.#time = time;
    const tally = this.#tallyOf(name);
    tally.signal();
    if (this.#fails(name)) tally.failure(toldFailure(payload).errorType);
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return;
    const fields = payload as Readonly<Record<string, unknown>>;
    const seconds = fields['durationSeconds'];
    if (isQuantity(seconds)) tally.duration(seconds);
    for (const field of Object.keys(fields)) {
      if (!this.#tellsRows(field)) continue;
      const rows = fields[field];
      if (isQuantity(rows)) tally.rows(field, rows);
    }
  }

  snapshot(): MetricsSnapshot {
    return {
      total: this.#total,
      time: this.#time,
      buckets: [...this.#options.buckets],
      signals: Object.fromEntries(Array.from(this.#signals, ([name, tally]) => [name, tally.copy()])),
    };
  }

  #tallyOf(name: string): SignalTally {
    const { buckets, maxSignals, maxTypes } = this.#options;
    const known = this.#signals.get(name);
    if (known) return known;
    const bounded = boundedKey(this.#signals, name, maxSignals);
    const tally = this.#signals.get(bounded) ?? new SignalTally(buckets, maxTypes);
    this.#signals.set(bounded, tally);
    return tally;
  }
}

/** Counters only ever rise, so what is negative is not added. */
function isQuantity(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
