import { type RedactOptions, redact } from '../codec/redact.ts';
import { type TruncateOptions, truncate } from '../codec/truncate.ts';
import { type SignalEvent, sideBySide } from './signalEvent.ts';

export interface OutgoingOptions extends RedactOptions, TruncateOptions {}

/** The JSON form of an event as it may leave the process: without secrets, and cut where it is too big. */
export function outgoing(event: SignalEvent, options: OutgoingOptions = {}): Record<string, unknown> {
  return sideBySide(event, truncate(redact(event.payload, options), options));
}
