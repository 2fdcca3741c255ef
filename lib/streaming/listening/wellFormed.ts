import type { EngineEvent } from './engineEvent.ts';
import type { QueryEvent } from './queryEvent.ts';

/** Leaves out what is missing or is no number, takes a batch without a number of rows for an empty one; nothing where the rest says nothing. */
export function wellFormed(event: EngineEvent): QueryEvent | undefined {
  if (typeof event !== 'object' || event === null || !isId(event.queryId)) return undefined;
  const { queryId, runId, name } = event;
  const run = { queryId, runId: isId(runId) ? runId : queryId, ...(isId(name) ? { name } : {}) };
  switch (event.kind) {
    case 'started':
      return { kind: 'started', ...run };
    case 'progress':
      return progressOf(event, run);
    case 'idle':
      return { kind: 'idle', ...run, ...(isCount(event.batchId) ? { batchId: event.batchId } : {}) };
    case 'terminated': {
      const { error, errorType } = event;
      const failure = { ...(isId(error) ? { error } : {}), ...(isId(errorType) ? { errorType } : {}) };
      return { kind: 'terminated', ...run, ...failure };
    }
    default:
      return undefined;
  }
}

function progressOf(
  event: Extract<EngineEvent, { kind: 'progress' }>,
  run: { readonly queryId: string; readonly runId: string; readonly name?: string },
): QueryEvent | undefined {
  const { batchId, numInputRows, inputRowsPerSecond: input, processedRowsPerSecond: processed } = event;
  if (!isCount(batchId)) return undefined;
  return {
    kind: 'progress',
    ...run,
    batchId,
    numInputRows: isCount(numInputRows) ? numInputRows : 0,
    ...(isRate(input) ? { inputRowsPerSecond: input } : {}),
    ...(isRate(processed) ? { processedRowsPerSecond: processed } : {}),
  };
}

const isId = (value: unknown): value is string => typeof value === 'string' && value !== '';

export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

const isRate = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
