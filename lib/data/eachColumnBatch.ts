import type { Observable, ObservableInput } from 'rxjs';
import type { ColumnBatch } from '../definitions/columnBatch.ts';
import type { Frame, RowsOptions } from '../definitions/frame.ts';
import { askEach } from './askEach.ts';

/**
 * Works through a frame as `eachBatch` does, by columns: no object is made of a row, which is most of what
 * reading costs where the engine keeps columns.
 *
 * - emits what the work emits, in order
 * - completes when the frame does
 * - errors with the frame, and with the work
 * - on unsubscribe, stops the work and the reading
 */
export function eachColumnBatch<T>(
  frame: Frame,
  work: (batch: ColumnBatch, index: number) => ObservableInput<T>,
  options: Omit<RowsOptions, 'demand'> = {},
): Observable<T> {
  return askEach((demand) => frame.batches({ ...options, demand }), work);
}
