import { isOver } from '../streaming/queries/queryState.ts';
import { StreamStartError } from '../streaming/streamStartError.ts';
import type { HybridRun } from './hybridRun.ts';
import type { StreamOutcome } from './streamOutcome.ts';

/** How a stream ended, once all is over. A failure stands, however it went on. */
export function streamOutcomeOf(pipeId: string, run: HybridRun): StreamOutcome {
  const { streams, setup } = run;
  if (streams?.failures.has(pipeId)) return failureOf(pipeId, run);
  const { queries } = setup;
  if (streams?.open.has(pipeId) && queries.has(pipeId) && !isOver(queries.status(pipeId)))
    return { status: 'left', pipeId };
  const end = streams?.ended.get(pipeId);
  if (end?.state === 'stopped') return { status: 'stopped', pipeId, reason: end.reason };
  return { status: 'cancelled', pipeId, reason: hindranceIn(run) };
}

function failureOf(pipeId: string, { streams }: HybridRun): StreamOutcome {
  const end = streams?.ended.get(pipeId);
  if (end?.state === 'exhausted')
    return { status: 'exhausted', pipeId, error: end.error, failures: end.failures };
  return { status: 'failed', pipeId, error: streams?.failures.get(pipeId) };
}

/** Why streams were not started. */
function hindranceIn({ cancelling, batch, errors }: HybridRun): string {
  const failed = errors.find((error) => error instanceof StreamStartError);
  const unstarted = failed && `${failed.queryId} could not be started`;
  return cancelling ?? batch?.cancelling ?? unstarted ?? 'the run is broken';
}
