import type { QueryReads } from '../../streaming/restarts/queryDependencies.ts';
import type { FakeBehaviour, FakeStart } from '../fakeRunPlan.ts';
import { hashed, hashedBetween, inStep } from './hashed.ts';
import type { SimulationSettings } from './simulationSettings.ts';

/** Which streams there are, and what they read. */
export interface SimulatedPlan {
  readonly queryIds: readonly string[];
  readonly entityIds: readonly string[];
  readonly behaviourOf: (queryId: string) => FakeBehaviour;
  readonly readsOf: (queryId: string) => QueryReads;
}

/** Draws it; what a run does depends on its query and its epoch alone. */
export function simulatedPlan(seed: number, settings: SimulationSettings): SimulatedPlan {
  const queryIds = numbered('stream', settings.queries);
  const entityIds = numbered('dimension', settings.dimensions);
  return {
    queryIds,
    entityIds,
    behaviourOf: (id) => {
      const [offset, unit] = inStep(seed)
        ? [0, 10_000]
        : [hashedBetween(0, 999, seed, id, 'offset'), 1_000];
      const takes = (start: FakeStart, what: string) =>
        Math.floor((hashedBetween(-5, 20, seed, start.queryId, start.epoch, what) * 1_000) / unit) * unit;
      return (start) => ({
        startTakes: takes(start, 'start'),
        stopTakes: takes(start, 'stop'),
        batchEvery: settings.batchEvery + offset,
        rows: (batch) => (hashed(seed, id, start.epoch, batch) < 0.2 ? 0 : 100),
      });
    },
    readsOf: (id) => ({
      dimensions: entityIds.flatMap((entityId) => {
        const kind = kinds[hashedBetween(0, kinds.length - 1, seed, id, entityId)];
        return kind === undefined ? [] : [{ entityId, kind }];
      }),
      upstreams: queryIds.slice(0, queryIds.indexOf(id)).filter((up) => hashed(seed, id, up) < 0.2),
      priority: hashedBetween(0, 2, seed, id, 'priority'),
    }),
  };
}

const kinds = [
  'capturedAtStart',
  'capturedAtStart',
  'capturedAtStart',
  'joinedLive',
  'schemaOnly',
  undefined,
] as const;

const numbered = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${name}.${i + 1}`);
