import type { MakeInvariant } from '../invariant.ts';

interface Trouble {
  attempts: number;
  /** When it first made progress since it was last started after a failure. */
  provenFrom: number | undefined;
  /** Before which time it may not be started. */
  notBefore: number;
  /** Whether it is not yet told what became of its attempts when somebody wanted something else. */
  isUnsure: boolean;
}

/**
 * A query is started again exactly as often as it may be, none before its delay is over, and counts afresh once it was
 * stable, or somebody started it, and not before.
 */
export const retriesAreExact: MakeInvariant = ({ settings, ledgers, elapsed }, { exercised, violated }) => {
  const { maxRetries, stableAfter } = settings;
  const troubles = new Map<string, Trouble>();
  /** When somebody last wanted something of it: then it need not wait, whatever else happens at that moment. */
  const wishedAt = new Map<string, number>();
  const of = (queryId: unknown): Trouble => {
    const fresh = { attempts: 0, provenFrom: undefined, notBefore: 0, isUnsure: false };
    const trouble = troubles.get(String(queryId)) ?? fresh;
    troubles.set(String(queryId), trouble);
    return trouble;
  };
  const ranFor = ({ provenFrom }: Trouble) => (provenFrom === undefined ? 0 : elapsed() - provenFrom);
  const failed = ({ queryId }: Record<string, unknown>): void => {
    const trouble = of(queryId);
    // At the very moment, either may have come first.
    if (ranFor(trouble) > stableAfter) trouble.attempts = 0;
    trouble.provenFrom = undefined;
  };
  return {
    progress: (queryId, epoch) => {
      const { status } = ledgers.get(queryId) ?? {};
      // What it said at last is told after it has failed, where that came of it.
      if (status?.state !== 'running' || status.epoch !== epoch) return;
      const trouble = of(queryId);
      trouble.provenFrom ??= elapsed();
    },
    signals: {
      'streaming.query_failed': failed,
      'streaming.start_failed': failed,
      'streaming.recovery_attempted': ({ queryId, retryCount, delaySeconds }) => {
        const trouble = of(queryId);
        trouble.attempts += 1;
        trouble.notBefore = elapsed() + Number(delaySeconds) * 1_000;
        // What was told before somebody wanted something else, and what comes of that, are told at the same moment.
        if (trouble.isUnsure && (retryCount === 1 || wishedAt.get(String(queryId)) === elapsed()))
          trouble.attempts = Number(retryCount);
        trouble.isUnsure = wishedAt.get(String(queryId)) === elapsed();
        if (retryCount !== trouble.attempts || trouble.attempts > maxRetries)
          violated(`restart ${retryCount} is its ${trouble.attempts}. of ${maxRetries}`, String(queryId));
      },
      'streaming.recovery_succeeded': ({ queryId }) => {
        const trouble = of(queryId);
        exercised();
        if (ranFor(trouble) < stableAfter || trouble.provenFrom === undefined)
          violated(`it is called stable after ${ranFor(trouble)} ms of ${stableAfter}`, String(queryId));
        trouble.attempts = 0;
      },
      'streaming.recovery_exhausted': ({ queryId, reason }) => {
        const { attempts } = of(queryId);
        exercised();
        if (reason === 'exhausted' && attempts !== maxRetries)
          violated(`it is given up after ${attempts} of ${maxRetries} restarts`, String(queryId));
      },
    },
    fact: ({ kind, run: { queryId } }) => {
      if (kind !== 'asked') return;
      const trouble = of(queryId);
      // Also one that was restarted after a change has to prove itself.
      trouble.provenFrom = undefined;
      if (wishedAt.get(queryId) !== elapsed() && elapsed() < trouble.notBefore - ROUNDING)
        violated('it is started before its delay is over', queryId);
    },
    fault: (fault) => {
      if (!('queryId' in fault) || !isWish(fault.kind)) return;
      const { status } = ledgers.get(fault.queryId) ?? {};
      const isAlive =
        status?.desired === 'running' && status.state !== 'failed' && status.state !== 'exhausted';
      if (fault.kind === 'start' && isAlive) return;
      if (fault.kind === 'revive' && status?.state !== 'failed' && status?.state !== 'exhausted') return;
      troubles.set(fault.queryId, { attempts: 0, provenFrom: undefined, notBefore: 0, isUnsure: true });
      wishedAt.set(fault.queryId, elapsed());
    },
  };
};

/** Seconds in signals are milliseconds divided. */
const ROUNDING = 1;

const isWish = (kind: string): boolean => ['start', 'stop', 'restart', 'revive'].includes(kind);
