import type { PipeOutcome } from './pipeState.ts';
import type { OutcomeCounts } from './runRecord.ts';

const STATUSES: readonly PipeOutcome['status'][] = ['succeeded', 'failed', 'skipped', 'cancelled'];

/** Counts how far each generation is. */
export class GenerationTally {
  readonly #sizes: Int32Array;
  readonly #left: Int32Array;
  /** When each began; NaN where it has not. */
  readonly #starts: Float64Array;
  /** Four counts for each. */
  readonly #counts: Int32Array;

  constructor(sizes: Int32Array) {
    this.#sizes = sizes;
    this.#left = sizes.slice();
    this.#starts = new Float64Array(sizes.length).fill(Number.NaN);
    this.#counts = new Int32Array(sizes.length * STATUSES.length);
  }

  /** How many members a generation has if it begins with this one, else 0. */
  begin(generation: number, now: () => number): number {
    if (!Number.isNaN(this.#starts[generation] as number)) return 0;
    this.#starts[generation] = now();
    return this.#sizes[generation] as number;
  }

  /** What became of a generation if it ends with this member. */
  end(
    generation: number,
    status: PipeOutcome['status'],
  ): { readonly startedAt: number; readonly counts: OutcomeCounts } | undefined {
    const place = generation * STATUSES.length + STATUSES.indexOf(status);
    this.#counts[place] = (this.#counts[place] as number) + 1;
    const left = (this.#left[generation] as number) - 1;
    this.#left[generation] = left;
    if (left > 0) return undefined;
    const from = generation * STATUSES.length;
    const [succeeded = 0, failed = 0, skipped = 0, cancelled = 0] = this.#counts.subarray(
      from,
      from + STATUSES.length,
    );
    return {
      startedAt: this.#starts[generation] as number,
      counts: { succeeded, failed, skipped, cancelled },
    };
  }
}
