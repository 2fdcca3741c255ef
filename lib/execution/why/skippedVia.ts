import type { RunRecord } from '../runRecord.ts';

/** The producer through which a pipe came to be skipped because of a pipe further up, or of that one itself. */
export function skippedVia(pipeId: string, upstream: string, run: RunRecord): string | undefined {
  const producers = run.producersOf(pipeId);
  if (producers.includes(upstream)) return upstream;
  return producers.find((id) => {
    const state = run.stateOf(id);
    return state.status === 'skipped' && state.upstream === upstream;
  });
}
