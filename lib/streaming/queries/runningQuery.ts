import { isObservable, type Observable, type ObservableInput } from 'rxjs';
import { isRecord } from '../../definitions/optionProblems.ts';
import type { QueryProgress } from './queryProgress.ts';

/** The handle of a query that runs somewhere, and has to be told to stop. */
export interface RunningQuery {
  /** Its progress. An error is a failure, completion a clean end. */
  readonly progress$: Observable<QueryProgress>;
  /** Asks it to stop; completes once it has. Called at most once. */
  stop(): ObservableInput<unknown>;
  /** What the engine calls it. */
  readonly engineQueryId?: string;
}

/** Whether a value is a handle. */
export const isRunningQuery = (value: unknown): value is RunningQuery =>
  isRecord(value) && isObservable(value['progress$']) && typeof value['stop'] === 'function';
