import { defer, Observable, type ObservableInput, ReplaySubject } from 'rxjs';
import { warn } from './warn.ts';

export interface StopGracefullyOptions {
  /** Is told the error of a source that fails when nobody listens any more. @default process.emitWarning */
  readonly onLateError?: (error: unknown) => void;
}

/**
 * Runs a source that is asked to stop when it is unsubscribed from, and goes on until it has done so.
 *
 * `stop$` emits once, then completes. What the source emits after that reaches nobody; its own callbacks and
 * finalizers run as ever. A source that does not listen to `stop$` goes on to its end.
 *
 * - emits what the source emits
 * - completes when the source completes
 * - errors when the source errors or `start` throws, as long as somebody is subscribed; afterwards
 *   `onLateError` is told
 * - on unsubscribe, `stop$` emits; the source stays subscribed to until it ends by itself
 */
export function stopGracefully<T>(
  start: (stop$: Observable<void>) => ObservableInput<T>,
  {
    onLateError = (error) => warn('a source failed while it was being stopped', error),
  }: StopGracefullyOptions = {},
): Observable<T> {
  // Constructed, because no composition leaves a source subscribed to when it is itself unsubscribed.
  return new Observable((subscriber) => {
    // Replayed, as a source may look for it only once it has emitted its first values.
    const stop$ = new ReplaySubject<void>(1);
    let ended = false;
    // Before the source is subscribed to, so that a synchronous one is asked to stop in its midst.
    subscriber.add(() => {
      if (!ended) stop$.next();
      stop$.complete();
    });
    defer(() => start(stop$)).subscribe({
      next: (value) => subscriber.next(value),
      error: (error: unknown) => {
        ended = true;
        if (subscriber.closed) onLateError(error);
        else subscriber.error(error);
      },
      complete: () => {
        ended = true;
        subscriber.complete();
      },
    });
  });
}
