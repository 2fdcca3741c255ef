import { defer, EMPTY, ignoreElements, type Observable, tap } from 'rxjs';
import { outerInputs } from '../dryRun/outerInputs.ts';
import type { RunHost } from '../runHost.ts';
import { freshness } from './freshness.ts';

/** Looks, before the first pipe runs, whether what the run reads and does not write itself is fresh, and notes what is not. */
export function staleInputs({ agenda, board, engine, runId, scheduler, tell }: RunHost): Observable<never> {
  return defer(() => {
    if (!agenda.pipes.some(({ inputs }) => inputs.some(({ maxAge }) => maxAge !== undefined))) return EMPTY;
    const entities = outerInputs(agenda).map(({ entity }) => entity);
    return freshness(entities, engine, { scheduler }).pipe(
      tap((all) => {
        board.stale = all.filter(({ fresh }) => !fresh);
        for (const freshness of board.stale)
          tell({ name: 'entity_stale', runId, at: scheduler.now(), freshness });
      }),
      ignoreElements(),
    );
  });
}
