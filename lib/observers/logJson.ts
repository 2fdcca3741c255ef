import type { OutgoingOptions } from '../signals/outgoing.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';
import { escapeInvisible } from './escapeInvisible.ts';
import { readable } from './readable.ts';
import { signalLevel } from './signalLevel.ts';

/** An event as one line for programs: level, envelope and payload side by side. */
export function logJson(event: SignalEvent, options: OutgoingOptions = {}): string {
  const { level, ...rest } = readable(event, options);
  return escapeInvisible(
    JSON.stringify({
      level: signalLevel(event.name),
      ...rest,
      ...(level === undefined ? {} : { payload_level: level }),
    }),
  );
}
