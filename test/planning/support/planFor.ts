import type { Wiring } from '../../../lib/definitions/wiring.ts';
import type { Plan, PlanEdge, RunMode } from '../../../lib/planning/plan.ts';

/** A simple plan of a whole wiring without circles: each pipe as early as it can; streams where they are declared. */
export function planFor({ pipes, entities }: Wiring, more: Partial<Plan> = {}): Plan {
  const edges = pipes.flatMap(({ id: to, inputs }) =>
    inputs.flatMap(({ id: entityId }) =>
      pipes.flatMap(({ id: from, output }): PlanEdge[] =>
        output?.id === entityId && from !== to ? [{ from, to, entityId }] : [],
      ),
    ),
  );
  const levels = new Map<string, number>();
  const levelOf = (pipeId: string): number => {
    const known = levels.get(pipeId);
    if (known !== undefined) return known;
    const before = edges.filter(({ to }) => to === pipeId).map(({ from }) => levelOf(from) + 1);
    const level = Math.max(0, ...before);
    levels.set(pipeId, level);
    return level;
  };
  const modes = new Map(
    pipes.map(({ id, mode }): [string, RunMode] => [id, mode === 'stream' ? mode : 'batch']),
  );
  const depth = Math.max(-1, ...pipes.map(({ id }) => levelOf(id)));
  const generations = Array.from({ length: depth + 1 }, (_, level) =>
    pipes.map(({ id }) => id).filter((id) => levelOf(id) === level),
  );
  const criticalPath = generations.at(-1)?.slice(0, 1) ?? [];
  for (let level = depth - 1; level >= 0; level--) {
    const edge = edges.find(({ from, to }) => to === criticalPath[0] && levelOf(from) === level);
    if (edge) criticalPath.unshift(edge.from);
  }
  const written = new Set(pipes.map(({ output }) => output?.id));
  return {
    strategy: 'test',
    mode: 'batch',
    pipeIds: generations.flat(),
    generations,
    edges,
    modeOf: (pipeId) => modes.get(pipeId) ?? 'batch',
    levelOf,
    criticalPath,
    maxParallelism: Math.max(0, ...generations.map(({ length }) => length)),
    externalInputs: entities.map(({ id }) => id).filter((id) => !written.has(id)),
    cacheAdvice: [],
    warnings: [],
    checkpointOrder: [],
    ...more,
  };
}
