import type { Observable } from 'rxjs';
import type { ChangeRows } from '../../data/changes/changesFrame.ts';
import type { Engine } from '../../data/engine.ts';
import type { RunLineage } from '../../data/lineage/rowLineage.ts';
import type { WriteMode } from '../../data/writeMode.ts';
import type { PipeLog } from '../../definitions/pipeContext.ts';
import type { Signals } from '../../signals/signals.ts';
import type { EdgeKind } from '../restarts/changeTable.ts';
import type { RowSource } from './observableSource.ts';
import type { StreamChecks } from './streamChecks.ts';

/**
 * When a query looks for rows.
 *
 * - `asap`: as soon as there are some
 * - `{ every }`: once in so many milliseconds, or at once where a batch took longer
 * - `available_now`: at once, batch after batch, until what was there when it started is done; then it ends
 */
export type Trigger = 'asap' | 'available_now' | { readonly every: number };

/** Where a query begins that has no checkpoint: with all there is, with what comes, or after a version. */
export type StartAt = 'beginning' | 'now' | number;

/** How a pipe runs as a stream. */
export interface PipeQueryOptions {
  /** Where its rows live; with transactions and, unless a `source` drives it, versions and a change feed. */
  readonly engine: Engine;
  /** When it looks for rows. @default 'asap' */
  readonly trigger?: Trigger;
  /** The most rows of one batch; Infinity for all that are there. @default 100_000 */
  readonly maxRows?: number;
  /** What a batch gives of the entity that drives it. @default 'latest' where that has keys, else 'appended' */
  readonly rows?: ChangeRows;
  /** Where it begins without a checkpoint. @default 'beginning' */
  readonly startAt?: StartAt;
  /** How it reads its other inputs, by their ids. @default 'joinedLive' for each */
  readonly reads?: Readonly<Record<string, EdgeKind>>;
  /**
   * The most rows of an input that is `capturedAtStart` by an engine without `timeTravel`, which are then held in memory.
   * @default 100_000
   */
  readonly captureLimit?: number;
  /** How its rows are written. @default as the pipe says; else by keys, and behind the others without keys */
  readonly write?: WriteMode;
  /** What drives it in place of the changes of its first input, whose table then holds the rows of the last batch. */
  readonly source?: RowSource;
  /** Has it look for rows at once, with `asap`. @default what `signals` tells of writes to its first input */
  readonly wake$?: Observable<unknown>;
  /** How often it looks with `asap` although nothing woke it, in milliseconds. @default 1_000 */
  readonly poll?: number;
  /** Tells of its reads and writes, and wakes it, such as the bus of the set. @default nobody is told */
  readonly signals?: Signals;
  /** Takes what its body logs. @default it is dropped */
  readonly log?: (level: 'debug' | 'info' | 'warn' | 'error', ...message: Parameters<PipeLog>) => void;
  /**
   * How often the checks of its output are made at most, in milliseconds, after a batch that was committed; `false`
   * makes none. @default 60_000
   */
  readonly checkEvery?: number | false;
  /** What is known of the checks of other queries, which may keep it from going on. @default nothing is known */
  readonly checks?: StreamChecks;
  /** Whether rows carry who made them, unless the pipe or its entity says otherwise. @default false */
  readonly lineage?: boolean | RunLineage;
  /** For people. @default the name of the pipe */
  readonly name?: string;
  /** How many runs of it there may be at once, so that restarts have no gap. @default 1 */
  readonly readers?: number;
  /** Queries whose output it reads. @default [] */
  readonly upstreams?: readonly string[];
}
