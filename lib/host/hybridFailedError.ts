import { RunFailedError, whatHappenedIn } from '../execution/runFailedError.ts';
import { failureOf } from '../signals/failureOf.ts';
import type { HybridResult } from './hybridResult.ts';

/** A plan in which something failed, or that was cancelled; the result says how each pipe and stream ended. */
export class HybridFailedError extends Error {
  override readonly name = 'HybridFailedError';

  constructor(readonly result: HybridResult) {
    super(`expected the run ${result.runId} to succeed, but ${whatHappened(result)}`, {
      cause: result.errors[0],
    });
  }
}

function whatHappened({ errors, cancelling = 'nobody knows why' }: HybridResult): string {
  if (errors.length === 0) return `it was cancelled: ${cancelling}`;
  return errors.map(inPart).join('; ');
}

const inPart = (error: unknown): string =>
  error instanceof RunFailedError ? whatHappenedIn(error.result) : failureOf(error).error;
