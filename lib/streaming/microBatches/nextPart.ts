import type { ChangeCounts } from './changeCounts.ts';
import type { ChangePosition } from './changePosition.ts';

/** A part of what changed: versions as a whole, or some rows of one version. */
export interface ChangePart {
  /** The slice of changes that it is. */
  readonly slice: {
    readonly after: number;
    readonly upTo: number;
    readonly offset?: number;
    readonly limit?: number;
  };
  readonly rows: number;
  /** Where the next one begins. */
  readonly position: ChangePosition;
}

/**
 * The next part of changes of which it is known how many each version has, up to the last version that is counted.
 * It has as many whole versions as a batch may have rows; a version that has more is taken in parts of its own,
 * since only those need an order. Pure.
 */
export function nextPart(
  from: ChangePosition,
  { counts, upTo }: { readonly counts: ChangeCounts; readonly upTo: number },
  limit: number,
): ChangePart {
  const left = counts.filter(([version]) => version > from.version && version <= upTo);
  const [first] = left;
  if (!first) return wholes(from, { rows: 0, upTo });
  const [version, count] = first;
  const rest = count - from.offset;
  if (from.offset === 0 && rest <= limit) return wholes(from, fitting(left, limit, upTo));
  const rows = Math.min(rest, limit);
  return {
    slice: {
      ...{ after: version - 1, upTo: version },
      ...(from.offset > 0 && { offset: from.offset }),
      ...(rows < rest && { limit: rows }),
    },
    rows,
    position:
      rows < rest
        ? { version: version - 1, offset: from.offset + rows }
        : { version: left.length === 1 ? upTo : version, offset: 0 },
  };
}

interface Wholes {
  readonly rows: number;
  readonly upTo: number;
}

/** The first versions that have no more rows together than there may be; with all that have none behind them. */
function fitting(left: ChangeCounts, limit: number, upTo: number): Wholes {
  let rows = 0;
  for (const [i, [, count]] of left.entries()) {
    if (rows + count > limit) return { rows, upTo: left[i - 1]?.[0] ?? upTo };
    rows += count;
  }
  return { rows, upTo };
}

const wholes = ({ version: after }: ChangePosition, { rows, upTo }: Wholes): ChangePart => ({
  ...{ slice: { after, upTo }, rows },
  position: { version: upTo, offset: 0 },
});
