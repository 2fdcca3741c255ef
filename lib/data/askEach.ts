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

/** Works through what is given on demand, and asks for the next only when the work on the last is done. */
export function askEach<B, T>(
  give: (demand: Observable<unknown>) => Observable<B>,
  work: (batch: B, index: number) => ObservableInput<T>,
): Observable<T> {
  return defer(() => {
    const more = new BehaviorSubject<void>(undefined);
    // Queued, because work that is done at once would ask from inside its own batch, ever deeper.
    const demand = more.pipe(observeOn(queueScheduler));
    const ask = defer(() => {
      more.next();
      return EMPTY;
    });
    return give(demand).pipe(concatMap((batch, index) => concat(work(batch, index), ask)));
  });
}
