import { type InvariantHost, ledgerOf, type MakeInvariant } from '../invariant.ts';

/** What somebody stopped stays so until somebody starts it, whatever is said of it. */
export const stopsAreKept: MakeInvariant = (host, { exercised, violated }) => {
  const stopped = new Set<string>();
  return {
    fault: (fault) => {
      if (fault.kind === 'stop') {
        if (ledgerOf(host, fault.queryId).status.state === 'running') exercised();
        stopped.add(fault.queryId);
      } else if (fault.kind === 'start' || fault.kind === 'restart') stopped.delete(fault.queryId);
      else if (fault.kind === 'revive' && isGivenUp(host, fault.queryId)) stopped.delete(fault.queryId);
    },
    fact: ({ kind, run: { queryId } }) => {
      if (kind === 'asked' && stopped.has(queryId))
        violated('it was stopped, and starts all the same', queryId);
    },
    state: ({ queryId, state }) => {
      if (stopped.has(queryId) && (state === 'running' || state === 'recovering'))
        violated(`it was stopped, and is ${state} all the same`, queryId);
    },
  };
};

function isGivenUp(host: InvariantHost, queryId: string): boolean {
  const { state } = ledgerOf(host, queryId).status;
  return state === 'failed' || state === 'exhausted';
}
