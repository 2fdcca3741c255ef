import { nearest } from '../../codec/nearest.ts';
import { type Problem, problem, problemsMessage } from '../../definitions/problem.ts';
import type { Stage } from '../../definitions/stage.ts';

/** Stages cannot be run together; everything that is wrong with them is told at once. */
export class StagesError extends Error {
  override readonly name = 'StagesError';

  constructor(readonly problems: readonly Problem[]) {
    super(problemsMessage('stages', problems));
  }
}

/** The stages in an order in which each comes behind those that it follows; otherwise as they are given. */
export function stageOrder(stages: readonly Stage[]): readonly Stage[] {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const problems = [...repeated(stages), ...unknown(stages, byId)];
  if (stages.length === 0) problems.push(problem('stages', 'expected at least one stage, got none'));
  if (problems.length > 0) throw new StagesError(problems);
  const ordered: Stage[] = [];
  const state = new Map<Stage, 'open' | 'done'>();
  const visit = (stage: Stage, path: readonly Stage[]): void => {
    if (state.get(stage) === 'done') return;
    if (state.get(stage) === 'open') throw new StagesError([circle([...path, stage])]);
    state.set(stage, 'open');
    for (const id of stage.after) visit(byId.get(id) as Stage, [...path, stage]);
    state.set(stage, 'done');
    ordered.push(stage);
  };
  for (const stage of stages) visit(stage, []);
  return ordered;
}

function repeated(stages: readonly Stage[]): Problem[] {
  const seen = new Set<string>();
  return stages
    .filter(({ id }) => seen.size === seen.add(id).size)
    .map(({ id }) => problem(id, 'expected each stage once, got it again'));
}

function unknown(stages: readonly Stage[], byId: ReadonlyMap<string, Stage>): Problem[] {
  return stages.flatMap(({ id, after }) =>
    after
      .filter((other) => !byId.has(other))
      .map((other) =>
        problem(id, `follows "${other}", which is not among the stages`, nearest(other, byId.keys())),
      ),
  );
}

function circle(path: readonly Stage[]): Problem {
  const last = path.at(-1) as Stage;
  const ids = path.slice(path.indexOf(last)).map(({ id }) => id);
  return problem(last.id, `the stages follow each other in a circle: ${ids.join(' -> ')}`);
}
