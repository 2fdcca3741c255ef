import { type RedactOptions, redact } from '../codec/redact.ts';
import { type TruncateOptions, truncate } from '../codec/truncate.ts';
import type { SignalEvent } from './signalEvent.ts';

export interface OutgoingOptions extends RedactOptions, TruncateOptions {}

/** The JSON form of an event as it may leave the process: without secrets, and cut where it is too big. */
export function outgoing(event: SignalEvent, options: OutgoingOptions = {}): Record<string, unknown> {
  const { signal, sequence, timestamp, operationId, causedBy, ...fields } = event.toJSON();
  const envelope = {
    signal,
    sequence,
    timestamp,
    operationId,
    ...(causedBy === undefined ? {} : { causedBy }),
  };
  const payload = truncate(redact(fields, options), options);
  return typeof payload === 'object' ? { ...envelope, ...payload } : { ...envelope, payload };
}
