import type { DimensionChange } from '../../../streaming/dimensions/dimensionChange.ts';
import { changeTable } from '../../../streaming/restarts/changeTable.ts';
import type { MakeInvariant } from '../invariant.ts';

/** Whatever a change asks of a query is done, or it is said why not, in time. */
export const changesAreAnswered: MakeInvariant = (
  { dependencies, bounds, elapsed },
  { exercised, violated },
) => {
  const open = new Map<string, Map<string, number>>();
  const textOf = ({ entityId, newVersion, changeClass }: DimensionChange) =>
    `${changeClass} change of ${entityId} to ${newVersion}`;
  return {
    change: (change) => {
      for (const { queryId, edge } of dependencies.readersOf(change.entityId)) {
        if (changeTable[change.changeClass][edge.kind] === 'ignore') continue;
        const changes = open.get(queryId) ?? new Map<string, number>();
        open.set(queryId, changes.set(textOf(change), elapsed()));
      }
    },
    outcome: ({ queryId, changes }) => {
      const waiting = open.get(queryId);
      for (const change of changes) if (waiting?.delete(textOf(change))) exercised();
    },
    look: () => {
      for (const [queryId, changes] of open)
        for (const [change, since] of changes)
          if (elapsed() - since > bounds.answer) violated(`nothing came of a ${change}`, queryId);
    },
  };
};
