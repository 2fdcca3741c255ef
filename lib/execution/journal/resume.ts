import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  shareReplay,
  takeUntil,
} from 'rxjs';
import type { Registry } from '../../definitions/registry.ts';
import type { Wiring } from '../../definitions/wiring.ts';
import { UnknownPipeError } from '../../planning/unknownPipeError.ts';
import { checkRunOptions } from '../checkRunOptions.ts';
import { definedWiring } from '../definedWiring.ts';
import { execution } from '../execution.ts';
import type { RunEvent } from '../runEvent.ts';
import type { RunOptions } from '../runOptions.ts';
import { type RunSetup, runSetup } from '../runSetup.ts';
import { stoppableRun } from '../stoppableRun.ts';
import { committedEnds } from './committedEnds.ts';
import type { Journal, JournaledRun } from './journal.ts';
import { resumedRuns } from './resumedRuns.ts';
import { unchangedSince } from './unchangedSince.ts';
import { untoldEnds } from './untoldEnds.ts';

/** How to resume: as a run is made, and from what it is known. */
export interface ResumeOptions extends RunOptions {
  /** What kept the run that is resumed, and keeps this one. */
  readonly journal: Journal;
  /** What the pipes of the run are by now. */
  readonly definitions: Registry | Wiring;
}

/**
 * Takes up a run that failed, was cancelled or broke off: `resume(runId, { engine, definitions, journal })`.
 *
 * It is a run of the same pipes, with an id of its own. What succeeded, or had no data, is skipped as
 * `unchanged`, unless its definition has changed since, or that of anything it depends on, or something it
 * depends on runs again. Of what was running when a run broke off, the history of the engine tells whether its
 * write took effect: then it has succeeded. A run that has not ended looks like one that broke off; whether it
 * still goes on is for the caller to know.
 *
 * - emits what happens, as `run` does, once the journal has told what became of the run
 * - completes when every pipe has ended and none has failed
 * - errors with a `RunFailedError` as `run` does; before anything runs, with an `UnknownRunError`, with an
 *   `UnknownPipeError` if pipes of the run are not defined any more, or as planning, the journal and
 *   the history of the engine do
 * - on unsubscribe, as `run` does
 */
export function resume(runId: string, options: ResumeOptions): Observable<RunEvent> {
  checkRunOptions(options, ['engine', 'journal', 'definitions']);
  return stoppableRun((stop$) =>
    defer(() => {
      // Listened to from now on, so that nobody has to ask again because the journal was slow.
      const cancel$ = (options.cancel$ ?? NEVER).pipe(shareReplay({ bufferSize: 1, refCount: true }));
      const asked$ = cancel$.pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      );
      return resumedRuns(runId, options.journal).pipe(
        concatMap((journaled) =>
          committedEnds(journaled, options.engine, definedWiring(options)).pipe(
            map((runs) => ({ runs, unchecked: untoldEnds(runs, journaled) })),
          ),
        ),
        takeUntil(merge(stop$, asked$)),
        concatMap(({ runs, unchecked }) => {
          const setup = setupOf(runs, { ...options, cancel$ });
          return execution(setup, stop$, {
            runId,
            unchanged: unchangedSince(runs, setup.agenda),
            unchecked,
          });
        }),
      );
    }),
  );
}

/** The same pipes, as they are defined now. */
function setupOf([run]: readonly JournaledRun[], options: ResumeOptions): RunSetup {
  const { runId = '', pipeIds = [] } = run ?? {};
  const { handleOf, pipes } = definedWiring(options);
  const gone = pipeIds.filter((id) => handleOf(id) === undefined);
  if (gone.length > 0) {
    const known = pipes.map(({ id }) => id);
    throw new UnknownPipeError(gone, known, `pipes of the run ${runId} that are still defined`);
  }
  return runSetup(pipeIds, options);
}
