import type { Entity } from '../../definitions/entity.ts';
import type { PipeLineage } from '../../definitions/pipeLineage.ts';
import { type Problem, problem } from '../../definitions/problem.ts';
import { type FindPackage, nearestPackages } from './nearestPackages.ts';
import { lineageLayer, type RowLineage, type RunLineage, usualLayers } from './rowLineage.ts';

/** Who writes rows: a pipe, or an ingestion. */
export interface Writer {
  readonly id: string;
  readonly output: Entity | undefined;
  /** What is said of it alone. */
  readonly lineage?: boolean | PipeLineage | undefined;
}

/**
 * How the rows of a writer are marked: as it says itself, else as its entity does, else as is usual. Nothing where
 * they are not; a problem where it was asked of itself or its entity and there is no layer, or there is no package.
 */
export function writerLineage(
  { id: pipeId, output, lineage: own }: Writer,
  usual: boolean | RunLineage = false,
  packageOf: FindPackage = nearestPackages(),
): RowLineage | Problem | undefined {
  const asked = own ?? output?.lineage;
  if (!output || !(asked ?? usual !== false)) return undefined;
  const ofRun: RunLineage = typeof usual === 'object' ? usual : {};
  const { layers = usualLayers, struct } = ofRun;
  const { id: entityId } = output;
  const layer = lineageLayer(output, layers);
  if (layer === undefined) {
    const known = Object.keys(layers).join(', ');
    const expected = `has lineage, so expected ${entityId} to be of one of the layers ${known}, got ${output.layer ?? 'none'}`;
    return asked === undefined ? undefined : problem(pipeId, expected);
  }
  const made = packageNamed(typeof own === 'object' ? { ...ofRun, ...own } : ofRun, packageOf);
  if (typeof made === 'string') return problem(pipeId, made);
  return { pipeId, entityId, layer, ...made, layers, ...(struct && { struct }) };
}

/** The package that is said, or found; or what is wrong. */
function packageNamed(
  { packageName, packageVersion, from }: RunLineage,
  packageOf: FindPackage,
): Pick<RowLineage, 'packageName' | 'packageVersion'> | string {
  const isSaid = packageName !== undefined && packageVersion !== undefined;
  const found = isSaid ? undefined : packageOf(from ?? process.cwd());
  const [name = found?.name, version = found?.version] = [packageName, packageVersion];
  if (name !== undefined && version !== undefined) return { packageName: name, packageVersion: version };
  const where = from ?? 'the working folder';
  return `has lineage, so expected a package.json with name and version in or above ${where}, got none`;
}
