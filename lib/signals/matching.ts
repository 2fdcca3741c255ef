import { filter, type OperatorFunction } from 'rxjs';
import { decidedOnce } from './decidedOnce.ts';
import type { EventsMatching, Subscribable } from './knownSignals.ts';
import { matcher } from './patterns.ts';
import type { SignalEvent } from './signalEvent.ts';

/**
 * Passes the events of a name, an alias, or a pattern in which `*` is any text.
 *
 * - emits the events that match
 * - completes and errors with the source
 * - on unsubscribe, leaves the source
 */
export function matching<P extends string>(
  pattern: Subscribable<P>,
): OperatorFunction<SignalEvent, EventsMatching<P>> {
  const matches = decidedOnce(matcher(pattern));
  return filter((event): event is EventsMatching<P> => matches(event.name));
}
