import { resolve } from 'node:path';
import { defer, EMPTY, type Observable, of, throwError } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import { memoryEngine } from '../data/memory/memoryEngine.ts';
import type { Project } from './project.ts';
import { ProjectError } from './projectError.ts';

/** An engine, and how to be done with it: whoever made it closes it. */
export interface OwnedEngine {
  readonly engine: Engine;
  readonly close: () => Observable<never>;
}

/** The engine of a project: its own, the embedded one on its file, or else one in memory. */
export function engineFor({ folder, settings }: Project): Observable<OwnedEngine> {
  return defer(() => {
    const { engine, database } = settings;
    if (engine === undefined && database !== undefined) return embedded(resolve(folder, database));
    if (engine !== undefined && typeof engine !== 'function') return of({ engine, close: () => EMPTY });
    const made = engine?.() ?? memoryEngine();
    return of({ engine: made, close: () => made.close() });
  });
}

/** The place of the engine that keeps rows in a file; it has to be loaded only where there is such a file. */
function embedded(file: string): Observable<OwnedEngine> {
  const message = `expected an engine for the database ${file}, and there is none yet; give the settings an engine`;
  return throwError(() => new ProjectError(message));
}
