import { defer, from, mergeMap, type Observable, of } from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { Emit } from '../emit.ts';
import { type Admission, admitRestart, type RestartConsent } from './admitRestart.ts';
import type { QueryDependencies } from './queryDependencies.ts';
import { type RestartCheck, type RestartCheckOptions, restartCheck } from './restartCheck.ts';
import type { Restart } from './restartOptions.ts';
import type { BlockVerdict, RestartOutcome } from './restartOutcome.ts';
import { isRestart, reasonOf, type StaleQuery } from './staleQuery.ts';

export interface RestartWorkOptions extends RestartCheckOptions, RestartConsent {
  readonly dependencies: QueryDependencies;
  readonly restart: Restart;
  readonly emit: Emit;
  readonly nextEpoch: (queryId: string) => number;
  /** Why a query need not be restarted, if it does not run. */
  readonly notRunning: (queryId: string) => string | undefined;
}

/** Does what is to be done about a stale query; one outcome, and never an error because of the query. */
export function restartWork(stale: StaleQuery, options: RestartWorkOptions): Observable<RestartOutcome> {
  const { queryId } = stale;
  return defer(() => {
    if (!options.dependencies.get(queryId)) {
      return of(blocked(stale, { verdict: 'unregistered', reason: 'it is no longer registered' }, options));
    }
    const request = { queryId, changes: changesOf(stale) };
    return isRestart(stale) && options.notRunning(queryId) === undefined
      ? restartCheck(request, options).pipe(mergeMap((check) => decided(stale, check, options)))
      : restartCheck(request, { ...options, hooks: refreshing(options) }).pipe(
          mergeMap((check) => refreshed(stale, check, options)),
        );
  });
}

/** Tells that nothing is done, and why. */
export function blocked(
  stale: StaleQuery,
  { verdict, reason }: { readonly verdict: BlockVerdict; readonly reason: string },
  { emit }: { readonly emit: Emit },
): RestartOutcome {
  const { queryId } = stale;
  emit('streaming.restart_blocked', () => ({
    queryId,
    reason: `${reason}; ${reasonOf(stale)}`,
    verdict,
  }));
  return { status: 'blocked', queryId, changes: changesOf(stale), verdict, reason };
}

const changesOf = ({ causes }: StaleQuery) => causes.map(({ change }) => change);

/** A query that runs on is not in danger, so its checkpoint is nobody's question. */
const refreshing = ({ hooks: { validate: _, ...hooks } }: RestartWorkOptions) => hooks;

function refreshed(
  stale: StaleQuery,
  check: RestartCheck,
  options: RestartWorkOptions,
): Observable<RestartOutcome> {
  const { queryId } = stale;
  const admission = admitRestart(queryId, check, { ...options, onUnknown: 'restart' });
  if (!admission.admitted) return of(blocked(stale, { ...check, ...admission }, options));
  if (isRestart(stale)) return of(notRestarted(stale, options));
  return of({ status: 'refreshed', queryId, changes: changesOf(stale) });
}

/** What does not run is not restarted: its next start sees the changes. */
function notRestarted(stale: StaleQuery, options: RestartWorkOptions): RestartOutcome {
  const reason = options.notRunning(stale.queryId) ?? 'it did not run';
  return blocked(stale, { verdict: 'not_running', reason }, options);
}

function decided(
  stale: StaleQuery,
  check: RestartCheck,
  options: RestartWorkOptions,
): Observable<RestartOutcome> {
  const admission = admitRestart(stale.queryId, check, options);
  return admission.admitted
    ? restarted(stale, admission, options)
    : of(blocked(stale, { ...check, ...admission }, options));
}

function restarted(
  stale: StaleQuery,
  { cleanStart }: Extract<Admission, { admitted: true }>,
  options: RestartWorkOptions,
): Observable<RestartOutcome> {
  const { restart, emit, nextEpoch, notRunning, scheduler } = options;
  const { queryId } = stale;
  const reason = reasonOf(stale);
  const changes = changesOf(stale);
  return defer(() => {
    // It may have been stopped while it was being checked.
    if (notRunning(queryId) !== undefined) return of(notRestarted(stale, options));
    const epoch = nextEpoch(queryId);
    const startedAt = scheduler.now();
    emit('streaming.before_restart', { queryId, reason, epoch });
    return defer(() => from(restart(queryId, { reason, changes, cleanStart }))).pipe(
      settle<unknown, RestartOutcome>({
        completed: () => {
          const gapSeconds = Math.max(0, scheduler.now() - startedAt) / 1_000;
          emit('streaming.after_restart', { queryId, reason, epoch, gapSeconds });
          return [{ status: 'restarted', queryId, changes, gapSeconds }];
        },
        failed: (error) => {
          emit('streaming.restart_failed', { queryId, reason, ...failureOf(error) });
          return [{ status: 'failed', queryId, changes, error }];
        },
      }),
    );
  });
}
