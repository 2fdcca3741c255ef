import { type MakeInvariant, neverWorked } from '../invariant.ts';

/** No more queries are restarted at once than may, and each restart comes to an end. */
export const restartSlotsHold: MakeInvariant = ({ settings, bounds, elapsed }, { exercised, violated }) => {
  const working = new Map<string, number>();
  return {
    working: (queryId) => {
      if (working.has(queryId)) violated('it is restarted twice at once', queryId);
      working.set(queryId, elapsed());
      exercised();
      if (working.size > settings.maxConcurrent)
        violated(`${working.size} are restarted at once, and ${settings.maxConcurrent} may`);
    },
    outcome: (outcome) => {
      if (!neverWorked(outcome)) working.delete(outcome.queryId);
    },
    look: () => {
      for (const [queryId, since] of working)
        if (elapsed() - since > bounds.restart) violated('its restart comes to no end', queryId);
    },
  };
};
