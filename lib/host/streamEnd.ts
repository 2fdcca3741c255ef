import type { StreamEnded } from './hybridEvent.ts';
import type { HybridRun } from './hybridRun.ts';
import { tellUnstarted } from './hybridSignals.ts';
import type { StreamOutcome } from './streamOutcome.ts';

/** A stream has come to its end, in whatever way. */
export function streamEnd(run: HybridRun, outcome: StreamOutcome): StreamEnded {
  const { pipeId } = outcome;
  run.outcomes.set(pipeId, outcome);
  tellUnstarted(run, outcome);
  return { name: 'stream_ended', runId: run.runId, at: run.scheduler.now(), pipeId, outcome };
}
