import { concatMap, isObservable, type Observable } from 'rxjs';
import type { AttemptStep } from './attemptEnd.ts';
import { incrementalAttempt } from './incremental/incrementalAttempt.ts';
import { reading } from './reading.ts';
import type { RunHost } from './runHost.ts';
import type { RunningCall } from './runningCall.ts';
import { transforming } from './transforming.ts';

/** Reads, transforms and writes, once. Emits how far it is and how it ended, unless it failed. */
export function attempt(call: RunningCall, member: number, host: RunHost): Observable<AttemptStep> {
  const { incremental } = host.settingsOf(member);
  if (incremental !== undefined) return incrementalAttempt(call, member, host, incremental);
  const read = reading(call, member, host);
  return isObservable(read)
    ? read.pipe(concatMap((read) => transforming(read, call, member, host)))
    : transforming(read, call, member, host);
}
