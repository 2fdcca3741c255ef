import { relative } from 'node:path';
import { defer, type Observable } from 'rxjs';
import { loadFailure } from './loadFailure.ts';
import { type Project, projectOf } from './project.ts';
import { projectFiles } from './projectFiles.ts';
import type { ProjectModule } from './projectModule.ts';

/** How the files of a project are loaded. */
export interface LoadProjectOptions {
  /**
   * What its files import by these names, so that there is one instance of it. @default what is installed
   */
  readonly modules?: Readonly<Record<string, unknown>>;
}

/**
 * Loads a project from a file or folder of TypeScript or JavaScript, as it is.
 *
 * - emits the project, once
 * - completes after that
 * - errors with a `ProjectError` that names the file, the line and what was thrown
 * - on unsubscribe, files that are being loaded go on, but nobody is told
 */
export function loadProject(path: string, options: LoadProjectOptions = {}): Observable<Project> {
  return defer(() => loaded(path, options));
}

async function loaded(path: string, { modules = {} }: LoadProjectOptions): Promise<Project> {
  const { folder, files } = projectFiles(path);
  // Late, as it takes longer to load than most commands.
  const { createJiti } = await import('jiti');
  const { import: load } = createJiti(`${folder}/`, {
    virtualModules: { ...modules },
    interopDefault: false,
  });
  const found: ProjectModule[] = [];
  for (const whole of files) {
    const file = relative(folder, whole);
    try {
      found.push({ file, exports: await load<ProjectModule['exports']>(whole) });
    } catch (error) {
      throw loadFailure(error, { folder, file });
    }
  }
  return projectOf(folder, found);
}
