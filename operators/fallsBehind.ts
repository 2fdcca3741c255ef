/** How much there was to do, and how fast it was done. */
export interface Pace {
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
}

/** Whether less than half of what comes in is processed; nothing where the rates are not known. */
export function fallsBehind({
  numInputRows,
  inputRowsPerSecond: input,
  processedRowsPerSecond: processed,
}: Pace): boolean | undefined {
  if (!(numInputRows > 0)) return false;
  return isRate(input) && isRate(processed) ? processed < input / 2 : undefined;
}

/** Engines tell rates that are none, such as NaN, of a first batch or one that took no time. */
const isRate = (rate: number | undefined): rate is number =>
  rate !== undefined && Number.isFinite(rate) && rate >= 0;
