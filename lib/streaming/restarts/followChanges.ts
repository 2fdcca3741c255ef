import { connect, filter, map, merge, mergeMap, type Observable, tap } from 'rxjs';
import { type CollectNotice, coalescePerKey } from '../../../operators/coalescePerKey.ts';
import type { WaitNotice } from '../../../operators/keyedWork.ts';
import { oneMorePerKey } from '../../../operators/oneMorePerKey.ts';
import type { DimensionChange } from '../dimensions/dimensionChange.ts';
import type { Emit } from '../emit.ts';
import { Cascades } from './cascades.ts';
import { changeText, decideRestarts, type RestartDecision } from './decideRestarts.ts';
import type { RestartOutcome } from './restartOutcome.ts';
import type { RestartSetup } from './restartSetup.ts';
import { blocked, restartWork } from './restartWork.ts';
import { isRestart, priorityOf, reasonOf, type StaleCause, type StaleQuery } from './staleQuery.ts';

/** A cause of a query, or what blocks it. */
interface Concern {
  readonly queryId: string;
  readonly cause: StaleCause;
  readonly isBlocked: boolean;
}

/** Does what changes lead to, for one subscriber; emits what became of each query that they concern. */
export function followChanges(
  changes$: Observable<DimensionChange>,
  setup: RestartSetup,
): Observable<RestartOutcome> {
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
  { work, policy }: RestartSetup,
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
  emit: Emit,
): void {
  if (cause.reaction !== 'restart') return;
  const { reason, priority } = cause;
  const first = joins.find((other) => other.cause.reaction === 'restart');
  if (first) emit('streaming.restart_coalesced', { queryId, reason, into: first.cause.reason });
  else emit('streaming.restart_scheduled', { queryId, reason, priority, causes: [reason] });
}

function tellWaiting(
  { key: queryId, value, because, waiting, running }: WaitNotice<string, StaleQuery>,
  emit: Emit,
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
