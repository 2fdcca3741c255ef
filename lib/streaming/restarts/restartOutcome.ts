import type { DimensionChange } from '../dimensions/dimensionChange.ts';
import type { RestartCheck } from './restartCheck.ts';

/** What became of a query that changes concerned; each change that concerns it is in one outcome. */
export type RestartOutcome =
  | (Concerned & { readonly status: 'restarted'; readonly gapSeconds: number })
  | (Concerned & { readonly status: 'failed'; readonly error: unknown })
  | (Concerned & { readonly status: 'blocked'; readonly verdict: BlockVerdict; readonly reason: string })
  | (Concerned & { readonly status: 'refreshed' });

/** What spoke against a restart: the table or the depth limit, a check, or that the query does not run or is gone. */
export type BlockVerdict = RestartCheck['verdict'] | 'not_permitted' | 'not_running' | 'unregistered';

/** A query and the changes that concern it. */
export interface Concerned {
  readonly queryId: string;
  readonly changes: readonly DimensionChange[];
}
