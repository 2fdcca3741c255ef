import { nearestPackage, type PackageOf } from '../data/lineage/nearestPackage.ts';
import { lineageLayer, type RowLineage, type RunLineage, usualLayers } from '../data/lineage/rowLineage.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { PipeLineage } from '../definitions/pipeLineage.ts';
import { type Problem, problem } from '../definitions/problem.ts';
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
  const ofRun: RunLineage = typeof lineage === 'object' ? lineage : {};
  const packageOf = packages(ofRun);
  const problems: Problem[] = [];
  const all = new Map<string, RowLineage>();
  pipes.forEach((pipe, member) => {
    const own = settingsOf(member).lineage;
    const asked = own ?? pipe.output?.lineage;
    if (!pipe.output || !(asked ?? lineage !== false)) return;
    const made = rowLineage(pipe, asked !== undefined, { ofRun, own, packageOf });
    if (made === undefined) return;
    if ('message' in made) problems.push(made);
    else all.set(pipe.id, made);
  });
  if (problems.length > 0) throw new RunOptionsError(problems);
  return (pipeId) => all.get(pipeId);
}

interface Marking {
  readonly ofRun: RunLineage;
  readonly own: boolean | PipeLineage | undefined;
  readonly packageOf: (from: string | undefined) => PackageOf | undefined;
}

function rowLineage(
  { id: pipeId, output }: Pipe,
  isOwn: boolean,
  { ofRun, own, packageOf }: Marking,
): RowLineage | Problem | undefined {
  if (!output) return undefined;
  const { layers = usualLayers, struct } = ofRun;
  const layer = lineageLayer(output, layers);
  if (layer === undefined) {
    const known = Object.keys(layers).join(', ');
    const expected = `has lineage, so expected ${output.id} to be of one of the layers ${known}, got ${output.layer ?? 'none'}`;
    return isOwn ? problem(pipeId, expected) : undefined;
  }
  const said = typeof own === 'object' ? { ...ofRun, ...own } : ofRun;
  const found =
    said.packageName === undefined || said.packageVersion === undefined ? packageOf(said.from) : undefined;
  const { packageName = found?.name, packageVersion = found?.version } = said;
  if (packageName === undefined || packageVersion === undefined) {
    const where = said.from === undefined ? 'the working folder' : said.from;
    return problem(
      pipeId,
      `has lineage, so expected a package.json with name and version in or above ${where}, got none`,
    );
  }
  return {
    pipeId,
    entityId: output.id,
    layer,
    packageName,
    packageVersion,
    layers,
    ...(struct && { struct }),
  };
}

/** Looks for each package once. */
function packages(ofRun: RunLineage): Marking['packageOf'] {
  const found = new Map<string, PackageOf | undefined>();
  return (from = ofRun.from ?? process.cwd()) => {
    if (!found.has(from)) found.set(from, nearestPackage(from));
    return found.get(from);
  };
}
