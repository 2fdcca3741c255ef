import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { catchError, defer, map, type Observable, of, type SchedulerLike, throwError } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import { memoryEngine } from '../data/memory/memoryEngine.ts';
import type { Project } from './project.ts';
import { ProjectError } from './projectError.ts';

/** An engine, and how to be done with it: whoever made it closes it. */
export interface OwnedEngine {
  readonly engine: Engine;
  readonly close: () => Observable<void>;
}

/** What an engine is made with. */
export interface EngineForOptions {
  readonly scheduler: SchedulerLike;
}

/** A database that lasts as long as its process. */
export const IN_MEMORY = ':memory:';

/** The engine of a project: its own, the embedded one on its file, or else one in memory. */
export function engineFor(
  { folder, settings }: Project,
  { scheduler }: EngineForOptions,
): Observable<OwnedEngine> {
  return defer(() => {
    const { engine, database } = settings;
    if (engine === undefined && database !== undefined)
      return embedded(database === IN_MEMORY ? database : resolve(folder, database), scheduler);
    if (engine !== undefined && typeof engine !== 'function')
      return of({ engine, close: () => of(undefined) });
    return of(owned(engine?.() ?? memoryEngine()));
  });
}

const owned = (engine: Engine): OwnedEngine => ({ engine, close: () => engine.close() });

/** The embedded engine is loaded only where there is a file for it; the file is opened by the first question. */
function embedded(file: string, scheduler: SchedulerLike): Observable<OwnedEngine> {
  return defer(() => import('../data/duckdb/duckdbEngine.ts')).pipe(
    catchError((error: unknown) => throwError(() => absent(error, file))),
    map(({ duckdbEngine }) => {
      if (file !== IN_MEMORY) makeFolder(file);
      return owned(duckdbEngine(file, { scheduler }));
    }),
  );
}

/** The embedded engine makes its file, but not the folder that it is in. */
function makeFolder(file: string): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { message } = error as Error;
    const expected = `expected a folder ${folder} for the database ${file}, and to be able to make it`;
    throw new ProjectError(`${expected}, got: ${message}`, { cause: error });
  }
}

function absent(error: unknown, file: string): unknown {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  if (!isMissing || !String(message).includes('@duckdb/')) return error;
  const expected = `expected the package @duckdb/node-api for the database ${file}, got none`;
  return new ProjectError(`${expected}; install it with npm install @duckdb/node-api`, { cause: error });
}
