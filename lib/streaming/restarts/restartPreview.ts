import { concatMap, from, map, type Observable, of, toArray } from 'rxjs';
import type { DimensionChange } from '../dimensions/dimensionChange.ts';
import { admitRestart } from './admitRestart.ts';
import type { CheckpointStanding } from './checkpointStanding.ts';
import { decideRestarts, type RestartDecision, type RestartPolicy } from './decideRestarts.ts';
import { type RestartCheck, restartCheck } from './restartCheck.ts';
import type { RestartWorkOptions } from './restartWork.ts';

/** What a change would lead to, as plain data: in JSON it says the same. */
export interface RestartPreview {
  readonly change: DimensionChange;
  /** In the order in which it would happen. */
  readonly queries: readonly PreviewedQuery[];
}

/** What would become of one query. */
export interface PreviewedQuery extends RestartDecision {
  /** What a look at the query and its checkpoint found; only where it would be restarted. */
  readonly verdict?: RestartCheck['verdict'] | 'not_running';
  /** How far it is by its checkpoint, and what it would read from there; where that is known. */
  readonly checkpoint?: CheckpointStanding;
  /** Why it would not be restarted, although it should. */
  readonly blockedBecause?: string;
  /** Whether it would be started without its checkpoint. */
  readonly cleanStart?: boolean;
  /** How long it would be away, going by its last restart. */
  readonly expectedGapSeconds?: number;
}

export interface RestartPreviewOptions {
  readonly policy: RestartPolicy;
  readonly work: RestartWorkOptions;
  readonly expectedGap: (queryId: string) => number | undefined;
}

/** Says what a change would lead to; one emission. */
export function previewRestarts(
  change: DimensionChange,
  options: RestartPreviewOptions,
): Observable<RestartPreview> {
  const { policy, work } = options;
  return from(decideRestarts(change, work.dependencies, policy)).pipe(
    concatMap((decision) => previewed(decision, change, options)),
    toArray(),
    map((queries) => ({ change, queries })),
  );
}

function previewed(
  decision: RestartDecision,
  change: DimensionChange,
  { work, expectedGap }: RestartPreviewOptions,
): Observable<PreviewedQuery> {
  if (decision.reaction !== 'restart') return of(decision);
  const { queryId } = decision;
  const blockedBecause = work.notRunning(queryId);
  if (blockedBecause !== undefined) return of({ ...decision, verdict: 'not_running', blockedBecause });
  return restartCheck({ queryId, changes: [change] }, { ...work, refreshes: false }).pipe(
    map((check) => {
      const { verdict, checkpoint } = check;
      const found = { ...decision, verdict, ...(checkpoint && { checkpoint }) };
      const admission = admitRestart(queryId, check, work);
      if (!admission.admitted) return { ...found, blockedBecause: admission.reason };
      const expectedGapSeconds = expectedGap(queryId);
      return {
        ...{ ...found, cleanStart: admission.cleanStart },
        ...(expectedGapSeconds !== undefined && { expectedGapSeconds }),
      };
    }),
  );
}
