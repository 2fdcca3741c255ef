import { checkOrThrow } from '../codec/check.ts';
import { nearest } from '../codec/nearest.ts';
import { type Refusal, RefusalError } from '../codec/refusal.ts';
import type { CacheAdvice, Plan } from './plan.ts';
import { type PlanJson, planJson } from './planJson.ts';
import { planReferences } from './planReferences.ts';

/**
 * A plan from outside: what `planToJson` gave, perhaps out of a file. Refuses with a `RefusalError` what is
 * no plan, and one that speaks of pipes that are not in it. `where` says where it came from.
 */
export function planFromJson(value: unknown, where = 'plan'): Plan {
  const { version: _, pipes, cacheAdvice, ...fields } = checkOrThrow(planJson, value, where);
  const refusals = planReferences({ ...fields, pipes, cacheAdvice });
  if (refusals.length > 0) throw new RefusalError(where, refusals);
  const modes = new Map(pipes.map(({ pipeId, mode }) => [pipeId, mode]));
  const levels = new Map(fields.generations.flatMap((ids, level) => ids.map((id) => [id, level] as const)));
  return {
    ...fields,
    pipeIds: pipes.map(({ pipeId }) => pipeId),
    cacheAdvice: cacheAdvice.map(advice),
    modeOf: (pipeId) => modes.get(pipeId) ?? refuse(pipeId, modes.keys()),
    levelOf: (pipeId) => levels.get(pipeId) ?? refuse(pipeId, levels.keys()),
  };
}

/** A field that is there but undefined is one that is not there. */
function advice({ estimatedBytes, ...fields }: PlanJson['cacheAdvice'][number]): CacheAdvice {
  return estimatedBytes === undefined ? fields : { ...fields, estimatedBytes };
}

function refuse(pipeId: string, known: Iterable<string>): never {
  const meant = nearest(pipeId, known);
  const near = meant === undefined ? {} : { nearest: JSON.stringify(meant) };
  const refusal: Refusal = {
    path: '',
    expected: 'a pipe of the plan',
    received: JSON.stringify(pipeId),
    ...near,
  };
  throw new RefusalError('plan', [refusal]);
}
