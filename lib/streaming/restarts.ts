import {
  asyncScheduler,
  connect,
  defer,
  filter,
  map,
  merge,
  mergeMap,
  type Observable,
  type OperatorFunction,
  tap,
} from 'rxjs';
import { type CollectNotice, coalescePerKey } from '../../operators/coalescePerKey.ts';
import type { WaitNotice } from '../../operators/keyedWork.ts';
import { oneMorePerKey } from '../../operators/oneMorePerKey.ts';
import { sequentialIds } from '../signals/ids.ts';
import { Cascades } from './cascades.ts';
import { changeTable } from './changeTable.ts';
import { changeText, decideRestarts, type RestartDecision, type RestartPolicy } from './decideRestarts.ts';
import type { DimensionChange } from './dimensionChange.ts';
import type { EmitDimension } from './dimensionEmit.ts';
import type { RestartsOptions } from './restartOptions.ts';
import type { RestartOutcome } from './restartOutcome.ts';
import { previewRestarts, type RestartPreview } from './restartPreview.ts';
import { blocked, type RestartWorkOptions, restartWork } from './restartWork.ts';
import { isRestart, priorityOf, reasonOf, type StaleCause, type StaleQuery } from './staleQuery.ts';

/** Restarts queries that changed dimensions make stale, and says beforehand which it would. */
export interface Restarts {
  /**
   * Restarts what changes make stale: `changes$.pipe(follow)`.
   *
   * - emits what became of each query that a change concerned
   * - completes once the changes have completed and nothing is to be done any more
   * - errors when the changes error, or an option that decides throws; never because a query failed
   * - on unsubscribe, what waits is forgotten and restarts under way are unsubscribed
   */
  readonly follow: OperatorFunction<DimensionChange, RestartOutcome>;
  /** Says what a change would lead to, by the same decisions; stops and refreshes nothing. */
  readonly preview: (change: DimensionChange) => Observable<RestartPreview>;
}

/**
 * Makes what restarts queries after changes: many changes at a time are one restart of each query, a few queries
 * at a time, those that read from others before these. A query is stopped only when nothing speaks against it.
 */
export function restarts(options: RestartsOptions): Restarts {
  const setup = setupOf(options);
  return {
    follow: (changes$) => defer(() => followed(changes$, setup)),
    preview: (change) => previewRestarts(change, setup),
  };
}

type Setup = ReturnType<typeof setupOf>;

function setupOf({ ...options }: RestartsOptions) {
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
  if (!(depthLimit >= 0))
    throw new RangeError(`expected depthLimit to be a number from 0, got ${depthLimit}`);
  const gaps = new Map<string, number>();
  const work: RestartWorkOptions = {
    ...{ dependencies, restart, emit, nextEpoch, cleanStart, onUnknown, checkWithin, scheduler },
    hooks: options,
    refreshes: true,
  };
  const policy: RestartPolicy = { table, cascade, depthLimit };
  const expectedGap = options.expectedGap ?? ((queryId: string) => gaps.get(queryId));
  return { work, policy, ids, gaps, expectedGap, maxConcurrent, quietPeriod, maxWait };
}

function counting(): (queryId: string) => number {
  const epochs = new Map<string, number>();
  return (queryId) => {
    const next = (epochs.get(queryId) ?? 0) + 1;
    epochs.set(queryId, next);
    return next;
  };
}

/** A cause of a query, or what blocks it. */
interface Concern {
  readonly queryId: string;
  readonly cause: StaleCause;
  readonly isBlocked: boolean;
}

