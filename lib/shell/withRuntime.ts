import { resolve } from 'node:path';
import {
  catchError,
  concat,
  concatMap,
  ignoreElements,
  type Observable,
  takeUntil,
  throwError,
} from 'rxjs';
import type { Runtime } from '../host/runtime.ts';
import type { Call } from './call.ts';

/**
 * Loads the project that a command was called for, brings it up, does something with it, and closes it.
 *
 * - emits the exit code of the work
 * - completes once the project is closed; without a code where somebody wished it to end before it was up
 * - errors as loading, bringing up and the work do
 * - on unsubscribe, stops at once
 */
export function withRuntime(
  call: Call,
  work: (runtime: Runtime) => Observable<number>,
): Observable<number> {
  const { terminal, stop$ } = call;
  return call.load(resolve(terminal.cwd, call.text('project') ?? '.')).pipe(
    concatMap((project) => call.bringUp(project, { scheduler: terminal.scheduler })),
    takeUntil(stop$),
    concatMap((runtime) => used(runtime, work)),
  );
}

function used(runtime: Runtime, work: (runtime: Runtime) => Observable<number>): Observable<number> {
  const closed$ = runtime.close().pipe(ignoreElements());
  const failing = (error: unknown) =>
    concat(
      closed$,
      throwError(() => error),
    );
  return concat(work(runtime).pipe(catchError(failing)), closed$);
}
