import type { Durations } from '../planning/durations.ts';
import { layoutOf } from '../planning/layout.ts';
import { priorities } from '../planning/priorities.ts';
import type { Agenda } from './agenda.ts';
import type { SettingsOf } from './resolveSettings.ts';

/**
 * How urgent each member is, where pipes have priorities: these decide, and of pipes with the same one, the
 * length of the chain that depends on each.
 */
export function byPriority(
  { plan, pipes }: Agenda,
  settingsOf: SettingsOf,
  durations: Durations | undefined,
): (member: number) => number {
  const layout = plan && layoutOf(plan);
  const chains = layout ? priorities(layout.graph, durations) : new Float64Array(pipes.length);
  const said = Float64Array.from(pipes, (_, member) => settingsOf(member).priority);
  const order = Array.from(pipes.keys()).sort(
    (one, other) =>
      (said[one] as number) - (said[other] as number) ||
      (chains[one] as number) - (chains[other] as number),
  );
  const ranks = new Float64Array(pipes.length);
  let rank = 0;
  order.forEach((member, i) => {
    const before = order[i - 1];
    const alike =
      before !== undefined && said[before] === said[member] && chains[before] === chains[member];
    ranks[member] = alike ? rank : ++rank;
  });
  return (member) => ranks[member] as number;
}
