import type { PlanEdge } from './plan.ts';
import type { PlanDiff, Rewired } from './planDiff.ts';
import { readableId } from './readableId.ts';

/** A difference of plans for people: `+` came, `-` went, and `~` is another than before. */
export function renderPlanDiff({ isEmpty, added, removed, moved, rewired, modeChanged }: PlanDiff): string {
  if (isEmpty) return 'no changes';
  const notes = new Map<string, string[]>();
  const note = (pipeId: string, text: string) => notes.set(pipeId, [...(notes.get(pipeId) ?? []), text]);
  for (const { pipeId, from, to } of moved) note(pipeId, `generation ${from} -> ${to}`);
  for (const { pipeId, from, to } of modeChanged) note(pipeId, `${from} -> ${to}`);
  const wires = new Map(rewired.map((one) => [one.pipeId, edgeLines(one)]));
  const changed = [...new Set([...notes.keys(), ...wires.keys()])].sort();
  return [
    ...added.map((id) => `+ ${readableId(id)}`),
    ...removed.map((id) => `- ${readableId(id)}`),
    ...changed.flatMap((id) => {
      const said = notes.get(id)?.join(', ') ?? 'rewired';
      return [`~ ${readableId(id)}: ${said}`, ...(wires.get(id) ?? [])];
    }),
  ].join('\n');
}

function edgeLines({ pipeId, gained, lost }: Rewired): string[] {
  const line = (sign: string, { from, to, entityId }: PlanEdge) => {
    const over = entityId === from ? '' : ` (${readableId(entityId)})`;
    return to === pipeId
      ? `    ${sign} from ${readableId(from)}${over}`
      : `    ${sign} to ${readableId(to)}${over}`;
  };
  return [...gained.map((edge) => line('+', edge)), ...lost.map((edge) => line('-', edge))];
}
