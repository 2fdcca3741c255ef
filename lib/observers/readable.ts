import { failureOf } from '../signals/failureOf.ts';
import { type OutgoingOptions, outgoing } from '../signals/outgoing.ts';
import { SignalEvent } from '../signals/signalEvent.ts';

/**
 * The JSON form of an event as it may leave the process, even where its payload cannot be read: a getter that
 * throws, or a depth without end, must not cost everybody the log.
 */
export function readable(event: SignalEvent, options: OutgoingOptions): Record<string, unknown> {
  try {
    return outgoing(event, options);
  } catch (error) {
    const { name, sequence, time, operationId, causedBy } = event;
    const unreadable = { unreadable: failureOf(error).error };
    return outgoing(new SignalEvent(name, unreadable, sequence, time, operationId, causedBy), options);
  }
}
