import { filter, type OperatorFunction } from 'rxjs';
import type { EventsMatching, Subscribable } from './knownSignals.ts';
import { matcher } from './names.ts';
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
  const matches = matcher(pattern);
  const known = new Map<string, boolean>();
  const decide = (name: string) => {
    const decided = matches(name);
    known.set(name, decided);
    return decided;
  };
  return filter((event): event is EventsMatching<P> => known.get(event.name) ?? decide(event.name));
}
