import { map, type Observable } from 'rxjs';
import { type OutgoingOptions, outgoing } from '../signals/outgoing.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';

/**
 * Turns signals into lines that `readRecording` reads back, without secrets; what `audit` writes are such lines
 * too.
 *
 * ```ts
 * record(signals.of('*')).subscribe((line) => lines.push(line));
 * ```
 *
 * - emits a line of JSON, without its end, for each signal
 * - completes when the source completes
 * - errors when the source errors
 * - on unsubscribe, leaves the source
 */
export function record(all$: Observable<SignalEvent>, options: OutgoingOptions = {}): Observable<string> {
  return all$.pipe(map((event) => JSON.stringify(outgoing(event, options))));
}
