import type { ObservableInput, SchedulerLike } from 'rxjs';
import type { IdSource } from '../../signals/ids.ts';
import type { DimensionChange } from '../dimensions/dimensionChange.ts';
import type { Emit } from '../emit.ts';
import type { ChangeTable } from './changeTable.ts';
import type { QueryDependencies } from './queryDependencies.ts';
import type { RestartHooks } from './restartCheck.ts';

/** Why and how a query is restarted. */
export interface RestartCause {
  readonly reason: string;
  readonly changes: readonly DimensionChange[];
  /** Whether it is to be started anew, without its checkpoint. */
  readonly cleanStart: boolean;
}

/**
 * Stops a query and starts it again; ends when the restarted query has made progress, and errors when it failed.
 * One that never ends holds a slot for ever, so it has a deadline of its own.
 */
export type Restart = (queryId: string, cause: RestartCause) => ObservableInput<unknown>;

export interface RestartsOptions extends RestartHooks {
  /** What queries read. */
  readonly dependencies: QueryDependencies;
  /** Restarts a query. */
  readonly restart: Restart;
  /** Tells what happens, such as `emit` of a bus. @default nobody is told */
  readonly emit?: Emit;
  /** How many queries may be restarted at once, over all graphs. @default 2 */
  readonly maxConcurrent?: number;
  /**
   * How long nothing more must change for a query before it is restarted, in milliseconds. Shorter is fresher when
   * dimensions change one by one, and costs restarts when many change in a row. @default 300_000
   */
  readonly quietPeriod?: number;
  /** How long after the first change a query is restarted at the latest, in milliseconds. @default 600_000 */
  readonly maxWait?: number;
  /** What each kind of change leads to. @default changeTable */
  readonly table?: ChangeTable;
  /** Whether queries that read the output of a restarted one are restarted too. @default false */
  readonly cascade?: boolean;
  /** How many steps below a changed dimension a cascade goes. @default 3 */
  readonly depthLimit?: number;
  /** Whether a query may be started anew, without its checkpoint. @default none may */
  readonly cleanStart?: (queryId: string) => boolean;
  /** What to do where nobody can say whether a checkpoint fits. @default 'restart' */
  readonly onUnknown?: 'restart' | 'block';
  /** How long each question before a restart may take, in milliseconds. @default 30_000 */
  readonly checkWithin?: number;
  /**
   * Why a query is not to be restarted, as it does not run; its next start sees the changes anyhow.
   *
   * @default every query runs
   */
  readonly notRunning?: (queryId: string) => string | undefined;
  /** Which epoch of a query comes next. @default its restarts are counted from 1 */
  readonly nextEpoch?: (queryId: string) => number;
  /** How long a restart of a query is thought to take, in seconds, for previews. @default what the last one took */
  readonly expectedGap?: (queryId: string) => number | undefined;
  /** Gives the ids of cascades. @default sequentialIds() */
  readonly ids?: IdSource;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}
