import type { RunRecord } from '../../../lib/execution/runRecord.ts';

/** How the pipes of a run are, a line each. */
export const statesOf = (run: RunRecord): string[] =>
  run.pipeIds.map((id) => {
    const state = run.stateOf(id);
    const reason = 'reason' in state ? ` (${state.reason})` : '';
    return `${id} ${state.status}${reason}`;
  });
