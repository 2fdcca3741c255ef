import type { RunOptions } from '../execution/runOptions.ts';
import type { Project } from './project.ts';

/** What a project says of lineage, as an option of runs: the package is that of the project, unless it says another. */
export function lineageSetting({
  folder,
  settings,
}: Pick<Project, 'folder' | 'settings'>): Pick<RunOptions, 'lineage'> {
  const { lineage = false } = settings;
  if (lineage === false) return {};
  return { lineage: { from: folder, ...(lineage === true ? {} : lineage) } };
}
