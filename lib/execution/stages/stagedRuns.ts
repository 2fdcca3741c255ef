import { problem } from '../../definitions/problem.ts';
import type { Stage } from '../../definitions/stage.ts';
import type { RunOptions } from '../runOptions.ts';
import { type RunSetup, runSetup } from '../runSetup.ts';
import { StagesError, stageOrder } from './stageOrder.ts';

/** A stage, and how its pipes are run. */
export interface StagedRun {
  readonly stage: Stage;
  readonly pipeIds: readonly string[];
  readonly setup: RunSetup;
}

/** Settles how stages are run, in their order. Refuses what cannot be run, and pipes that are in two of them. */
export function stagedRuns(stages: readonly Stage[], options: RunOptions): readonly StagedRun[] {
  const runs = stageOrder(stages).map((stage): StagedRun => {
    const setup = runSetup(stage.pipes, options);
    return { stage, setup, pipeIds: setup.agenda.pipes.map(({ id }) => id) };
  });
  const stageOf = new Map<string, string>();
  const problems = runs.flatMap(({ stage, pipeIds }) =>
    pipeIds.flatMap((id) => {
      const other = stageOf.get(id);
      stageOf.set(id, stage.id);
      return other === undefined ? [] : [problem(id, `is in two stages: ${other} and ${stage.id}`)];
    }),
  );
  if (problems.length > 0) throw new StagesError(problems);
  return runs;
}
