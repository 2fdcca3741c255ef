import type { Dag } from './dags.ts';

/**
 * What no order is quicker than, whoever knows what: the longest line, or, of all sets of members that have
 * much behind them or much before them, the one that keeps the slots busy for longest.
 */
export function leastTime({ durations, dependencies }: Dag, slots: number): number {
  const before: number[] = [];
  for (const [i, own] of dependencies.entries()) {
    before[i] = Math.max(0, ...own.map((j) => (before[j] ?? 0) + (durations[j] ?? 0)));
  }
  const behind = durations.map(() => 0);
  for (const [i, own] of [...dependencies.entries()].reverse()) {
    for (const j of own) behind[j] = Math.max(behind[j] ?? 0, (behind[i] ?? 0) + (durations[i] ?? 0));
  }
  const lines = durations.map((duration, i) => duration + (behind[i] ?? 0));
  return Math.max(0, ...lines, busiest(durations, behind, slots), busiest(durations, before, slots));
}

/**
 * Take the members that have the most behind them, at least as many as there are slots. Without loss, each slot
 * runs one of them or more, and after its last one there is time for what is behind that. The last ones are
 * different members. So slots times makespan is at least all their work, and the least that is behind as many of
 * them as there are slots. Of fewer members this says no more than their longest line. Read backwards in time,
 * the same holds for what is before.
 */
function busiest(durations: readonly number[], behind: readonly number[], slots: number): number {
  const taken = [...durations.keys()].sort((a, b) => (behind[b] ?? 0) - (behind[a] ?? 0));
  let [work, least, longest] = [0, 0, 0];
  for (const [i, member] of taken.entries()) {
    const noLongerLeast = taken[i - slots];
    work += durations[member] ?? 0;
    least += (behind[member] ?? 0) - (noLongerLeast === undefined ? 0 : (behind[noLongerLeast] ?? 0));
    longest = Math.max(longest, (work + least) / slots);
  }
  return longest;
}
