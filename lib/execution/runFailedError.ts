import { failureOf } from '../signals/failureOf.ts';
import type { FailedPipe } from './pipeState.ts';
import type { RunResult } from './runRecord.ts';

const SHOWN = 5;

/** A run in which something failed, or that was cancelled; the result says how each pipe ended. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';

  constructor(readonly result: RunResult) {
    super(`expected the run ${result.runId} to succeed, but ${whatHappenedIn(result)}`, {
      cause: result.error ?? failedIn(result)[0]?.error,
    });
  }
}

/** The failed pipes of a run, in alphabetical order. */
export function failedIn(result: RunResult): FailedPipe[] {
  if (result.counts.failed === 0) return [];
  return result.pipeIds
    .map((pipeId) => result.stateOf(pipeId))
    .filter((state): state is FailedPipe => state.status === 'failed')
    .sort((one, other) => (one.pipeId < other.pipeId ? -1 : 1));
}

/** Why a run is not as it should be, in words. */
export function whatHappenedIn(result: RunResult): string {
  const failed = failedIn(result);
  const { cancelled } = result.counts;
  const shown = failed.slice(0, SHOWN).map(({ pipeId, error }) => `${pipeId} (${messageOf(error)})`);
  const more = failed.length > SHOWN ? ` and ${failed.length - SHOWN} more` : '';
  const parts = [
    ...(result.error === undefined ? [] : [messageOf(result.error)]),
    ...(failed.length === 0
      ? []
      : [`${failed.length} of ${result.pipeIds.length} pipes failed: ${shown.join(', ')}${more}`]),
    ...(cancelled === 0 ? [] : [`${cancelled} of ${result.pipeIds.length} pipes were cancelled`]),
  ];
  return parts.join('; ');
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : failureOf(error).error;
