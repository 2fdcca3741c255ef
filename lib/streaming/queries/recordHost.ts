import type { FailureClass } from '../../../operators/recoveryNotice.ts';
import type { QueryProgress } from './queryProgress.ts';
import type { QuerySignals } from './querySignals.ts';
import type { QueryStatus } from './queryState.ts';

/** A batch of a query that runs. */
export interface QueryProgressedBy {
  readonly queryId: string;
  /** The run that it is of. */
  readonly epoch: number;
  readonly progress: QueryProgress;
}

/** What a record needs of the set it is in. */
export interface RecordHost {
  readonly signals: QuerySignals;
  readonly now: () => number;
  readonly classify: (error: unknown) => FailureClass;
  readonly changed: (status: QueryStatus) => void;
  readonly progressed: (progressed: QueryProgressedBy) => void;
}
