import { concat, concatMap, finalize, type Observable, of, tap } from 'rxjs';
import type { Abortion } from '../../operators/abortable.ts';
import { exponential, jittered } from '../../operators/backoff.ts';
import { CancelledError } from '../../operators/cancelledError.ts';
import {
  type RetryNotice,
  type RetryWithBackoffOptions,
  retryWithBackoff,
} from '../../operators/retryWithBackoff.ts';
import { type Settlement, settle } from '../../operators/settle.ts';
import { settledAbort } from '../../operators/settledAbort.ts';
import { EngineError } from '../data/engineError.ts';
import { attempt } from './attempt.ts';
import { AttemptContext } from './attemptContext.ts';
import type { AttemptEnd, AttemptStep } from './attemptEnd.ts';
import { InterceptorError } from './interceptor.ts';
import type { ResolvedSettings } from './resolveSettings.ts';
import type { RunHost } from './runHost.ts';
import type { RunningCall } from './runningCall.ts';

/**
 * Has a pipe run, as often as it takes, with its deadlines, and with what is done before, around and after its
 * attempts; then goes on with what is made of how the last one ended.
 */
export function attempts(
  call: RunningCall,
  member: number,
  host: RunHost,
  { completed, failed }: Required<Omit<Settlement<AttemptEnd, never>, 'next'>>,
): Observable<never> {
  const { interceptors, grace, aborts: group, scheduler } = host;
  const { timeout: total, retry } = host.settingsOf(member);
  const start = (abortion: Abortion): Observable<AttemptStep> => {
    call.begin(abortion);
    if (retry || interceptors) call.context = new AttemptContext(call, abortion);
    return attempt(call, member, host);
  };
  const limits = { total, grace, group, scheduler };
  const next = (step: AttemptStep): void => call.hear(step);
  // What almost every pipe is needs but this.
  if (!retry && !interceptors)
    return settledAbort(start, limits, { next, completed: () => completed(call.end), failed });
  const once = settledAbort(start, limits, { next, completed: () => (call.end ? [call.end] : []) });
  const all = retry ? once.pipe(retryWithBackoff(retrying(retry, call, host))) : once;
  if (!interceptors) return all.pipe(settle({ completed, failed }));
  const wrapped = (abortion: Abortion) => intercepted(all, abortion, call, host);
  return settledAbort(wrapped, { grace, group, scheduler }, { completed, failed });
}

function intercepted(
  attempts$: Observable<AttemptEnd>,
  abortion: Abortion,
  call: RunningCall,
  { interceptors }: RunHost,
): Observable<AttemptEnd> {
  // The attempts have signals of their own; before, after and around them it is this one again.
  const outside = () => call.abortedBy(abortion);
  outside();
  if (!interceptors) return attempts$;
  return interceptors.before(call).pipe(
    concatMap((veto) =>
      veto
        ? of<AttemptEnd>({ kind: 'vetoed', because: veto.reason })
        : attempts$.pipe(
            interceptors.around(call),
            tap(outside),
            finalize(outside),
            concatMap((end) => concat(interceptors.after(end, call), of(end))),
          ),
    ),
  );
}

function retrying(
  { maxRetries, delay, factor, maxDelay, jitter }: NonNullable<ResolvedSettings['retry']>,
  call: RunningCall,
  host: RunHost,
): RetryWithBackoffOptions {
  const { budget, scheduler, abort$, board, options } = host;
  const { random } = options;
  const maxAttempts = maxRetries + 1;
  const worth = (typeof options.retry === 'object' && options.retry.when) || mayPass;
  const backoff = exponential({ initial: delay, factor, max: Math.max(delay, maxDelay) });
  return {
    maxAttempts,
    backoff: jittered(backoff, { ratio: jitter, ...(random && { random }) }),
    when: (error: unknown) =>
      !call.written && board.cancelling === undefined && !isFinal(error) && worth(error),
    ...(budget && { budget }),
    cancel$: abort$,
    scheduler,
    onRetry: ({ attempt, delay: delayMs, error }: RetryNotice) => {
      const { runId, tell, advance } = host;
      advance();
      tell({
        name: 'pipe_retrying',
        runId,
        at: scheduler.now(),
        pipeId: call.pipe.id,
        attempt,
        maxAttempts,
        delayMs,
        error,
      });
    },
  };
}

/** Cancelling is no failure, and an interceptor fails a pipe once. */
const isFinal = (error: unknown): boolean =>
  error instanceof CancelledError || error instanceof InterceptorError;

const mayPass = (error: unknown): boolean => !(error instanceof EngineError) || error.transient;
