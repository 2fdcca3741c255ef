import { Observable, type Observer, type Subscription } from 'rxjs';

/**
 * Subscribes as a part of `whole`, and is unsubscribed with it: also while a synchronous source is still
 * emitting, when there is no subscription to hold yet. Does nothing if `whole` is closed.
 */
export function subscribeWithin<T>(
  whole: Subscription,
  source: Observable<T>,
  observer: Partial<Observer<T>>,
): void {
  new Observable<T>((subscriber) => {
    whole.add(subscriber);
    if (!subscriber.closed) source.subscribe(subscriber);
  }).subscribe(observer);
}
