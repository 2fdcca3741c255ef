import {
  defer,
  finalize,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  type SchedulerLike,
  type Subscription,
  throwError,
  timer,
} from 'rxjs';
import type { RecoverOptions } from '../../../operators/recover.ts';
import type { RecoveryNotice } from '../../../operators/recoveryNotice.ts';

/** A source whose runs are these, one after the other, and then nothing. */
export const runs = (...sources: readonly Observable<string>[]) => {
  let next = 0;
  return defer(() => sources[next++] ?? NEVER);
};

/** Writes down what is told, and when. */
export const diary = () => {
  const lines: string[] = [];
  const write = (name: string, { at, attempt }: RecoveryNotice) => lines.push(`${at} ${name} ${attempt}`);
  const options = {
    onAttempt: (notice) => write('attempt', notice),
    onWaiting: (notice) => write(`behind ${notice.ahead} waits`, notice),
    onSucceeded: (notice) => write('succeeded', notice),
    onFailed: (notice) => write('failed', notice),
    onGivenUp: (notice) => write(notice.reason, notice),
  } satisfies RecoverOptions;
  return { lines, options };
};

/** When a run emits, if it does, and when it fails. */
export interface Run {
  readonly value: number | undefined;
  readonly fails: number;
}

/** Runs that each emit at one time, or never, and fail at another. */
export const failing = (
  plan: readonly Run[],
  scheduler: SchedulerLike,
  started: (run: Run | undefined) => Subscription | undefined = () => undefined,
) => {
  let next = 0;
  return defer(() => {
    const run = plan[next++];
    const running = started(run);
    if (!run) return NEVER.pipe(finalize(() => running?.unsubscribe()));
    const emits = run.value === undefined || run.value > run.fails ? NEVER : timer(run.value, scheduler);
    const fails = timer(run.fails, scheduler).pipe(mergeMap(() => throwError(() => 'error')));
    return merge(emits, fails).pipe(finalize(() => running?.unsubscribe()));
  });
};
