import type { Plan, PlanEdge, RunMode } from './plan.ts';

/** What is different in a second plan; plain data, sorted by the ids of pipes. */
export interface PlanDiff {
  readonly isEmpty: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly moved: readonly PipeChange<number>[];
  readonly rewired: readonly Rewired[];
  readonly modeChanged: readonly PipeChange<RunMode>[];
}

/** A pipe of both plans and what has become of its generation or of its mode. */
export interface PipeChange<T> {
  readonly pipeId: string;
  readonly from: T;
  readonly to: T;
}

/** A pipe of both plans and the edges, into it or out of it, that only one of them has. */
export interface Rewired {
  readonly pipeId: string;
  readonly gained: readonly PlanEdge[];
  readonly lost: readonly PlanEdge[];
}

/** Compares two plans pipe by pipe: which came and went, moved, were rewired, or run another way. */
export function planDiff(before: Plan, after: Plan): PlanDiff {
  const [old, now] = [new Set(before.pipeIds), new Set(after.pipeIds)];
  const kept = [...now].filter((id) => old.has(id)).sort();
  const added = [...now].filter((id) => !old.has(id)).sort();
  const removed = [...old].filter((id) => !now.has(id)).sort();
  const moved = changes(kept, before.levelOf, after.levelOf);
  const modeChanged = changes(kept, before.modeOf, after.modeOf);
  const rewired = rewirings(kept, before.edges, after.edges);
  const isEmpty = [added, removed, moved, modeChanged, rewired].every(({ length }) => length === 0);
  return frozen({ isEmpty, added, removed, moved, rewired, modeChanged });
}

/** Edges come from the plans, which are not ours to freeze; `without` has copied them. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

function changes<T>(
  pipeIds: readonly string[],
  before: (pipeId: string) => T,
  after: (pipeId: string) => T,
): PipeChange<T>[] {
  return pipeIds
    .map((pipeId) => ({ pipeId, from: before(pipeId), to: after(pipeId) }))
    .filter(({ from, to }) => from !== to);
}

function rewirings(
  pipeIds: readonly string[],
  before: readonly PlanEdge[],
  after: readonly PlanEdge[],
): Rewired[] {
  const gained = byPipe(without(after, before));
  const lost = byPipe(without(before, after));
  return pipeIds
    .map((pipeId) => ({ pipeId, gained: gained.get(pipeId) ?? [], lost: lost.get(pipeId) ?? [] }))
    .filter(({ gained, lost }) => gained.length + lost.length > 0);
}

const keyOf = ({ from, to, entityId }: PlanEdge) => JSON.stringify([from, to, entityId]);

/** The edges that are not among others, each once and sorted. */
function without(edges: readonly PlanEdge[], others: readonly PlanEdge[]): PlanEdge[] {
  const known = new Set(others.map(keyOf));
  const found = new Map(
    edges.map((edge) => [keyOf(edge), edge] as const).filter(([key]) => !known.has(key)),
  );
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => ({ ...edge }));
}

function byPipe(edges: readonly PlanEdge[]): Map<string, PlanEdge[]> {
  const found = new Map<string, PlanEdge[]>();
  for (const edge of edges) {
    for (const end of new Set([edge.from, edge.to])) {
      const known = found.get(end);
      if (known) known.push(edge);
      else found.set(end, [edge]);
    }
  }
  return found;
}
