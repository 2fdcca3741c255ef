import { failureOf } from '../signals/failureOf.ts';
import type { OnlyStageEvent } from './stageLines.ts';

/** What happened to stages as plain data; how their pipes ended is told by their runs. */
export function stageEventJson(event: OnlyStageEvent): Readonly<Record<string, unknown>> {
  const { name, executionId, at } = event;
  const head = { event: name, executionId, timestamp: new Date(at).toISOString() };
  if (event.name === 'stage_started') return { ...head, stageId: event.stageId, pipeIds: event.pipeIds };
  if (event.name !== 'stage_ended') {
    const { status, elapsedMs, stages } = event.result;
    const ends = stages.map(({ stageId, status }) => ({ stageId, status }));
    return { ...head, status, durationSeconds: elapsedMs / 1_000, stages: ends };
  }
  const { outcome } = event;
  const { stageId, status, layer, pipeIds } = outcome;
  return {
    ...{ ...head, stageId, status, layer, pipeIds },
    ...('upstream' in outcome ? { upstream: outcome.upstream } : {}),
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
    ...('error' in outcome && outcome.error !== undefined ? failureOf(outcome.error) : {}),
  };
}