function followed(changes$: Observable<DimensionChange>, setup: Setup): Observable<RestartOutcome> {
  const { work, ids, gaps, maxConcurrent, quietPeriod, maxWait } = setup;
  const { emit, dependencies, scheduler } = work;
  const cascades = new Cascades({ emit, ids, scheduler });
  const oneOutcome = (stale: StaleQuery): Observable<RestartOutcome> =>
    restartWork(stale, work).pipe(
      tap((outcome) => {
        if (outcome.status === 'restarted') gaps.set(outcome.queryId, outcome.gapSeconds);
        for (const { cascade } of stale.causes) if (cascade) cascades.note(cascade, outcome);
      }),
    );
  const restarting = (concern$: Observable<Concern>): Observable<RestartOutcome> =>
    concern$.pipe(
      filter(({ isBlocked }) => !isBlocked),
      coalescePerKey(({ queryId }) => queryId, {
        ...{ quietPeriod, maxWait, scheduler },
        onCollect: (notice) => tellCollected(notice, emit),
      }),
      map(({ key: queryId, values }) => ({ queryId, causes: values.map(({ cause }) => cause) })),
      oneMorePerKey(({ queryId }) => queryId, oneOutcome, {
        concurrency: maxConcurrent,
        priority: priorityOf,
        merge: (waiting, more) => ({ ...waiting, causes: [...waiting.causes, ...more.causes] }),
        after: (queryId) => dependencies.allBelow(queryId),
        onWait: (notice) => tellWaiting(notice, emit),
      }),
    );
  const blocking = (concern$: Observable<Concern>): Observable<RestartOutcome> =>
    concern$.pipe(
      filter(({ isBlocked }) => isBlocked),
      map(({ queryId, cause }) =>
        blocked(
          { queryId, causes: [cause] },
          { verdict: 'not_permitted', reason: 'it is not permitted' },
          work,
        ),
      ),
    );
  return changes$.pipe(
    mergeMap((change) => concernsOf(change, setup, cascades)),
    connect((concern$) => merge(blocking(concern$), restarting(concern$))),
  );
}

function concernsOf(
  change: DimensionChange,
  { work, policy }: Setup,
  cascades: Cascades,
): readonly Concern[] {
  const decisions = decideRestarts(change, work.dependencies, policy);
  if (decisions.length === 0) return [];
  const affectedQueries = decisions.map(({ queryId }) => queryId);
  work.emit('streaming.dimension_change_detected', { ...change, affectedQueries });
  const cascade = cascades.begin(changeText(change), decisions);
  return decisions.flatMap((decision) => concern(decision, change, cascade));
}

function concern(
  { queryId, reaction, because: reason, priority }: RestartDecision,
  change: DimensionChange,
  cascade: string | undefined,
): readonly Concern[] {
  if (reaction === 'ignore') return [];
  const isBlocked = reaction === 'block';
  const does = reaction === 'refresh' ? 'refresh' : 'restart';
  const cause = {
    reaction: does,
    reason,
    change,
    priority,
    cascade: does === 'restart' ? cascade : undefined,
  } as const;
  return [{ queryId, cause, isBlocked }];
}

/** A restart is announced with the first change that asks for one, before it waits for others. */
function tellCollected(
  { key: queryId, value: { cause }, joins }: CollectNotice<string, Concern>,
  emit: EmitDimension,
): void {
  if (cause.reaction !== 'restart') return;
  const { reason, priority } = cause;
  const first = joins.find((other) => other.cause.reaction === 'restart');
  if (first) emit('streaming.restart_coalesced', { queryId, reason, into: first.cause.reason });
  else emit('streaming.restart_scheduled', { queryId, reason, priority, causes: [reason] });
}

function tellWaiting(
  { key: queryId, value, because, waiting, running }: WaitNotice<string, StaleQuery>,
  emit: EmitDimension,
): void {
  if (!isRestart(value)) return;
  const [first, last] = [value.causes[0], value.causes.at(-1)];
  if (because === 'joined') {
    emit('streaming.restart_coalesced', {
      queryId,
      reason: last?.reason ?? '',
      into: first?.reason ?? '',
    });
  } else {
    emit('streaming.restart_throttled', { queryId, reason: reasonOf(value), waiting, running });
  }
}
