import { ledgerOf, type MakeInvariant } from '../invariant.ts';

/** What was given up is started by somebody, or not at all, and is among the dead letters for just as long. */
export const exhaustedStays: MakeInvariant = (host, { exercised, violated }) => {
  const { deadLetters, elapsed, bounds } = host;
  const givenUp = new Map<string, number>();
  const wishedAt = new Map<string, number>();
  return {
    signals: {
      'streaming.recovery_exhausted': ({ queryId }) => {
        exercised();
        // At the very moment, what it came to before may be told after what is wanted of it now.
        if (wishedAt.get(String(queryId)) !== elapsed()) givenUp.set(String(queryId), elapsed());
      },
    },
    fault: (fault) => {
      if (fault.kind !== 'start' && fault.kind !== 'restart' && fault.kind !== 'revive') return;
      givenUp.delete(fault.queryId);
      wishedAt.set(fault.queryId, elapsed());
    },
    fact: ({ kind, run: { queryId } }) => {
      if (kind === 'asked' && givenUp.has(queryId))
        violated('it was given up, and starts all the same', queryId);
    },
    look: () => {
      for (const queryId of deadLetters()) {
        const { state } = ledgerOf(host, queryId).status;
        // Given up, it is stopped like any other.
        const stoppingFor = elapsed() - (givenUp.get(queryId) ?? 0);
        if (state === 'running' && stoppingFor > bounds.stopping)
          violated('it runs, and is among the dead letters', queryId);
      }
    },
  };
};
