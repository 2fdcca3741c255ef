import type { Observable, ObservableInput } from 'rxjs';
import type { Frame, Row, RowsOptions } from '../definitions/frame.ts';
import { askEach } from './askEach.ts';

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
  return askEach((demand) => frame.rows({ ...options, demand }), work);
}
