/** When the signals of one row came, in milliseconds from the first of all, in order. */
export type RowTimes = readonly number[];

export interface RecordedQuantumOptions {
  /** The quantum that is wanted. @default the finest that serves, out of 1, 2, 5, 10, 20, 50 and so on */
  readonly quantum: number | undefined;
  /** How many different times there may be, where none is wanted. */
  readonly moments: number;
}

/**
 * The quantum to whose multiples the times of rows are rounded down to be drawn: as a marble diagram gives a group
 * of signals more columns than it takes time, none may reach past the next.
 */
export function recordedQuantum(
  rows: readonly RowTimes[],
  { quantum, moments }: RecordedQuantumOptions,
): number {
  if (!(moments >= 1)) throw new RangeError(`expected moments to be a positive number, got ${moments}`);
  if (quantum === undefined) return finest(rows, 1, moments);
  if (!(quantum > 0 && quantum < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`expected quantum to be a positive number of ms, got ${quantum}`);
  }
  if (fits(rows, quantum)) return quantum;
  const other = finest(rows, quantum, Number.POSITIVE_INFINITY);
  throw new RangeError(
    `expected a quantum at which no group of signals reaches past the next one, got ${quantum}ms; ${other}ms is one`,
  );
}

/** All times are the same in the end, so there is one. */
function finest(rows: readonly RowTimes[], from: number, moments: number): number {
  for (let power = 1; ; power *= 10) {
    for (const quantum of [power, 2 * power, 5 * power]) {
      if (quantum >= from && momentsIn(rows, quantum) <= moments && fits(rows, quantum)) return quantum;
    }
  }
}

function momentsIn(rows: readonly RowTimes[], quantum: number): number {
  return new Set(rows.flat().map((time) => Math.floor(time / quantum))).size;
}

function fits(rows: readonly RowTimes[], quantum: number): boolean {
  return rows.every((times) => {
    let [start, width] = [Number.NEGATIVE_INFINITY, 0];
    return times.every((time) => {
      const frame = Math.floor(time / quantum) * quantum;
      // A group is as wide as its signals and two brackets.
      if (frame === start) width = width === 1 ? 4 : width + 1;
      else if (frame < start + width) return false;
      else [start, width] = [frame, 1];
      return true;
    });
  });
}
