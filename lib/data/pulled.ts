import {
  BehaviorSubject,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  EMPTY,
  map,
  type Observable,
  observeOn,
  queueScheduler,
  takeWhile,
} from 'rxjs';

/**
 * What a source gives that is asked again and again: it emits one value each time it is subscribed to, and none
 * once there is no more. Without `demand` it is asked as soon as the last value was taken.
 *
 * - emits each value
 * - completes when the source has no more, or `demand` completes
 * - errors with the source, and with `demand`
 * - on unsubscribe, stops asking
 */
export function pulled<T>(next: Observable<T>, demand?: Observable<unknown>): Observable<T> {
  return defer(() => (demand ? asked(next, demand) : unasked(next)));
}

function asked<T>(next: Observable<T>, demand: Observable<unknown>): Observable<T> {
  const answer = next.pipe(
    map((value) => ({ value })),
    defaultIfEmpty(undefined),
  );
  return demand.pipe(
    concatMap(() => answer),
    takeWhile((taken) => taken !== undefined),
    map(({ value }) => value),
  );
}

function unasked<T>(next: Observable<T>): Observable<T> {
  const more = new BehaviorSubject<void>(undefined);
  // Queued, because what is there at once would be asked for from inside the last, ever deeper.
  const demand = more.pipe(observeOn(queueScheduler));
  const ask = defer(() => {
    more.next();
    return EMPTY;
  });
  const answer = concat(
    next.pipe(
      map((value) => ({ value })),
      defaultIfEmpty(undefined),
    ),
    ask,
  );
  return demand.pipe(
    concatMap(() => answer),
    takeWhile((taken) => taken !== undefined),
    map(({ value }) => value),
  );
}
