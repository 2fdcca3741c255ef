import {
  BehaviorSubject,
  concat,
  concatMap,
  defer,
  EMPTY,
  type Observable,
  type ObservableInput,
  observeOn,
  queueScheduler,
} from 'rxjs';
import type { Frame, Row, RowsOptions } from '../definitions/frame.ts';

/**
 * Works through a frame batch by batch, and asks for the next one only when the work on the last is done:
 * however slow the work, one batch is in memory.
 *
 * - emits what the work emits, in order
 * - completes when the frame does
 * - errors with the frame, and with the work
 * - on unsubscribe, stops the work and the reading
 */
export function eachBatch<T>(
  frame: Frame,
  work: (rows: readonly Row[], index: number) => ObservableInput<T>,
  options: Omit<RowsOptions, 'demand'> = {},
): Observable<T> {
  return defer(() => {
    const more = new BehaviorSubject<void>(undefined);
    // Queued, because work that is done at once would ask from inside its own batch, ever deeper.
    const demand = more.pipe(observeOn(queueScheduler));
    const ask = defer(() => {
      more.next();
      return EMPTY;
    });
    return frame
      .rows({ ...options, demand })
      .pipe(concatMap((rows, index) => concat(work(rows, index), ask)));
  });
}
