import { ledgerOf, type MakeInvariant } from '../invariant.ts';

interface EndedRun {
  readonly queryId: string;
  endedAt: number;
  answers: number;
}

/** A run that was heard of and is over is not thought to run any more once the engine has answered twice without it. */
export const endsAreNoticed: MakeInvariant = (host, { exercised, violated }) => {
  const heard = new Set<string>();
  const ended = new Map<string, EndedRun>();
  const hear = (runId: string | null | undefined): void => {
    if (!runId) return;
    heard.add(runId);
    const run = ended.get(runId);
    // What comes late makes who listens think that it runs, and then it is to be asked for anew.
    if (run) Object.assign(run, { endedAt: host.elapsed(), answers: 0 });
  };
  const isThoughtToRun = (queryId: string, runId: string): boolean => {
    const { status } = ledgerOf(host, queryId);
    return status.state === 'running' && status.engineQueryId === runId;
  };
  return {
    event: ({ runId }) => hear(runId),
    fact: (fact) => {
      if (fact.kind !== 'ended') return;
      const { queryId, runId } = fact.run;
      if (isThoughtToRun(queryId, runId))
        ended.set(runId, { queryId, endedAt: host.elapsed(), answers: 0 });
    },
    answer: (runs, askedAt) => {
      for (const { runId } of runs) hear(runId);
      for (const [runId, run] of ended) {
        if (!isThoughtToRun(run.queryId, runId)) ended.delete(runId);
        else if (heard.has(runId) && askedAt > run.endedAt) run.answers += 1;
        if (run.answers === 1) exercised();
        if (run.answers > 2)
          violated(`its run ${runId} is over, and the engine said so twice`, run.queryId);
      }
    },
  };
};
