import { catchError, concat, defer, EMPTY, ignoreElements, type Observable, of, tap } from 'rxjs';
import { execution } from '../execution.ts';
import { type FailurePolicy, skipDependents } from '../failurePolicy.ts';
import type { RunResult } from '../runRecord.ts';
import type { Emit } from '../telling/runEmit.ts';
import type { StagedRun } from './stagedRuns.ts';
import type { StageEvent } from './stageEvent.ts';
import type { StageHost } from './stageHost.ts';
import type { StageOutcome } from './stageOutcome.ts';
import { tellPipesStarted, tellStageEnded, tellStageStarted } from './stageSignals.ts';

/** Runs one stage to its end, whatever that is; errors never. */
export function stageRun(run: StagedRun, host: StageHost): Observable<StageEvent> {
  return defer(() => {
    const { board, operation, scheduler } = host;
    const { executionId } = board;
    const { stage, pipeIds } = run;
    const known = board.withoutRunning(run);
    if (known) return ended(known, host);
    const startedAt = scheduler.now();
    const scope = operation.operation('stage');
    const emit = scope.emit as Emit;
    let [result, error]: [RunResult | undefined, unknown] = [undefined, undefined];
    tellStageStarted(executionId, run, emit);
    const events$ = defer(() => execution(setupOf(run, host, scope), host.stop$)).pipe(
      tap((event) => {
        if (event.name === 'run_completed' || event.name === 'run_failed') result = event.result;
      }),
    );
    const work$ = concat(ensured(run, host, emit), events$).pipe(
      catchError((thrown: unknown) => {
        error = thrown;
        return EMPTY;
      }),
    );
    const end$ = defer(() => {
      const status = result?.status ?? 'failed';
      const endedAt = scheduler.now();
      const end = { stageId: stage.id, layer: stage.layer, pipeIds, startedAt, endedAt, result, error };
      const outcome = { status, ...end };
      tellStageEnded(executionId, run, outcome, emit);
      return ended(outcome, host);
    });
    const started = {
      name: 'stage_started',
      executionId,
      at: startedAt,
      stageId: stage.id,
      pipeIds,
    } as const;
    return concat(of(started), work$, end$);
  });
}

function ended(outcome: StageOutcome, { board }: StageHost): Observable<StageEvent> {
  board.end(outcome);
  return of({ name: 'stage_ended', executionId: board.executionId, at: outcome.endedAt, outcome });
}

/** Watermarks are notes, which need no table: where the engine answers, all is there. */
function ensured(run: StagedRun, { options, board }: StageHost, emit: Emit): Observable<never> {
  return options.engine.notes('watermarks', []).pipe(
    tap(() => tellPipesStarted(board.executionId, run, emit)),
    ignoreElements(),
  );
}

/** The run of a stage is a part of it, and what its policy says of pipes counts for stages too. */
function setupOf(
  { stage, setup }: StagedRun,
  { options, board }: StageHost,
  scope: ReturnType<StageHost['operation']['operation']>,
): StagedRun['setup'] {
  const policy = options.failure ?? skipDependents;
  const failure: FailurePolicy = (failed, run) => {
    const decision = policy(failed, run);
    board.decided(stage.id, decision);
    return decision;
  };
  return { ...setup, options: { ...options, failure }, operation: scope.operation('run') };
}
