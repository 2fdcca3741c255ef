import type { MakeInvariant } from '../invariant.ts';

/** What was given up is started by somebody, or not at all. */
export const exhaustedStays: MakeInvariant = (_, { exercised, violated }) => {
  const givenUp = new Set<string>();
  return {
    signals: {
      'streaming.recovery_exhausted': ({ queryId }) => {
        givenUp.add(String(queryId));
        exercised();
      },
    },
    fault: (fault) => {
      if (fault.kind === 'start' || fault.kind === 'restart' || fault.kind === 'revive')
        givenUp.delete(fault.queryId);
    },
    fact: ({ kind, run: { queryId } }) => {
      if (kind === 'asked' && givenUp.has(queryId))
        violated('it was given up, and starts all the same', queryId);
    },
  };
};
