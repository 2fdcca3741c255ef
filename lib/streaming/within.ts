import { asyncScheduler, type MonoTypeOperatorFunction, Subscription, subscribeOn } from 'rxjs';
import type { Operation } from '../signals/operation.ts';

/** Subscribes to a source as a part of an operation: what is emitted on the bus because of that counts to it. */
export function within<T>(operation: Operation): MonoTypeOperatorFunction<T> {
  return subscribeOn({
    now: () => asyncScheduler.now(),
    // At once, which is what makes it a part.
    schedule: (subscribe, _, state) => {
      operation.run(() => subscribe.call(undefined as never, state as never));
      return Subscription.EMPTY;
    },
  });
}
