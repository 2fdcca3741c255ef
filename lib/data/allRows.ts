import { map, type Observable, toArray } from 'rxjs';
import type { Frame } from '../definitions/frame.ts';

/**
 * All rows of a frame in one array, for what is known to be small; `eachBatch` is for the rest.
 *
 * - emits once, when the last batch has come; an empty array where there is no row
 * - completes after that
 * - errors with the frame
 * - on unsubscribe, the reading stops
 */
export function allRows<R>(frame: Frame<R>): Observable<readonly R[]> {
  return frame.rows().pipe(
    toArray(),
    map((batches) => batches.flat()),
  );
}
