import { nearestPackages } from '../data/lineage/nearestPackages.ts';
import type { RowLineage } from '../data/lineage/rowLineage.ts';
import { writerLineage } from '../data/lineage/writerLineage.ts';
import type { Problem } from '../definitions/problem.ts';
import type { Agenda } from './agenda.ts';
import { RunOptionsError } from './checkRunOptions.ts';
import type { SettingsOf } from './resolveSettings.ts';
import type { RunOptions } from './runOptions.ts';

/** How the rows of a pipe are marked; nothing where they are not. */
export type LineageOf = (pipeId: string) => RowLineage | undefined;

/**
 * Settles whose rows are marked: as the pipe says, else as its entity does, else as the run. Where it was asked of a
 * pipe or entity itself that has no layer, and where no package is found, the run is refused.
 */
export function lineageFor(
  { pipes }: Agenda,
  settingsOf: SettingsOf,
  { lineage = false }: RunOptions,
): LineageOf {
  const packageOf = nearestPackages();
  const problems: Problem[] = [];
  const all = new Map<string, RowLineage>();
  pipes.forEach(({ id, output }, member) => {
    const writer = { id, output, lineage: settingsOf(member).lineage };
    const made = writerLineage(writer, lineage, packageOf);
    if (made === undefined) return;
    if ('message' in made) problems.push(made);
    else all.set(id, made);
  });
  if (problems.length > 0) throw new RunOptionsError(problems);
  return (pipeId) => all.get(pipeId);
}
