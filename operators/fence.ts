import { isEpoch } from './isEpoch.ts';

/** A commit of an epoch that is over, or that has never begun; what it was to write is not written. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor(
    /** The epoch that may commit, the oldest of those that may; where none may, the one that would be next. */
    readonly expected: number,
    readonly got: number,
  ) {
    super(`expected a commit of epoch ${expected}, got one of epoch ${got}`);
  }
}

/** Tells epochs apart, so that an old one commits nothing once a newer one has. */
export interface Fence {
  /** The newest epoch; before the first, the one it was made with. */
  readonly epoch: number;
  /** Begins the next epoch, and closes all before. */
  readonly open: () => number;
  /** Begins the next epoch, and leaves those before as they are until it takes over from them. */
  readonly prepare: () => number;
  /** Has an epoch take over: closes all that are older. Tells whether it may commit; if not, closes nothing. */
  readonly take: (epoch: number) => boolean;
  /** Has an epoch take over, or throws a `FencedError` if it may not commit. */
  readonly check: (epoch: number) => void;
  /** Closes an epoch that would have to take over from an older one first; any other goes on. */
  readonly withdraw: (epoch: number) => void;
  /** Closes an epoch. What is closed stays so; closing an old one leaves newer ones alone. */
  readonly close: (epoch: number) => void;
}

export interface FenceOptions {
  /** The last epoch that was begun before; the first one here is one more. @default 0 */
  readonly after?: number;
}

/** Makes epochs that only increase, and refuses the commits of those that are closed or were overtaken. */
export function fence({ after = 0 }: FenceOptions = {}): Fence {
  if (!isEpoch(after))
    throw new RangeError(`expected after to be an epoch, a whole number from 0, got ${after}`);
  /** Those that may commit, from the oldest on; hardly ever more than two. */
  const live: number[] = [];
  let epoch = after;
  const prepare = (): number => {
    epoch += 1;
    live.push(epoch);
    return epoch;
  };
  const take = (taking: number): boolean => {
    const older = live.indexOf(taking);
    if (older > 0) live.splice(0, older);
    return older >= 0;
  };
  const close = (old: number): void => {
    const at = live.indexOf(old);
    if (at >= 0) live.splice(at, 1);
  };
  return {
    get epoch() {
      return epoch;
    },
    open: () => {
      live.length = 0;
      return prepare();
    },
    prepare,
    take,
    check: (got) => {
      if (!take(got)) throw new FencedError(live[0] ?? epoch + 1, got);
    },
    withdraw: (waiting) => {
      if (waiting !== live[0]) close(waiting);
    },
    close,
  };
}
