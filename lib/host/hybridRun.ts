import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { RunResult } from '../execution/runRecord.ts';
import type { Emitter } from '../signals/emitter.ts';
import type { Operation } from '../signals/operation.ts';
import type { StreamRun } from '../streaming/streamRun.ts';
import type { emits } from './emits.ts';
import type { HybridSetup } from './hybridSetup.ts';
import type { StreamOutcome } from './streamOutcome.ts';

/** What is known of one run of a plan while it lasts. */
export interface HybridRun {
  readonly setup: HybridSetup;
  readonly runId: string;
  /** What both parts count to. */
  readonly operation: Operation;
  readonly emit: Emitter<(typeof emits.signals)[number]>['emit'];
  readonly scheduler: SchedulerLike;
  readonly startedAt: number;
  readonly pipeIds: readonly string[];
  readonly streamIds: readonly string[];
  /** Streams that have ended. */
  readonly outcomes: Map<string, StreamOutcome>;
  /** What its parts failed with. */
  readonly errors: unknown[];
  /** Why it is being cancelled, if it is. */
  cancelling: string | undefined;
  /** There once the pipes that run once have ended. */
  batch: RunResult | undefined;
  /** There once streams are started. */
  streams: StreamRun | undefined;
}

/** Makes what one run needs. Nothing of it is shared with another run of the same setup. */
export function hybridRun(setup: HybridSetup): HybridRun {
  const { scheduler = asyncScheduler } = setup.options;
  const operation = setup.queries.signals.operation('run');
  return {
    ...{ setup, operation, scheduler },
    runId: operation.operationId,
    emit: operation.emit,
    startedAt: scheduler.now(),
    pipeIds: setup.batch?.agenda.pipes.map(({ id }) => id) ?? [],
    streamIds: setup.generations.flat(),
    outcomes: new Map(),
    errors: [],
    cancelling: undefined,
    batch: undefined,
    streams: undefined,
  };
}

/** Whether the pipes that run once have ended, and nothing keeps the streams from starting. */
export function mayStartStreams({ setup, streamIds, batch, cancelling }: HybridRun): boolean {
  if (streamIds.length === 0 || cancelling !== undefined) return false;
  return setup.batch === undefined || (batch !== undefined && batch.cancelling === undefined);
}
