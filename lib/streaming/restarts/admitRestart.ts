import type { RestartCheck } from './restartCheck.ts';

/** What may be done without asking anybody. */
export interface RestartConsent {
  /** Whether a query may be started anew, without its checkpoint. */
  readonly cleanStart: (queryId: string) => boolean;
  /** What to do where nobody can say whether the checkpoint fits. */
  readonly onUnknown: 'restart' | 'block';
}

/** Whether a query may be stopped and started, and how; or why not. */
export type Admission =
  | { readonly admitted: true; readonly cleanStart: boolean }
  | { readonly admitted: false; readonly reason: string };

/** Decides on a restart by what was found out before. Pure. */
export function admitRestart(
  queryId: string,
  { verdict, why }: RestartCheck,
  { cleanStart, onUnknown }: RestartConsent,
): Admission {
  switch (verdict) {
    case 'compatible':
      return { admitted: true, cleanStart: false };
    case 'needs_clean_start':
      return cleanStart(queryId)
        ? { admitted: true, cleanStart: true }
        : refused(
            `it needs a clean start, and nobody consented to that${why === undefined ? '' : `: ${why}`}`,
          );
    case 'unknown':
      return onUnknown === 'restart'
        ? { admitted: true, cleanStart: false }
        : refused('it is not known whether its checkpoint fits');
    case 'unreadable':
      return refused(`the changed dimension cannot be read: ${why ?? NO_REASON}`);
    case 'not_refreshed':
      return refused(`its builder could not be refreshed: ${why ?? NO_REASON}`);
    case 'not_validated':
      return refused(`its checkpoint could not be looked at: ${why ?? NO_REASON}`);
  }
}

const NO_REASON = 'for no reason given';

const refused = (reason: string): Admission => ({ admitted: false, reason });
