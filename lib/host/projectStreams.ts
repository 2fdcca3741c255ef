import type { Observable } from 'rxjs';
import type { DimensionChange } from '../streaming/dimensions/dimensionChange.ts';
import type { CaughtUp } from '../streaming/microBatches/caughtUp.ts';
import type { Because } from '../streaming/queries/queriesOptions.ts';
import type { QueryStatus } from '../streaming/queries/queryState.ts';
import type { RestartOutcome } from '../streaming/restarts/restartOutcome.ts';
import type { RestartPreview } from '../streaming/restarts/restartPreview.ts';

/** The streams of a project. They run while somebody is subscribed to `run$` of its queries. */
export interface ProjectStreams {
  /**
   * Makes a query of each pipe of mode `stream` that has none yet, and of those of mode `both` that are named, and
   * registers it. What cannot run as a stream is refused with a `DefinitionError`.
   */
  register(pipeIds?: readonly string[]): void;
  /**
   * Starts streams, or all that are registered where none is named, consumers first; registers what is not.
   *
   * - emits, completes and errors as `stream` does, and errors where an id is not known
   * - on unsubscribe, what it has started is stopped in reverse order
   */
  start(queryIds?: readonly string[]): Observable<QueryStatus>;
  /** Stops a stream, if it runs, and has it run again; emits how it is once it does. */
  restart(queryId: string, because?: Because): Observable<QueryStatus>;
  /**
   * Waits until a stream, and those that it reads from before it, have committed all rows that were there when
   * this was subscribed to.
   *
   * - emits once, when that is so, and completes
   * - errors with a `NotCaughtUpError` when one of them ends before, and with an `UnknownQueryError`
   * - on unsubscribe, nobody waits any more
   */
  caughtUp(queryId: string): Observable<CaughtUp>;
  /**
   * Changes of what streams have captured, from now on; all who subscribe share one watch.
   *
   * - emits each change
   * - completes at once where nothing is captured, and otherwise never
   * - errors as `watchDimensions` does
   * - on unsubscribe of the last subscriber, nothing is looked at any more
   */
  readonly changes$: Observable<DimensionChange>;
  /** Says what a change would lead to, by the same decisions as `restarts$`; stops nothing. */
  preview(change: DimensionChange): Observable<RestartPreview>;
  /**
   * Restarts queries when something changes that they captured.
   *
   * - emits what became of each query that a change concerned
   * - completes at once where nothing is captured, and otherwise never
   * - errors as `queryRestarts` does
   * - on unsubscribe, nothing is looked at any more
   */
  readonly restarts$: Observable<RestartOutcome>;
}
