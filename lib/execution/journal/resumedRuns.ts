import { defer, map, type Observable, repeat, takeWhile } from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import { nearest } from '../../codec/nearest.ts';
import type { Journal, JournaledRun } from './journal.ts';
import { isUntold } from './journaledEnds.ts';

/** A journal does not know a run. */
export class UnknownRunError extends Error {
  override readonly name = 'UnknownRunError';
  /** What was probably meant, if something is near enough. */
  readonly nearest: string | undefined;

  constructor(
    readonly runId: string,
    known: readonly string[],
  ) {
    const meant = nearest(String(runId), known);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    const none = known.length === 0 ? '; it knows none' : '';
    super(`expected the id of a run that the journal knows, got "${String(runId)}"${hint}${none}`);
    this.nearest = meant;
  }
}

/**
 * The run to be resumed and, after it, those that it resumed itself, as far back as they are needed to tell
 * what is done; one emission. Errors with an `UnknownRunError`.
 */
export function resumedRuns(runId: string, journal: Journal): Observable<readonly JournaledRun[]> {
  return defer(() => {
    const runs: JournaledRun[] = [];
    let next: string | undefined = runId;
    return defer(() => journal.read(next ?? runId)).pipe(
      settle<JournaledRun | undefined, JournaledRun | undefined>({ completed: (run) => [run] }),
      map((run) => {
        if (run) runs.push(run);
        next = run && neededBefore(run, runs);
        return next;
      }),
      repeat(),
      takeWhile((id) => id !== undefined),
      settle({ completed: () => (runs.length > 0 ? [runs] : unknown(runId, journal)) }),
    );
  });
}

/** The run before, if only that tells of some pipe. A journal that leads in a circle is followed once. */
function neededBefore(run: JournaledRun, seen: readonly JournaledRun[]): string | undefined {
  const { resumes, pipeIds, pipes } = run;
  if (seen.some(({ runId }) => runId === resumes)) return undefined;
  return pipeIds.some((id) => isUntold(pipes.get(id))) ? resumes : undefined;
}

function unknown(runId: string, journal: Journal): Observable<never> {
  return journal.runs().pipe(
    settle<readonly string[], never>({
      completed: (known = []) => {
        throw new UnknownRunError(runId, known);
      },
    }),
  );
}
