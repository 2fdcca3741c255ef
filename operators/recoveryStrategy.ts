import type { RecoveryFailure } from './recoveryNotice.ts';

/**
 * What to do about a failure.
 *
 * - `restart`: start the source again, if there are restarts left
 * - `alert`: pass the error on at once, so that somebody looks at it
 * - `ignore`: do without the source; the result completes
 */
export type RecoveryVerdict = 'restart' | 'alert' | 'ignore';

/** Says what to do about a failure, given how often the source was restarted since it was last stable. */
export type RecoveryStrategy = (failure: RecoveryFailure, restarts: number) => RecoveryVerdict;

/** Restarts after every failure but a permanent one, which doing the same again cannot help. */
export const restart: RecoveryStrategy = ({ failureClass }) =>
  failureClass === 'permanent' ? 'alert' : 'restart';

/** Restarts after no failure: each is passed on at once. */
export const alert: RecoveryStrategy = () => 'alert';

/** Restarts after no failure: each is told, and ends the source as if it had completed. */
export const ignore: RecoveryStrategy = () => 'ignore';
