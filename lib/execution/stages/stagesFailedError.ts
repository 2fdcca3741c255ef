import type { StagesResult } from './stageOutcome.ts';

/** A stage failed, or the stages were cancelled; the result says how each of them ended. */
export class StagesFailedError extends Error {
  override readonly name = 'StagesFailedError';

  constructor(readonly result: StagesResult) {
    const told = result.stages
      .filter(({ status }) => status !== 'succeeded')
      .map(({ stageId, status }) => `${stageId} ${status === 'left' ? 'did not start' : status}`);
    super(`expected ${result.stages.length} stages to succeed, but ${told.join(', ')}`, {
      cause: causeOf(result),
    });
  }
}

function causeOf({ stages }: StagesResult): unknown {
  for (const outcome of stages) if (outcome.status === 'failed') return outcome.error;
  return undefined;
}
