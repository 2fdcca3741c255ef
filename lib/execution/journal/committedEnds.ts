import { from, map, type Observable, of, reduce } from 'rxjs';
import { limit } from '../../../operators/limit.ts';
import type { Engine } from '../../data/engine.ts';
import type { HistoryEntry } from '../../data/history.ts';
import type { Wiring } from '../../definitions/wiring.ts';
import type { JournaledPipe, JournaledRun } from './journal.ts';

/**
 * The runs, with the pipes of which the journal tells no end though the engine has what they wrote: the process
 * ended after the commit, and before anybody could note it. One emission.
 */
export function committedEnds(
  runs: readonly JournaledRun[],
  engine: Engine,
  { handleOf, pipes }: Wiring,
): Observable<readonly JournaledRun[]> {
  const outputOf = (pipeId: string) => pipes[handleOf(pipeId) ?? -1]?.output?.id;
  return from(runs).pipe(
    limit((run: JournaledRun) => completed(run, engine, outputOf), 1),
    reduce((all: readonly JournaledRun[], run) => [...all, run], []),
  );
}

function completed(
  run: JournaledRun,
  engine: Engine,
  outputOf: (pipeId: string) => string | undefined,
): Observable<JournaledRun> {
  const { runId, pipeIds, pipes, startedAt } = run;
  const untold = new Set(pipeIds.filter((id) => !pipes.has(id)));
  if (untold.size === 0) return of(run);
  // A pipe may have written more than once, where it was tried again.
  return engine.history({ runId, limit: 10 * pipeIds.length + 100 }).pipe(
    map((entries) => {
      const ends = entries
        .filter(({ at, by: { pipeId = '' }, entityId }) => {
          return at >= startedAt && untold.has(pipeId) && outputOf(pipeId) === entityId;
        })
        .map((entry) => endOf(runId, entry));
      return { ...run, pipes: new Map([...pipes, ...ends.map((end) => [end.pipeId, end] as const)]) };
    }),
  );
}

function endOf(
  runId: string,
  { at, durationMs, rowsWritten, by: { pipeId = '' } }: HistoryEntry,
): JournaledPipe {
  return {
    ...{ kind: 'pipe_ended', runId, at, pipeId, status: 'succeeded', reason: undefined, error: undefined },
    ...{ elapsedMs: durationMs, attempts: 1, rows: rowsWritten },
  };
}
