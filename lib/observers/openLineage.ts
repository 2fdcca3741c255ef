import {
  concat,
  defer,
  filter,
  from,
  ignoreElements,
  map,
  type ObservableInput,
  of,
  type SchedulerLike,
} from 'rxjs';
import type { DropNotice } from '../../operators/dropNotices.ts';
import { offload } from '../../operators/offload.ts';
import { failureOf } from '../signals/failureOf.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';
import type { SignalObserver } from '../signals/signals.ts';
import type { OpenLineageEvent } from './openLineageEvent.ts';
import { OpenLineageRuns, type OpenLineageRunsOptions } from './openLineageRuns.ts';

/** Takes events out of the process; what it gives back is done before the next one is given to it. */
// biome-ignore lint/suspicious/noConfusingVoidType: a sink that returns nothing is `void`, not `undefined`
export type OpenLineageSink = (event: OpenLineageEvent) => ObservableInput<unknown> | void;

export interface OpenLineageOptions extends OpenLineageRunsOptions {
  /** Where events go: `openLineageFile(path)`, `openLineageHttp({ url })`, or a function. @default nowhere but on */
  readonly sink?: OpenLineageSink;
  /** How many events may wait for the sink; beyond, the oldest are dropped. @default 10_000 */
  readonly capacity?: number;
  /** Is told of each event that the sink could not take. @default a warning of the process */
  readonly onError?: (error: unknown, event: OpenLineageEvent) => void;
  /** The clock of the queue before the sink. @default asapScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Tells of runs as OpenLineage does: a run of pipes is a run of a job, and each pipe of it one of a job of its own,
 * with what it reads and writes. Ids are made of those of the run and the pipe, so that they are the same however
 * often they are told.
 *
 * A pipe that turned out to have nothing to do is told as complete, without rows; one that never began not at all.
 *
 * - emits each event, once the sink has taken it
 * - completes when the source completes and everything that waits is taken
 * - errors when the source errors
 * - on unsubscribe, what waits for the sink is let go
 */
export function openLineage({
  sink,
  capacity = 10_000,
  onError = warn,
  scheduler,
  ...options
}: OpenLineageOptions): SignalObserver<OpenLineageEvent> {
  return (all$) =>
    defer(() => {
      const runs = new OpenLineageRuns(options);
      const events$ = all$.pipe(
        filter(({ name }) => name.startsWith('datapipes.')),
        map((event: SignalEvent) => runs.take(event)),
        filter((event) => event !== undefined),
      );
      if (!sink) return events$;
      const taken = (event: OpenLineageEvent) =>
        concat(defer(() => from(sink(event) ?? [])).pipe(ignoreElements()), of(event));
      return events$.pipe(
        offload(taken, { capacity, onError, onDrop: warnOfDrops, ...(scheduler && { scheduler }) }),
      );
    });
}

function warn(thrown: unknown, { eventType, job }: OpenLineageEvent): void {
  const { error, errorType } = failureOf(thrown);
  process.emitWarning(
    `${eventType} of ${job.name} could not be sent: ${errorType}: ${error}`,
    'RekindleWarning',
  );
}

const warnOfDrops = ({ dropped }: DropNotice): void =>
  process.emitWarning(
    `${dropped} events of lineage were dropped, as the sink is too slow`,
    'RekindleWarning',
  );
