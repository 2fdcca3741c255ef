import { catchError, concat, defer, EMPTY, filter, type Observable, of, tap } from 'rxjs';
import { exponential, jittered } from '../../../operators/backoff.ts';
import { retryWithBackoff } from '../../../operators/retryWithBackoff.ts';
import { EngineError } from '../../data/engineError.ts';
import { watermarks } from '../../data/watermarks/watermarks.ts';
import type { PipeIncremental } from '../../definitions/pipeSettings.ts';
import type { AttemptStep } from '../attemptEnd.ts';
import type { RunHost } from '../runHost.ts';
import type { RunningCall } from '../runningCall.ts';
import { type Attempting, incrementalWork } from './incrementalWork.ts';

/** How often a transaction that came in conflict with another is done again, besides the retries of the pipe. */
const CONFLICT_RETRIES = 3;

/**
 * Reads what is new, transforms, writes and moves the watermark, in one transaction: all of it or nothing. It is
 * done again at once when it came in conflict with another, and with everything when what was changed since the
 * watermark is not known any more.
 */
export function incrementalAttempt(
  call: RunningCall,
  member: number,
  host: RunHost,
  by: PipeIncremental,
): Observable<AttemptStep> {
  const attempting = { call, member, host, by };
  const full = host.options.refresh === 'full' ? 'a full refresh was asked for' : undefined;
  return transacted(attempting, full).pipe(
    catchError((error: unknown) => {
      if (full !== undefined || !isForgotten(error, call)) throw error;
      return transacted(attempting, `version_not_found: ${error.message}`);
    }),
  );
}

/** What was changed since a version cannot be told any more. */
const isForgotten = (error: unknown, { pipe }: RunningCall): error is EngineError =>
  error instanceof EngineError &&
  error.errorClass === 'version_not_found' &&
  (error.entityId ?? pipe.inputs[0]?.id) === pipe.inputs[0]?.id;

function transacted(attempting: Attempting, full: string | undefined): Observable<AttemptStep> {
  const { call, host } = attempting;
  const leave = () => call.within(undefined);
  return defer(() => {
    const { scheduler } = host;
    const marks = watermarks(call.engine, { emit: host.operationOf(call.pipe.id).emit, scheduler });
    call.rows = 0;
    let end: AttemptStep | undefined;
    // What was written is not yet committed.
    const steps$ = marks
      .transaction((inside, marks) => {
        call.within(inside);
        return incrementalWork(attempting, marks, full);
      })
      .pipe(
        // Not when all is finalized, as by then the next transaction may have begun.
        tap({
          next: (step) => {
            if (step.kind !== 'progress') end = step;
          },
          ...{ complete: leave, error: leave, unsubscribe: leave },
        }),
        filter((step) => step.kind === 'progress'),
      );
    const { output } = call.pipe;
    return concat(
      (output && call.engine.makeReady?.([output.id])) ?? EMPTY,
      steps$,
      defer(() => (end ? of(end) : [])),
    );
  }).pipe(retryWithBackoff(againAfterConflict(attempting)));
}

function againAfterConflict({ call, host }: Attempting) {
  const { options, scheduler, abort$, board, runId, tell, advance } = host;
  const { random } = options;
  const maxAttempts = CONFLICT_RETRIES + 1;
  return {
    maxAttempts,
    backoff: jittered(exponential({ initial: 20, factor: 3, max: 500 }), {
      ratio: 1,
      ...(random && { random }),
    }),
    when: (error: unknown) =>
      error instanceof EngineError && error.errorClass === 'conflict' && board.cancelling === undefined,
    cancel$: abort$,
    scheduler,
    onRetry: ({ attempt, delay: delayMs, error }: { attempt: number; delay: number; error: unknown }) => {
      advance();
      const pipeId = call.pipe.id;
      tell({
        name: 'pipe_retrying',
        runId,
        at: scheduler.now(),
        pipeId,
        attempt,
        maxAttempts,
        delayMs,
        error,
      });
    },
  };
}
