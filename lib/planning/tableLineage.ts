import { UnknownIdError } from '../definitions/unknownIdError.ts';
import type { Wiring } from '../definitions/wiring.ts';

/** One entity is made of another by a pipe. */
export interface LineageEdge {
  readonly from: string;
  readonly to: string;
  readonly pipeId: string;
}

/** Which entities come from which. */
export interface TableLineage {
  readonly entityIds: readonly string[];
  readonly edges: readonly LineageEdge[];
  /** All that an entity is made of, directly or not; nearest first. An `UnknownIdError` for one that is not there. */
  upstream(entityId: string): readonly string[];
  /** All that is made of an entity, directly or not; nearest first. */
  downstream(entityId: string): readonly string[];
  /** The ways from one entity to another, each as the edges along it, the shortest first. @default at most 100 */
  paths(from: string, to: string, most?: number): readonly (readonly LineageEdge[])[];
}

/** Reads off a wiring which entities come from which; of some pipes alone, where they are named. */
export function tableLineage({ pipes }: Pick<Wiring, 'pipes'>, pipeIds?: Iterable<string>): TableLineage {
  const wanted = pipeIds && new Set(pipeIds);
  const chosen = wanted ? pipes.filter(({ id }) => wanted.has(id)) : pipes;
  const edges = chosen.flatMap(({ id: pipeId, inputs, output }) =>
    output ? inputs.map(({ id }): LineageEdge => ({ from: id, to: output.id, pipeId })) : [],
  );
  const ids = chosen.flatMap(({ inputs, output }) => [
    ...inputs.map(({ id }) => id),
    ...(output ? [output.id] : []),
  ]);
  const entityIds = [...new Set(ids)];
  const [before, after] = [grouped(edges, 'to'), grouped(edges, 'from')];
  const known = (id: string): string => {
    if (entityIds.includes(id)) return id;
    throw new UnknownIdError('entity', id, entityIds);
  };
  return Object.freeze({
    entityIds,
    edges,
    upstream: (id: string) => reached(known(id), before, 'from'),
    downstream: (id: string) => reached(known(id), after, 'to'),
    paths: (from: string, to: string, most = 100) => ways(known(from), known(to), after, most),
  });
}

type Grouped = ReadonlyMap<string, readonly LineageEdge[]>;

function grouped(edges: readonly LineageEdge[], by: 'from' | 'to'): Grouped {
  const found = new Map<string, LineageEdge[]>();
  for (const edge of edges) {
    const group = found.get(edge[by]);
    if (group) group.push(edge);
    else found.set(edge[by], [edge]);
  }
  return found;
}

function reached(start: string, edges: Grouped, towards: 'from' | 'to'): readonly string[] {
  const found = new Set<string>();
  const queue = [start];
  for (const id of queue)
    for (const edge of edges.get(id) ?? []) {
      const next = edge[towards];
      if (found.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  // In a circle an entity is made of itself, which nobody wants to be told.
  found.delete(start);
  return [...found];
}

/** Breadth first, so that the shortest come first; no way goes through an entity twice. */
function ways(from: string, to: string, after: Grouped, most: number): readonly (readonly LineageEdge[])[] {
  const found: (readonly LineageEdge[])[] = [];
  const queue: (readonly LineageEdge[])[] = [[]];
  for (const way of queue) {
    const at = way.at(-1)?.to ?? from;
    if (at === to && way.length > 0) found.push(way);
    if (found.length >= most) break;
    if (at === to && way.length > 0) continue;
    const seen = new Set([from, ...way.map((edge) => edge.to)]);
    for (const edge of after.get(at) ?? []) if (!seen.has(edge.to)) queue.push([...way, edge]);
  }
  return found;
}
