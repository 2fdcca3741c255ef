import type { DependencyGraph } from './dependencyGraph.ts';

/** For each member, the time from its start to the end of the longest line of members that waits for it. */
export function criticalPath(
  { size, heads, dependents, order }: DependencyGraph,
  durations: Float64Array,
): Float64Array {
  const lengths = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    const member = order[i] as number;
    const end = heads[member + 1] as number;
    let longest = 0;
    for (let edge = heads[member] as number; edge < end; edge++) {
      const length = lengths[dependents[edge] as number] as number;
      if (length > longest) longest = length;
    }
    lengths[member] = longest + (durations[member] as number);
  }
  return lengths;
}
