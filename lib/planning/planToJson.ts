import type { Plan } from './plan.ts';
import type { PlanJson } from './planJson.ts';

/** A plan as plain data, which `planFromJson` makes a plan of again. */
export function planToJson(plan: Plan): PlanJson {
  const { strategy, mode, pipeIds, generations, edges, criticalPath, maxParallelism } = plan;
  const { externalInputs, cacheAdvice, warnings, checkpointOrder, modeOf } = plan;
  return {
    version: 1,
    strategy,
    mode,
    pipes: pipeIds.map((pipeId) => ({ pipeId, mode: modeOf(pipeId) })),
    generations: generations.map((ids) => [...ids]),
    edges: edges.map(({ from, to, entityId }) => ({ from, to, entityId })),
    criticalPath: [...criticalPath],
    maxParallelism,
    externalInputs: [...externalInputs],
    cacheAdvice: cacheAdvice.map((advice) => ({ ...advice, consumers: [...advice.consumers] })),
    warnings: warnings.map((warning) => ({ ...warning, pipeIds: [...warning.pipeIds] })),
    checkpointOrder: [...checkpointOrder],
  };
}
