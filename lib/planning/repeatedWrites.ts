import { at } from './at.ts';
import { named } from './named.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { PlanWarning } from './plan.ts';

/** Warns of entities that several pipes of a graph write: nothing says which of them comes last. */
export function repeatedWrites({ wiring, handles, idAt }: PipeGraph): PlanWarning[] {
  const seen = new Int32Array(wiring.entities.length).fill(-1);
  const writers = new Map<number, number[]>();
  handles.forEach((handle, node) => {
    const entity = at(wiring.output, handle);
    if (entity < 0) return;
    const before = at(seen, entity);
    if (before < 0) seen[entity] = node;
    else writers.set(entity, [...(writers.get(entity) ?? [before]), node]);
  });
  return Array.from(writers, ([entity, nodes]) => {
    const pipeIds = nodes.map(idAt);
    const entityId = wiring.entities[entity]?.id ?? '';
    const message = `${named(pipeIds)} write the same ${entityId}, and nothing says which comes last`;
    return { kind: 'repeated_write', message, pipeIds };
  });
}
