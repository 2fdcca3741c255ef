import { CancelledError } from '../../operators/cancelledError.ts';
import { TimeoutAbortError } from '../../operators/timeoutAbortError.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { AttemptEnd } from './attemptEnd.ts';
import type { PipeOutcome } from './pipeState.ts';
import type { RunHost } from './runHost.ts';
import type { RunningCall } from './runningCall.ts';

/** How a pipe ends that need not start. */
export function withoutRunning(
  member: number,
  { id: pipeId }: Pipe,
  host: RunHost,
): PipeOutcome | undefined {
  const { board, unchanged, scheduler } = host;
  const never = { pipeId, startedAt: undefined };
  if (board.cancelling !== undefined) {
    const reason = board.cancelling;
    return {
      status: 'cancelled',
      ...never,
      endedAt: scheduler.now(),
      attempts: 0,
      reason,
      abandoned: false,
    };
  }
  const upstream = board.blamed(member);
  if (upstream !== undefined)
    return { status: 'skipped', ...never, endedAt: scheduler.now(), reason: 'upstream_failed', upstream };
  const blocked = board.blocks.of(member);
  if (blocked)
    return { status: 'skipped', ...never, endedAt: scheduler.now(), reason: 'upstream_failed', ...blocked };
  if (unchanged(pipeId))
    return { status: 'skipped', ...never, endedAt: scheduler.now(), reason: 'unchanged' };
  if (host.unmoved.has(member))
    return { status: 'skipped', ...never, endedAt: scheduler.now(), reason: 'no_data' };
  return undefined;
}

/** How a pipe ended whose last attempt did. */
export function afterEnd(end: AttemptEnd | undefined, call: RunningCall, host: RunHost): PipeOutcome {
  const { startedAt, attempt: attempts } = call;
  const endedAt = host.scheduler.now();
  const pipeId = call.pipe.id;
  switch (end?.kind) {
    case 'done':
      return {
        status: 'succeeded',
        pipeId,
        startedAt,
        endedAt,
        attempts,
        rows: end.rows,
        written: end.written,
      };
    case 'no_data':
      return { status: 'skipped', pipeId, startedAt, endedAt, reason: 'no_data' };
    case 'vetoed':
      return { status: 'skipped', pipeId, startedAt, endedAt, reason: 'vetoed', because: end.because };
    default:
      return afterFailure(new TypeError(missingEnd(pipeId, host)), call, host);
  }
}

const missingEnd = (pipeId: string, { interceptors }: RunHost): string =>
  interceptors
    ? `expected an end of ${pipeId}, got none: something around it kept it back`
    : `expected the engine to tell what it wrote for ${pipeId}, got nothing`;

/** How a pipe ended that has no attempt left. What was written by then stands, however late its end was. */
export function afterFailure(error: unknown, call: RunningCall, host: RunHost): PipeOutcome {
  const { startedAt, attempt: attempts, written, abandoned } = call;
  const stopped = error instanceof CancelledError || error instanceof TimeoutAbortError;
  if (stopped && written) return afterEnd({ kind: 'done', rows: written.rowsWritten, written }, call, host);
  if (error instanceof CancelledError && host.board.cancelling !== undefined)
    return cancelledCall(call, host);
  return {
    status: 'failed',
    pipeId: call.pipe.id,
    startedAt,
    endedAt: host.scheduler.now(),
    attempts,
    error,
    abandoned,
  };
}

/** How a pipe ended that was stopped. */
export function cancelledCall(call: RunningCall, { board, scheduler }: RunHost): PipeOutcome {
  const { startedAt, attempt: attempts, abandoned, pipe } = call;
  const reason = board.cancelling ?? 'cancelled';
  return {
    status: 'cancelled',
    pipeId: pipe.id,
    startedAt,
    endedAt: scheduler.now(),
    attempts,
    reason,
    abandoned,
  };
}
