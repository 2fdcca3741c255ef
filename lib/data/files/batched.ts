import { concat, defer, EMPTY, ignoreElements, type Observable, of, takeWhile } from 'rxjs';
import { pulled } from '../pulled.ts';

/**
 * Makes batches of lists, none longer than asked for and none empty. Like the lists, it gives one each time it is
 * subscribed to, and nothing once there is no more.
 */
export function batched<R>(lists: Observable<readonly R[]>, batchSize: number): Observable<readonly R[]> {
  let ready: R[] = [];
  const cut = defer(() => {
    const batch = ready.slice(0, batchSize);
    ready = ready.slice(batchSize);
    return batch.length === 0 ? EMPTY : of(batch);
  });
  return defer(() => {
    if (ready.length >= batchSize) return cut;
    const more = pulled(lists).pipe(
      takeWhile((list) => {
        for (const row of list) ready.push(row);
        return ready.length < batchSize;
      }),
      ignoreElements(),
    );
    return concat(more, cut);
  });
}
