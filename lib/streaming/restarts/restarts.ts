import { defer, type Observable, type OperatorFunction } from 'rxjs';
import type { DimensionChange } from '../dimensions/dimensionChange.ts';
import { followChanges } from './followChanges.ts';
import type { RestartsOptions } from './restartOptions.ts';
import type { RestartOutcome } from './restartOutcome.ts';
import { previewRestarts, type RestartPreview } from './restartPreview.ts';
import { restartSetup } from './restartSetup.ts';

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
  const setup = restartSetup(options);
  return {
    follow: (changes$) => defer(() => followChanges(changes$, setup)),
    preview: (change) => previewRestarts(change, setup),
  };
}
