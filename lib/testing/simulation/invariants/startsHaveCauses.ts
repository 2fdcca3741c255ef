import { type MakeInvariant, neverWorked } from '../invariant.ts';

/** Every start has a cause of its own: somebody, a failure that may be recovered from, or a change that asks for it. */
export const startsHaveCauses: MakeInvariant = ({ elapsed }, { exercised, violated }) => {
  const causes = new Map<string, string>();
  const working = new Set<string>();
  const wished = new Map<string, number>();
  return {
    working: (queryId) => void working.add(queryId),
    outcome: (outcome) => {
      if (!neverWorked(outcome)) working.delete(outcome.queryId);
    },
    fault: (fault) => {
      if (fault.kind !== 'start' && fault.kind !== 'restart' && fault.kind !== 'revive') return;
      causes.set(fault.queryId, 'somebody');
      wished.set(fault.queryId, elapsed());
    },
    signals: {
      'streaming.recovery_attempted': ({ queryId }) => void causes.set(String(queryId), 'a failure'),
      'streaming.before_restart': ({ queryId }) => {
        const id = String(queryId);
        if (!working.has(id) && wished.get(id) !== elapsed())
          violated('it is restarted, and nothing has changed', id);
        causes.set(id, 'a change');
      },
    },
    fact: ({ kind, run: { queryId, epoch } }) => {
      if (kind !== 'asked') return;
      const cause = causes.get(queryId);
      if (cause === undefined) violated(`epoch ${epoch} starts without a cause`, queryId);
      else if (cause !== 'somebody') exercised();
      causes.delete(queryId);
    },
  };
};
