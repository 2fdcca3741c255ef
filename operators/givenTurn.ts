import type { Observable } from 'rxjs';
import type { Fence } from './fence.ts';

/** What a source is given whose turn it is. */
export interface Turn {
  /** Larger than that of every turn before. */
  readonly epoch: number;
  /** Emits once when the source is to end. */
  readonly stop$: Observable<void>;
  /** Whether the source was asked to end. */
  readonly stopping: boolean;
  /** Aborted at the same time, for what takes a signal. Made when it is first asked for, as it costs a lot. */
  readonly signal: AbortSignal;
  /** Writes, or throws a `FencedError` if the turn is over, or another has taken over from it. */
  readonly commit: <R>(write: () => R) => R;
}

/** Is what a source is given for an epoch that has begun; made once a turn, and so to be small. */
export class GivenTurn implements Turn {
  // Of its own and not of the class, so that a copy has it; shared, because a getter for each costs as much as a signal.
  static readonly #signal = {
    enumerable: true,
    get(this: GivenTurn): AbortSignal {
      return this.#made();
    },
  };

  stopping = false;
  declare readonly signal: AbortSignal;

  readonly #epochs: Fence;
  #controller: AbortController | undefined;

  constructor(
    readonly epoch: number,
    readonly stop$: Observable<void>,
    epochs: Fence,
  ) {
    this.#epochs = epochs;
    Object.defineProperty(this, 'signal', GivenTurn.#signal);
  }

  readonly commit = <R>(write: () => R): R => {
    this.#epochs.check(this.epoch);
    return write();
  };

  /** The source is to end. Whatever has yet to take over does so no more. */
  stop(): void {
    this.stopping = true;
    this.#epochs.withdraw(this.epoch);
    this.#controller?.abort();
  }

  /** Who asks late is told what has happened since. */
  #made(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.stopping) this.#controller.abort();
    return this.#controller.signal;
  }
}
