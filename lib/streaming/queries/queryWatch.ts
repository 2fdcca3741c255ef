import type { SchedulerLike } from 'rxjs';
import type { StopGracefullyOptions } from '../../../operators/stopGracefully.ts';

/** Who watches a query run, and with which clock. What a watcher throws fails the query. */
export interface QueryWatch extends StopGracefullyOptions {
  /** Is told when it is its turn, before its builder is called. @default nobody is told */
  readonly starting?: (epoch: number) => void;
  /** Is told when it runs: when its handle is there, or its first progress. @default nobody is told */
  readonly started?: (epoch: number, engineQueryId: string | undefined) => void;
  /** Is told when nothing of this epoch runs any more, or when it was given up. @default nobody is told */
  readonly over?: (epoch: number) => void;
  /** Is told when it was given up, before `over`. @default nobody is told */
  readonly fenced?: (epoch: number) => void;
  /** How long it may take to stop, in milliseconds. @default 30_000 */
  readonly stopTimeout?: number;
  /** What its builder is told of whether to begin without what its checkpoint holds. @default false */
  readonly cleanStart?: boolean;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}
