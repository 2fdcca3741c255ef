/**
 * Durations of which none is NaN any more, or `undefined` if none is known.
 *
 * An unknown one counts as the mean of the known ones and their standard deviation: to start a short one early
 * costs next to nothing, to start a long one late costs all its length.
 */
export function filledIn(durations: Float64Array): Float64Array | undefined {
  const known = durations.filter((duration) => !Number.isNaN(duration));
  if (known.length === 0) return undefined;
  if (known.length === durations.length) return durations;
  const mean = meanOf(known);
  const standIn = mean + Math.sqrt(meanOf(known.map((duration) => (duration - mean) ** 2)));
  return durations.map((duration) => (Number.isNaN(duration) ? standIn : duration));
}

function meanOf(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
