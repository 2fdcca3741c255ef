import { Observable } from 'rxjs';

/**
 * Asynchronous work as an observable. Constructed, because no composition aborts a promise.
 *
 * - emits what the work emits
 * - completes when the work is done
 * - errors with the work
 * - on unsubscribe, aborts the work; how it ends then is of no interest
 */
export function task<T>(
  work: (signal: AbortSignal, emit: (value: T) => void) => Promise<void>,
): Observable<T> {
  return new Observable((subscriber) => {
    const aborter = new AbortController();
    work(aborter.signal, (value) => subscriber.next(value)).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => aborter.abort();
  });
}
