import type { DependencyGraph } from './dependencyGraph.ts';

/**
 * Durations to measure lines by where nothing is known: lines are as long as they have members, and of those
 * with as many, the one is longer along which more others wait.
 *
 * In whole numbers, so that lines that are alike come out equal, whatever order they are summed up in.
 */
export function allAlike({ size, heads, dependents }: DependencyGraph): Float64Array {
  const one = dependents.length + 1;
  const durations = new Float64Array(size);
  for (let member = 0; member < size; member++) {
    durations[member] = one + (heads[member + 1] as number) - (heads[member] as number);
  }
  return durations;
}
