import type { Wiring } from '../definitions/wiring.ts';
import { batch } from './batch.ts';
import { brokenPaths } from './brokenPaths.ts';
import type { CacheAdviceOptions } from './cacheAdvice.ts';
import { type PlanOptions, plan } from './makePlan.ts';
import type { Plan } from './plan.ts';
import { requestedHandles } from './requestedHandles.ts';
import { sameDefinitions } from './sameDefinitions.ts';
import type { Strategy } from './strategy.ts';
import type { Request } from './visitInputs.ts';

/** How much to keep. */
export interface PlanCacheOptions {
  /** How many plans to keep; the one not asked for longest goes first. @default 100 */
  readonly max?: number;
}

/** A plan, and whether it was made before. */
export interface CachedPlan {
  readonly plan: Plan;
  readonly fromCache: boolean;
}

/** Plans like `plan`. */
export type PlanCache = (wiring: Wiring, pipeIds?: Iterable<string>, options?: PlanOptions) => CachedPlan;

/**
 * Keeps plans, and gives the same one back as long as the requested pipes are defined alike and the strategy
 * is the same: the same function, or one of the same key. Other pipes matter only where they break a path.
 */
export function planCache({ max = 100 }: PlanCacheOptions = {}): PlanCache {
  /** Most recently asked for first. */
  const kept: Entry[] = [];
  return (wiring, pipeIds, options = {}) => {
    const request = { wiring, handles: requestedHandles(wiring, pipeIds) };
    const place = kept.findIndex((entry) => isFor(entry, request, options));
    const [known] = place < 0 ? [] : kept.splice(place, 1);
    const entry = known ?? { request, options, plan: plan(wiring, pipeIds && idsOf(request), options) };
    kept.unshift(entry);
    if (kept.length > max) kept.length = max;
    return { plan: entry.plan, fromCache: known !== undefined };
  };
}

interface Entry {
  readonly request: Request;
  readonly options: PlanOptions;
  readonly plan: Plan;
}

const idsOf = ({ wiring, handles }: Request): string[] =>
  Array.from(handles, (handle) => wiring.pipes[handle]?.id ?? '');

const isFor = (entry: Entry, request: Request, options: PlanOptions): boolean =>
  sameStrategy(entry.options.strategy ?? batch, options.strategy ?? batch) &&
  sameAdvice(entry.options.cache, options.cache) &&
  sameDefinitions(entry.request, request) &&
  sameSurroundings(entry.request, request);

const sameStrategy = (a: Strategy, b: Strategy): boolean =>
  a === b || (a.key !== undefined && a.key === b.key);

const sameAdvice = (a: CacheAdviceOptions = {}, b: CacheAdviceOptions = {}): boolean =>
  a.level === b.level && a.estimate === b.estimate && a.threshold === b.threshold;

/** Pipes that are not requested show in a plan by the paths they break, and nowhere else. */
function sameSurroundings(a: Request, b: Request): boolean {
  if (a.wiring === b.wiring) return true;
  const [before, now] = [brokenPaths(a), brokenPaths(b)];
  return before.length === now.length && before.every(({ message }, i) => message === now[i]?.message);
}
