import type { CheckResult } from '../data/checks/checkResult.ts';
import type { PipeOutcome } from '../execution/pipeState.ts';
import type { RunEvent } from '../execution/runEvent.ts';
import type { RunResult } from '../execution/runRecord.ts';
import { failureOf } from '../signals/failureOf.ts';

/** An event of a run as plain data: what is a function or an error is told by what it says. */
export function runEventJson(event: RunEvent): Readonly<Record<string, unknown>> {
  const { name, runId, at, ...rest } = event;
  const head = { event: name, runId, timestamp: new Date(at).toISOString() };
  switch (event.name) {
    case 'run_started':
      return { ...head, pipeIds: event.run.pipeIds, warnings: event.warnings };
    case 'pipe_ended':
      return { ...head, ...outcomeJson(event.outcome) };
    case 'run_completed':
    case 'run_failed':
      return { ...head, ...resultJson(event.result) };
    case 'entity_checked':
      return { ...head, ...rest, checks: event.checks.map(checkJson) };
    case 'pipe_retrying':
    case 'journal_failed':
      return { ...head, ...rest, ...failureOf(event.error) };
    default:
      return { ...head, ...rest };
  }
}

const checkJson = ({ error, ...check }: CheckResult) => ({
  ...check,
  ...(check.status === 'broken' ? failureOf(error) : {}),
});

function outcomeJson({ startedAt, endedAt, ...outcome }: PipeOutcome): Readonly<Record<string, unknown>> {
  const took = startedAt === undefined ? {} : { durationSeconds: (endedAt - startedAt) / 1_000 };
  return { ...outcome, ...took, ...(outcome.status === 'failed' ? failureOf(outcome.error) : {}) };
}

function resultJson({ status, counts, elapsedMs, cancelling, error }: RunResult) {
  return {
    ...{ status, ...counts, durationSeconds: elapsedMs / 1_000 },
    ...(cancelling === undefined ? {} : { reason: cancelling }),
    ...(error === undefined ? {} : failureOf(error)),
  };
}
