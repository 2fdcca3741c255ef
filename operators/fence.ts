/** A commit of an epoch that is over, or that has never begun; what it was to write is not written. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor(
    /** The epoch that may commit; where none may, the one that would be next. */
    readonly expected: number,
    readonly got: number,
  ) {
    super(`expected a commit of epoch ${expected}, got one of epoch ${got}`);
  }
}

/** Tells epochs apart: of all that were begun, only the newest may commit, and only until it is closed. */
export interface Fence {
  /** The newest epoch; before the first, the one it was made with. */
  readonly epoch: number;
  /** Begins the next epoch, and closes the one before. */
  readonly open: () => number;
  /** Closes an epoch. What is closed stays so; closing an old one leaves the newest alone. */
  readonly close: (epoch: number) => void;
  /** Throws a `FencedError` unless this epoch may commit. */
  readonly check: (epoch: number) => void;
}

export interface FenceOptions {
  /** The last epoch that was begun before; the first one here is one more. @default 0 */
  readonly after?: number;
}

/** Makes epochs that only increase, and refuses the commits of old ones. */
export function fence({ after = 0 }: FenceOptions = {}): Fence {
  if (!Number.isSafeInteger(after) || after < 0)
    throw new RangeError(`expected after to be an epoch, a whole number from 0, got ${after}`);
  let epoch = after;
  let opened = false;
  return {
    get epoch() {
      return epoch;
    },
    open: () => {
      opened = true;
      epoch += 1;
      return epoch;
    },
    close: (old) => {
      if (old === epoch) opened = false;
    },
    check: (got) => {
      if (!opened || got !== epoch) throw new FencedError(opened ? epoch : epoch + 1, got);
    },
  };
}
