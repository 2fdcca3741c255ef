import {
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  from,
  ignoreElements,
  map,
  type Observable,
  type ObservableInput,
  of,
  type SchedulerLike,
  take,
} from 'rxjs';
import { timeoutAbort } from '../../../operators/timeoutAbort.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { DimensionChange } from '../dimensions/dimensionChange.ts';
import type { CheckpointStanding, CheckpointVerdict } from './checkpointStanding.ts';

/** What is to be restarted, and after which changes. */
export interface RestartRequest {
  readonly queryId: string;
  readonly changes: readonly DimensionChange[];
}

/** What is asked before a query is stopped. */
export interface RestartHooks {
  /**
   * Says whether the query can go on from its checkpoint, or more than that of it. @default what it says itself by
   * `QueryReads.standing`, else 'unknown'
   */
  readonly validate?: (request: RestartRequest) => ObservableInput<CheckpointVerdict | CheckpointStanding>;
  /** Reads of the changed dimension what shows that it can be read; errors where it cannot. @default it can */
  readonly readable?: (change: DimensionChange) => ObservableInput<unknown>;
  /** Refreshes the builder of the query, so that it starts with what there is now. @default there is nothing to do */
  readonly refresh?: (request: RestartRequest) => ObservableInput<unknown>;
}

/** What was found out about a restart before anything was stopped. */
export interface RestartCheck {
  readonly verdict: CheckpointVerdict | 'unreadable' | 'not_refreshed' | 'not_validated';
  /** What went wrong. */
  readonly why?: string;
  /** How far the query is by its checkpoint, where that was said. */
  readonly checkpoint?: CheckpointStanding;
}

export interface RestartCheckOptions {
  readonly hooks: RestartHooks;
  /** How long each question may take, in milliseconds. */
  readonly checkWithin: number;
  readonly scheduler: SchedulerLike;
  /** Whether builders are refreshed; not where somebody only wants to know what would happen. */
  readonly refreshes: boolean;
}

/** Finds out what speaks against a restart; one emission, and never an error. */
export function restartCheck(
  request: RestartRequest,
  options: RestartCheckOptions,
): Observable<RestartCheck> {
  const { hooks, refreshes } = options;
  const { validate, readable, refresh } = hooks;
  const changes = latestOfEach(request.changes);
  const readable$ = readable
    ? concat(...changes.map((change) => defer(() => from(readable(change)))))
    : of();
  const refresh$ = refresh && refreshes ? defer(() => from(refresh(request))) : of();
  const validate$ = validate ? defer(() => from(validate(request))) : of();
  return concat(
    answered(readable$.pipe(ignoreElements()), 'unreadable', options),
    answered(refresh$.pipe(ignoreElements()), 'not_refreshed', options),
    answered(
      validate$.pipe(
        defaultIfEmpty<CheckpointVerdict | CheckpointStanding, CheckpointVerdict>('unknown'),
        map(checkOf),
      ),
      'not_validated',
      options,
    ),
  ).pipe(take(1));
}

function checkOf(said: CheckpointVerdict | CheckpointStanding): RestartCheck {
  if (typeof said === 'string') return { verdict: said };
  const { verdict, why } = said;
  return { verdict, ...(why !== undefined && { why }), checkpoint: said };
}

function answered(
  question$: Observable<RestartCheck>,
  verdict: RestartCheck['verdict'],
  { checkWithin, scheduler }: RestartCheckOptions,
): Observable<RestartCheck> {
  return timeoutAbort(() => question$, { total: checkWithin, grace: 0, scheduler }).pipe(
    catchError((error: unknown) => of({ verdict, why: failureOf(error).error })),
  );
}

/** Of several changes of one dimension, the last is the one that is there to be read. */
const latestOfEach = (changes: readonly DimensionChange[]): readonly DimensionChange[] => [
  ...new Map(changes.map((change) => [change.entityId, change])).values(),
];
