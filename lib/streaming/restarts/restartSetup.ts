import { asyncScheduler, EMPTY } from 'rxjs';
import { sequentialIds } from '../../signals/ids.ts';
import { changeTable } from './changeTable.ts';
import type { RestartPolicy } from './decideRestarts.ts';
import type { QueryDependencies } from './queryDependencies.ts';
import type { RestartHooks } from './restartCheck.ts';
import type { RestartsOptions } from './restartOptions.ts';
import type { RestartWorkOptions } from './restartWork.ts';

/** Everything about restarts that is settled before anything changes. */
export type RestartSetup = ReturnType<typeof restartSetup>;

/** Settles what was left open, and refuses what makes no sense. */
export function restartSetup(options: RestartsOptions) {
  const {
    dependencies,
    restart,
    emit = () => undefined,
    maxConcurrent = 2,
    quietPeriod = 300_000,
    maxWait = 600_000,
  } = options;
  const { table = changeTable, cascade = false, depthLimit = 3, checkWithin = 30_000 } = options;
  const { ids = sequentialIds(), scheduler = asyncScheduler } = options;
  const { cleanStart = () => false, onUnknown = 'restart', nextEpoch = counting() } = options;
  const { notRunning = () => undefined } = options;
  if (!(depthLimit >= 0))
    throw new RangeError(`expected depthLimit to be a number from 0, got ${depthLimit}`);
  const gaps = new Map<string, number>();
  const work: RestartWorkOptions = {
    ...{
      dependencies,
      restart,
      emit,
      nextEpoch,
      notRunning,
      cleanStart,
      onUnknown,
      checkWithin,
      scheduler,
    },
    hooks: { ...options, validate: options.validate ?? standing(dependencies) },
    refreshes: true,
  };
  const policy: RestartPolicy = { table, cascade, depthLimit };
  const expectedGap = options.expectedGap ?? ((queryId: string) => gaps.get(queryId));
  return { work, policy, ids, gaps, expectedGap, maxConcurrent, quietPeriod, maxWait };
}

/** What queries say of their own checkpoints. */
const standing =
  (dependencies: QueryDependencies): NonNullable<RestartHooks['validate']> =>
  ({ queryId }) =>
    dependencies.get(queryId)?.standing?.() ?? EMPTY;

function counting(): (queryId: string) => number {
  const epochs = new Map<string, number>();
  return (queryId) => {
    const next = (epochs.get(queryId) ?? 0) + 1;
    epochs.set(queryId, next);
    return next;
  };
}
