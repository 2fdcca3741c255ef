import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';
import type { Operation } from '../../signals/operation.ts';
import { Signals } from '../../signals/signals.ts';
import type { RunOptions } from '../runOptions.ts';
import { StageBoard } from './stageBoard.ts';

/** All that the stages of one run of them share. */
export interface StageHost {
  readonly options: RunOptions;
  readonly stop$: Observable<void>;
  readonly operation: Operation;
  readonly board: StageBoard;
  readonly scheduler: SchedulerLike;
}

/** Makes what one run of stages needs. */
export function stageHost(options: RunOptions, stop$: Observable<void>): StageHost {
  const { signals = new Signals(), scheduler = asyncScheduler } = options;
  const operation = signals.operation('stages');
  const board = new StageBoard(operation.operationId, () => scheduler.now());
  return { options: { ...options, signals }, stop$, operation, board, scheduler };
}
