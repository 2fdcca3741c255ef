import { finalize, identity, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { failWhenStalled } from '../../../operators/failWhenStalled.ts';
import { recover } from '../../../operators/recover.ts';
import type { FailureClass } from '../../../operators/recoveryNotice.ts';
import { recoverySlots } from '../../../operators/recoverySlots.ts';
import { alert } from '../../../operators/recoveryStrategy.ts';
import { silenceClock } from '../../../operators/silenceClock.ts';
import { watchOf } from '../../../operators/watchOf.ts';
import type { Emit } from '../emit.ts';
import type { QueryProgress } from '../queries/queryProgress.ts';
import type { QueryRecord } from '../queries/queryRecord.ts';
import { healthSignals } from './healthSignals.ts';
import { QueryStalledError } from './queryStalledError.ts';
import type {
  OwnSupervisionOptions,
  QueryRecoveryOptions,
  QueryWatchdogOptions,
  SupervisionOptions,
} from './supervisionOptions.ts';

/** What all queries of a set have in common. */
export interface SupervisionHost {
  readonly emit: Emit;
  readonly classify: (error: unknown) => FailureClass;
  readonly stopTimeout: number;
  readonly scheduler: SchedulerLike;
}

/** How a query is kept alive. */
export interface Supervision extends Pick<SupervisionHost, 'stopTimeout' | 'scheduler'> {
  /** Stands around each run. */
  readonly around: MonoTypeOperatorFunction<QueryProgress>;
  /** Fails a run that falls silent, and tells how it is doing. */
  readonly watch: (record: QueryRecord) => MonoTypeOperatorFunction<QueryProgress>;
  /** Starts it again after a failure, or lets that through. */
  readonly recover: (record: QueryRecord) => MonoTypeOperatorFunction<QueryProgress>;
}

/**
 * Makes what says how the queries of a set are kept alive: as the set has it, but for what is said of a query. One
 * clock looks for silence in all of them, and so many recoveries at once are those of the whole set.
 */
export function supervisions(
  common: SupervisionOptions,
  host: SupervisionHost,
): (own?: OwnSupervisionOptions) => Supervision {
  const {
    checkEvery,
    clock = silenceClock({ scheduler: host.scheduler, ...(checkEvery !== undefined && { checkEvery }) }),
  } = common.watchdog || {};
  const slots = recoverySlots();
  const of = ({ around = identity, watchdog, recovery }: SupervisionOptions): Supervision => ({
    around,
    watch: watchdog === false ? () => identity : watching({ ...watchdog, clock }, host),
    recover:
      typeof recovery === 'function'
        ? (record) => (runs$) =>
            runs$.pipe(
              finalize(() => record.recovering()),
              recovery,
            )
        : recovering(recovery === false ? { strategy: alert } : { slots, ...recovery }, host),
    stopTimeout: host.stopTimeout,
    scheduler: host.scheduler,
  });
  const usual = of(common);
  return (own) => (own ? of(merged(common, own)) : usual);
}

/** Limits that are said of a query stand beside those of the set that are not. */
function merged(common: SupervisionOptions, own: OwnSupervisionOptions): SupervisionOptions {
  return { ...common, ...own, ...both('watchdog', common, own), ...both('recovery', common, own) };
}

function both<K extends 'watchdog' | 'recovery'>(
  what: K,
  { [what]: common }: SupervisionOptions,
  { [what]: own }: OwnSupervisionOptions,
): SupervisionOptions {
  if (typeof common !== 'object' || typeof own !== 'object') return {};
  return { [what]: { ...common, ...own } };
}

function watching(
  limits: QueryWatchdogOptions,
  { emit, classify, scheduler }: SupervisionHost,
): Supervision['watch'] {
  // Refuses now what would else fail the first run.
  watchOf(limits);
  return (record) => {
    const queryId = record.query.id;
    return failWhenStalled<QueryProgress>({
      ...limits,
      scheduler,
      stalled: (silentMs) => new QueryStalledError(queryId, silentMs),
      onHealth: (health) => {
        record.tally.health = health.state;
        healthSignals(queryId, health, { emit, classify });
      },
    });
  };
}

function recovering(
  policy: QueryRecoveryOptions,
  { classify, scheduler }: SupervisionHost,
): Supervision['recover'] {
  recover(policy);
  return (record) => {
    const { signals } = record.host;
    return recover({
      ...policy,
      ...{ classify, scheduler, restart$: record.renew$ },
      onAttempt: (notice) => {
        signals.recoveryAttempted(notice);
        record.recovering();
      },
      onSucceeded: (notice) => signals.recoverySucceeded(notice),
      onFailed: (notice) => signals.recoveryFailed(notice),
      onGivenUp: (notice) => {
        record.failures.givenUp(notice);
        if (notice.reason !== 'ignore') signals.recoveryExhausted(notice);
      },
    });
  };
}
