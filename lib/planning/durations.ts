import type { PipeGraph } from './pipeGraph.ts';

/** How long pipes last, in milliseconds, by pipe id; what is negative or no number counts as unknown. */
export type Durations = ReadonlyMap<string, number>;

/** By node what a pipe lasts: as known, else the median of those known, else 1 for every pipe. */
export function weightsOf(graph: PipeGraph, durations: Durations): Float64Array {
  const weights = new Float64Array(graph.size);
  for (let node = 0; node < graph.size; node++) {
    const known = durations.get(graph.idAt(node));
    weights[node] =
      known !== undefined && known >= 0 && known < Number.POSITIVE_INFINITY ? known : Number.NaN;
  }
  const fallback = median(weights.filter((weight) => !Number.isNaN(weight))) ?? 1;
  return weights.map((weight) => (Number.isNaN(weight) ? fallback : weight));
}

function median(values: Float64Array): number | undefined {
  const sorted = values.sort();
  const middle = sorted.length >> 1;
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  if (above === undefined) return undefined;
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2;
}
