import {
  catchError,
  connect,
  defer,
  EMPTY,
  from,
  isObservable,
  map,
  merge,
  type Observable,
  of,
  ReplaySubject,
  takeUntil,
  tap,
} from 'rxjs';
import { isLimit } from '../../operators/isLimit.ts';
import type { MemberOptions } from '../../operators/readyPlan.ts';
import { runGenerations } from '../../operators/runGenerations.ts';
import { runReady } from '../../operators/runReady.ts';
import type { Durations } from '../planning/durations.ts';
import { byPriority } from './byPriority.ts';
import { inGenerations } from './inGenerations.ts';
import { pipeRun } from './pipeRun.ts';
import type { RunHost } from './runHost.ts';

/** Has every pipe of the agenda run when its turn comes, and completes when all have ended. */
export function schedule(host: RunHost, durations: Durations | undefined): Observable<never> {
  const { agenda, options } = host;
  const { order = 'ready', concurrency = 4 } = options;
  const members = Array.from({ length: agenda.pipes.length }, (_, member) => member);
  const run = (member: number) => pipeRun(member, host);
  const limits = {
    concurrency:
      order === 'given' ? 1 : isObservable(concurrency) ? guarded(concurrency, host) : concurrency,
    ...memberOptions(host, durations),
  };
  if (order === 'generations')
    return withOne(limits.concurrency, (concurrency) =>
      from(inGenerations(agenda)).pipe(runGenerations(run, { ...limits, concurrency })),
    );
  return runReady(members, run, { ...limits, dependencies: agenda.dependencies });
}

function memberOptions(
  { agenda, options, settingsOf }: RunHost,
  durations: Durations | undefined,
): MemberOptions<number> {
  const label = (member: number) => agenda.pipes[member]?.id ?? '';
  const known = durations !== undefined && durations.size > 0;
  const duration = known ? (member: number) => usable(durations.get(label(member))) : undefined;
  const special = agenda.pipes.some((_, member) => settingsOf(member) !== settingsOf.usual);
  const pooled = special || options.pool !== undefined;
  const weighted = special || (options.weight ?? 1) !== 1;
  const urgent = special && agenda.pipes.some((_, member) => settingsOf(member).priority !== 0);
  const priority = urgent ? byPriority(agenda, settingsOf, durations) : undefined;
  return {
    label,
    ...(priority ? { priority } : duration && { duration }),
    ...(weighted && { weight: (member: number) => settingsOf(member).weight }),
    ...(pooled && { pools: options.pools ?? {}, pool: (member: number) => settingsOf(member).pool }),
  };
}

/** What a journal or a user tells may be anything; unknown is what is no duration. */
const usable = (duration: number | undefined): number | undefined =>
  duration !== undefined && duration >= 0 && Number.isFinite(duration) ? duration : undefined;

/** Cancels the run when the concurrency is broken. Once it is cancelled, what waits may pass, so that it ends. */
function guarded(concurrency$: Observable<number>, { board, abort$ }: RunHost): Observable<number> {
  const isWaiting = (pipeId: string) => board.stateOf(pipeId).status === 'waiting';
  let last = 0;
  const checked$ = concurrency$.pipe(
    tap({
      next: (value) => {
        if (!isLimit(value))
          throw new RangeError(`expected concurrency to emit integers from 0, got ${value}`);
        last = value;
      },
      complete: () => {
        if (last === 0 && board.pipeIds.some(isWaiting))
          throw new RangeError('expected the last concurrency to be at least 1, got 0');
      },
    }),
    catchError((error: unknown) => {
      board.cancel('the concurrency is broken', error);
      return EMPTY;
    }),
  );
  return defer(() => {
    const free$ = board.cancelling === undefined ? abort$ : of(undefined);
    return merge(checked$.pipe(takeUntil(free$)), free$.pipe(map(() => Number.POSITIVE_INFINITY)));
  });
}

/** Has all generations under one concurrency: each would begin with a stream of its own otherwise. */
function withOne<R>(
  concurrency: number | Observable<number>,
  all: (concurrency: number | Observable<number>) => Observable<R>,
): Observable<R> {
  if (!isObservable(concurrency)) return all(concurrency);
  return concurrency.pipe(connect(all, { connector: () => new ReplaySubject<number>(1) }));
}
