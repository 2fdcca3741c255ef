import { Observable, type ObservableInput, type Subscriber } from 'rxjs';
import { Abortable, type Abortion } from './abortable.ts';
import type { Settlement } from './settle.ts';
import { limitsOf, type TimeoutAbortOptions } from './timeoutAbort.ts';

/**
 * `timeoutAbort` with `settle` behind it, in one: for where there are very many of them. What an aborted source
 * still emits is told to `next`, as it may say what was done before the source could be stopped.
 *
 * - emits what comes after the end of the source
 * - completes when what comes after does
 * - errors when what comes after errors, or a function throws; because the source failed or was late only
 *   where `failed` is left out
 * - on unsubscribe, the signal is aborted with an `AbortError` and the source is unsubscribed at once
 */
export function settledAbort<T, R>(
  start: (abortion: Abortion) => ObservableInput<T>,
  options: TimeoutAbortOptions,
  settlement: Settlement<T, R>,
): Observable<R> {
  const limits = limitsOf(options);
  // Constructed, because each of the two costs a subscriber, and this is one.
  return new Observable((subscriber) =>
    new Abortable<T, R>(subscriber as Subscriber<T | R>, limits, settlement).begin(start),
  );
}
