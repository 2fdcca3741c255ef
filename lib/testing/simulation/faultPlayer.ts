import type { OwnTasks } from './ownTasks.ts';
import type { FaultKind, SimulatedFault } from './simulationFault.ts';

/** Has faults happen: each at its time, or from then on in the midst of the next signal that it waits for. */
export class FaultPlayer {
  /** How often each kind has happened. */
  readonly counts = new Map<FaultKind, number>();
  readonly #faults: readonly SimulatedFault[];
  readonly #tasks: OwnTasks;
  readonly #happens: (fault: SimulatedFault) => void;
  readonly #waiting: SimulatedFault[] = [];

  constructor(
    faults: readonly SimulatedFault[],
    tasks: OwnTasks,
    happens: (fault: SimulatedFault) => void,
  ) {
    this.#faults = faults.toSorted((a, b) => a.at - b.at);
    this.#tasks = tasks;
    this.#happens = happens;
  }

  /** One at a time, so that few tasks wait however many faults there are. */
  playFrom(index = 0): void {
    const fault = this.#faults[index];
    if (!fault) return;
    this.#tasks.at(fault.at, () => {
      if (fault.on === undefined) this.#play(fault);
      else this.#waiting.push(fault);
      this.playFrom(index + 1);
    });
  }

  /** A signal is being told; the first fault that waits for it happens. */
  hear(signal: string): void {
    if (this.#waiting.length === 0) return;
    const index = this.#waiting.findIndex(({ on }) => on === signal);
    for (const fault of index < 0 ? [] : this.#waiting.splice(index, 1)) this.#play(fault);
  }

  end(): void {
    this.#waiting.length = 0;
  }

  #play(fault: SimulatedFault): void {
    this.counts.set(fault.kind, (this.counts.get(fault.kind) ?? 0) + 1);
    this.#happens(fault);
  }
}
