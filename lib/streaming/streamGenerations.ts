import { nearest } from '../codec/nearest.ts';
import { DefinitionError } from '../definitions/definitionError.ts';
import { problem } from '../definitions/problem.ts';
import type { Plan } from '../planning/plan.ts';
import type { Queries } from './queries/queries.ts';

/** The streams of a plan that start side by side, consumers first. Refuses those that have no query. */
export function streamGenerations(plan: Plan, queries: Queries): readonly (readonly string[])[] {
  const generations = plan.generations
    .map((generation) => generation.filter((id) => plan.modeOf(id) === 'stream'))
    .filter((generation) => generation.length > 0);
  refuseUnknown(generations.flat(), queries);
  return generations;
}

function refuseUnknown(queryIds: readonly string[], queries: Queries): void {
  const known = queries.list().map(({ queryId }) => queryId);
  const problems = queryIds
    .filter((id) => !queries.has(id))
    .map((id) => problem(id, 'expected a registered query for this pipe', nearest(id, known)));
  if (problems.length > 0) throw new DefinitionError('stream', problems);
}
