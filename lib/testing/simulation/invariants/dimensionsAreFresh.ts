import { type InvariantHost, ledgerOf, type MakeInvariant } from '../invariant.ts';

/** What a query captured when it started is not older than it takes to notice and to restart, unless it was said why. */
export const dimensionsAreFresh: MakeInvariant = (host, { exercised, violated }) => {
  const { dimensions, bounds, elapsed } = host;
  const captured = capturedDimensions(host);
  /** By query and dimension: the version that it knows, or that is known to have come to nothing. */
  const known = new Map<string, number>();
  let askableSince = 0;
  return {
    fact: ({ kind, run: { queryId } }) => {
      if (kind !== 'asked') return;
      for (const entityId of captured.get(queryId) ?? [])
        known.set(`${queryId} ${entityId}`, dimensions.versionOf(entityId));
    },
    outcome: ({ queryId, status, changes }) => {
      for (const { entityId, newVersion } of changes) {
        const key = `${queryId} ${entityId}`;
        const before = known.get(key);
        if (before === undefined) continue;
        if (status === 'restarted') exercised();
        else known.set(key, Math.max(before, Number(newVersion)));
      }
    },
    look: () => {
      if (dimensions.failing > 0) askableSince = elapsed();
      for (const [queryId, entityIds] of captured) {
        const { status } = ledgerOf(host, queryId);
        if (status.desired !== 'running' || status.state !== 'running') continue;
        for (const entityId of entityIds) {
          const since = dimensions.changedAt(entityId, known.get(`${queryId} ${entityId}`) ?? 0);
          if (since === undefined) continue;
          const staleFor = elapsed() - Math.max(since, askableSince);
          if (staleFor > bounds.detection + bounds.answer)
            violated(`it runs with an old ${entityId}, for ${staleFor} ms`, queryId);
        }
      }
    },
  };
};

function capturedDimensions({
  ledgers,
  dependencies,
}: InvariantHost): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...ledgers.keys()].map((queryId) => [
      queryId,
      (dependencies.get(queryId)?.dimensions ?? [])
        .filter(({ kind }) => kind === 'capturedAtStart')
        .map(({ entityId }) => entityId),
    ]),
  );
}
