import type { RunRecord } from '../runRecord.ts';

/**
 * Who has to end before a pipe starts. Where generations follow each other, these are the pipes of the one
 * before or, until that one has its turn, those of the one that has it. The run must not change meanwhile.
 */
export function holdups(run: RunRecord): (pipeId: string) => readonly string[] {
  const { plan, order } = run;
  if (order !== 'generations' || plan === undefined) return (pipeId) => run.waitsFor(pipeId);
  const { generations } = plan;
  const hasEnded = (id: string) => !['waiting', 'running'].includes(run.stateOf(id).status);
  const found = generations.findIndex((ids) => !ids.every(hasEnded));
  const current = found < 0 ? generations.length : found;
  return (pipeId) => generations[Math.min(plan.levelOf(pipeId) - 1, current)] ?? [];
}
