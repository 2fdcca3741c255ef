import { defer, filter, merge, type Observable, of, take, tap } from 'rxjs';
import type { QueryRecord } from './queryRecord.ts';
import { isOver, type QueryStatus } from './queryState.ts';

/** A query did not come to run, although that was asked for. */
export class QueryNotRunningError extends Error {
  override readonly name = 'QueryNotRunningError';

  constructor(readonly status: QueryStatus) {
    super(`expected the query "${status.queryId}" to run, but it ${whatHappened(status)}`, {
      cause: 'error' in status ? status.error : undefined,
    });
  }
}

/** Asks for something, and emits the status of the query as soon as it runs with a later epoch than `after`. */
export function untilRunning(record: QueryRecord, after: number, ask: () => void): Observable<QueryStatus> {
  return asked(record, ask, (status) => {
    if (status.state === 'running') return status.epoch > after;
    if (status.state === 'stopped' && status.reason === 'completed') return true;
    if (isOver(status)) throw new QueryNotRunningError(status);
    return false;
  });
}

/** Asks for something, and emits the status of the query as soon as nothing runs of what did when it was asked. */
export function untilStopped(record: QueryRecord, ask: () => void): Observable<QueryStatus> {
  return defer(() => {
    const { epoch } = record;
    return asked(record, ask, (status) => isOver(status) || overtaken(status, epoch));
  });
}

/** Tells a restart that somebody asked for as such, before it begins and once it has. */
export function toldAsRestart(
  record: QueryRecord,
  { reason = 'it was asked for' }: { readonly reason?: string },
  restarted$: Observable<QueryStatus>,
): Observable<QueryStatus> {
  return defer(() => {
    const { now, signals } = record.host;
    const askedAt = now();
    signals.restarting(reason, record.lastEpoch + 1);
    return restarted$.pipe(
      tap(() => {
        const gapSeconds = Math.max(0, now() - askedAt) / 1_000;
        signals.restartDone({ reason, epoch: record.lastEpoch, gapSeconds });
      }),
    );
  });
}

/** Somebody has started it again meanwhile, and that has come to its turn. */
const overtaken = (status: QueryStatus, epoch = 0): boolean =>
  (status.state === 'running' || status.state === 'stopping') && status.epoch > epoch;

function asked(
  record: QueryRecord,
  ask: () => void,
  reached: (status: QueryStatus) => boolean,
): Observable<QueryStatus> {
  const answers$ = record.changes$.pipe(filter(reached), take(1));
  // Whoever asks for what is so already changes nothing.
  const asking$ = defer(() => {
    const before = record.state;
    ask();
    return of(record.status).pipe(filter((status) => record.state === before && reached(status)));
  });
  return merge(answers$, asking$).pipe(take(1));
}

function whatHappened(status: QueryStatus): string {
  if (status.state === 'stopped') return `was stopped: ${status.reason}`;
  if (!('error' in status)) return `is ${status.state}`;
  const { error, state } = status;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return state === 'exhausted'
    ? `was given up after ${status.failures} failures: ${said}`
    : `failed: ${said}`;
}
