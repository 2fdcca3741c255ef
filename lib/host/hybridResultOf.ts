import { RunFailedError } from '../execution/runFailedError.ts';
import { UnknownPipeError } from '../planning/unknownPipeError.ts';
import type { HybridResult, StreamsResult } from './hybridResult.ts';
import type { HybridRun } from './hybridRun.ts';
import type { StreamOutcome } from './streamOutcome.ts';

/** What became of a plan, once each of its streams has an outcome. */
export function hybridResultOf(run: HybridRun): HybridResult {
  const { runId, startedAt, cancelling, batch, errors, scheduler, setup } = run;
  const streams = run.streamIds.length === 0 ? undefined : streamsIn(run);
  const endedAt = scheduler.now();
  return Object.freeze({
    ...{ runId, startedAt, endedAt, batch, streams },
    plan: setup.plan,
    elapsedMs: Math.max(0, endedAt - startedAt),
    status: statusOf(run),
    cancelling: cancelling ?? batch?.cancelling,
    errors: Object.freeze([...errors]),
  });
}

function streamsIn({ streamIds: pipeIds, outcomes }: HybridRun): StreamsResult {
  const counts = { stopped: 0, failed: 0, exhausted: 0, skipped: 0, cancelled: 0, left: 0 };
  for (const { status } of outcomes.values()) counts[status] += 1;
  const outcomeOf = (pipeId: string): StreamOutcome => {
    const outcome = outcomes.get(pipeId);
    if (outcome) return outcome;
    throw new UnknownPipeError([pipeId], pipeIds, 'the id of a stream of the plan');
  };
  return Object.freeze({ pipeIds, counts: Object.freeze(counts), outcomeOf });
}

function statusOf({ batch, cancelling, errors }: HybridRun): HybridResult['status'] {
  const failed = batch?.status === 'failed' || errors.some((error) => !(error instanceof RunFailedError));
  if (failed) return 'failed';
  return cancelling !== undefined || batch?.status === 'cancelled' ? 'cancelled' : 'succeeded';
}
