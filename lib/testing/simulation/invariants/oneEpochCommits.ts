import type { FakeRunState } from '../../fakeFact.ts';
import type { MakeInvariant } from '../invariant.ts';

/** At most one run of a query may commit, which is the newest; and the newest may. */
export const oneEpochCommits: MakeInvariant = (_, { exercised, violated }) => {
  const newest = new Map<string, number>();
  const alive = new Map<string, Set<FakeRunState>>();
  const runsOf = (queryId: string): Set<FakeRunState> => {
    const runs = alive.get(queryId) ?? new Set();
    alive.set(queryId, runs);
    return runs;
  };
  return {
    fact: (fact) => {
      const { queryId, epoch } = fact.run;
      const runs = runsOf(queryId);
      switch (fact.kind) {
        case 'asked':
          for (const other of runs) {
            exercised();
            if (other.epoch === epoch) violated(`epoch ${epoch} is started twice`, queryId);
            else if (other.mayCommit)
              violated(`epoch ${other.epoch} may commit when ${epoch} starts`, queryId);
          }
          runs.add(fact.run);
          newest.set(queryId, epoch);
          break;
        case 'committed':
          if (epoch !== newest.get(queryId))
            violated(`epoch ${epoch} committed, and ${newest.get(queryId)} is the newest`, queryId);
          break;
        case 'refused':
          exercised();
          break;
        case 'ended':
          runs.delete(fact.run);
          break;
        default:
          break;
      }
    },
  };
};
