import type { Engine } from '../../data/engine.ts';
import type { RowLineage } from '../../data/lineage/rowLineage.ts';
import type { WriteMode } from '../../data/writeMode.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';
import type { Pipe } from '../../definitions/pipe.ts';
import type { QueryContext } from '../queries/query.ts';
import type { CheckpointOwner } from './checkpoint.ts';
import type { OpenDriver } from './driver.ts';
import type { PipeQueryOptions } from './pipeQueryOptions.ts';

/** What is settled of a query before any run of it. */
export interface BatchSetup {
  readonly pipe: Pipe;
  readonly options: PipeQueryOptions;
  readonly engine: Engine;
  /** The entity whose rows drive it. */
  readonly entity: Entity;
  readonly open: OpenDriver;
  readonly mode: WriteMode | undefined;
  readonly readers: number;
  /** How its rows are marked; nothing where they are not. */
  readonly lineage: RowLineage | undefined;
}

/** Inputs that are read as they were when the run began, by id. */
export type CapturedInputs = ReadonlyMap<string, (inside: Engine) => Frame>;

/** What is settled of one run of a query before its first batch. */
export interface BatchRun extends BatchSetup, CheckpointOwner {
  readonly context: QueryContext;
  /** For the history: the query and its epoch. */
  readonly runId: string;
  readonly captured: CapturedInputs;
}
