import { nearest } from '../codec/nearest.ts';
import type { Refusal } from '../codec/refusal.ts';
import type { PlanJson } from './planJson.ts';

/** Everything in a plan from outside that speaks of a pipe which is not in it, or twice of one that is. */
export function planReferences(plan: Omit<PlanJson, 'version'>): readonly Refusal[] {
  const { pipes, generations, edges, criticalPath, cacheAdvice } = plan;
  const known = new Set(pipes.map(({ pipeId }) => pipeId));
  const placed = generations.flatMap((ids, level) => places(ids, `generations[${level}]`));
  const mentioned = [
    ...placed,
    ...edges.flatMap(({ from, to }, i) => [
      { path: `edges[${i}].from`, id: from },
      { path: `edges[${i}].to`, id: to },
    ]),
    ...places(criticalPath, 'criticalPath'),
    ...cacheAdvice.flatMap(({ consumers }, i) => places(consumers, `cacheAdvice[${i}].consumers`)),
  ];
  const strays = mentioned.filter(({ id }) => !known.has(id));
  const inGenerations = new Set(placed.map(({ id }) => id));
  const homeless = pipes.flatMap(({ pipeId: id }, i) =>
    inGenerations.has(id) ? [] : [{ path: `pipes[${i}].pipeId`, id }],
  );
  return [
    ...repeated(pipes.map(({ pipeId: id }, i) => ({ path: `pipes[${i}].pipeId`, id }))),
    ...repeated(placed),
    ...strays.map(({ path, id }) => refusal({ path, id }, 'a pipe of the plan', nearest(id, known))),
    ...homeless.map((place) => refusal(place, 'a pipe that is in a generation', undefined)),
  ];
}

interface Place {
  readonly path: string;
  readonly id: string;
}

const places = (ids: readonly string[], path: string): Place[] =>
  ids.map((id, i) => ({ path: `${path}[${i}]`, id }));

function repeated(all: readonly Place[]): Refusal[] {
  const seen = new Set<string>();
  return all
    .filter(({ id }) => seen.size === seen.add(id).size)
    .map((place) => refusal(place, 'each pipe once', undefined));
}

function refusal({ path, id }: Place, expected: string, meant: string | undefined): Refusal {
  const near = meant === undefined ? {} : { nearest: JSON.stringify(meant) };
  return { path, expected, received: JSON.stringify(id), ...near };
}
