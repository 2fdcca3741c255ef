import {
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  EMPTY,
  filter,
  merge,
  type Observable,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import { settle } from '../../operators/settle.ts';
import { cancelReasons } from './cancelReasons.ts';
import { staleInputs } from './checks/staleInputs.ts';
import { fingerprint } from './journal/fingerprint.ts';
import { type Prepared, preparing } from './preparing.ts';
import type { RunEvent } from './runEvent.ts';
import { RunFailedError } from './runFailedError.ts';
import { type RunHost, runHost } from './runHost.ts';
import type { RunSetup } from './runSetup.ts';
import { runWarnings } from './runWarnings.ts';
import { schedule } from './schedule.ts';
import { stalls } from './stall.ts';

/** What an earlier run has to do with this one. */
export interface Resumed {
  readonly runId: string;
  /** Whether a pipe need not run again. */
  readonly unchanged: (pipeId: string) => boolean;
  /** Whether what a pipe wrote then may not have been checked, as the run broke off. */
  readonly unchecked: (pipeId: string) => boolean;
}

/** One run, from its first event to its last. `stop$` has it cancelled. */
export function execution(
  setup: RunSetup,
  stop$: Observable<unknown>,
  resumed?: Resumed,
): Observable<RunEvent> {
  return defer(() => {
    const host = runHost(setup, resumed);
    const done$ = new Subject<void>();
    const work$ = concat(
      started(host, resumed),
      prepared(host).pipe(concatMap((prepared) => worked(host, prepared))),
    ).pipe(
      settle<never, never>({
        completed: () => ended(host, done$),
        failed: (error) => {
          host.board.breakOff(error);
          return ended(host, done$);
        },
      }),
    );
    return merge(
      host.told$.pipe(takeUntil(done$)),
      merge(cancelling(host, stop$), stalling(host)).pipe(takeUntil(done$)),
      work$,
    );
  });
}

function started(
  { agenda, board, journaling, options, settingsOf, runId, tell }: RunHost,
  resumed: Resumed | undefined,
) {
  const { startedAt: at, pipeIds } = board;
  const kept$ = defer(() => {
    const fingerprints = Object.fromEntries(agenda.pipes.map((pipe) => [pipe.id, fingerprint(pipe)]));
    return journaling?.started({ at, resumes: resumed?.runId, pipeIds, fingerprints }) ?? EMPTY;
  });
  const told$ = defer(() => {
    tell({
      name: 'run_started',
      runId,
      at,
      run: board,
      warnings: runWarnings(agenda, settingsOf, options),
    });
    return EMPTY;
  });
  return journaling ? concat(told$, kept$) : told$;
}

/** A run that is cancelled waits for nothing that only a run would need. */
function prepared(host: RunHost): Observable<Prepared> {
  const { board, abort$ } = host;
  const prepared$ = defer(() =>
    board.cancelling === undefined ? concat(staleInputs(host), preparing(host)) : EMPTY,
  );
  return prepared$.pipe(
    takeUntil(abort$),
    defaultIfEmpty<Prepared, Prepared>({ durations: undefined, shared: undefined, unmoved: new Set() }),
  );
}

function worked(host: RunHost, { durations, shared, unmoved }: Prepared): Observable<never> {
  host.shared = shared;
  host.unmoved = unmoved;
  return schedule(host, durations);
}

/** Says how it ended; after that, nothing is told any more. */
function ended({ board, journaling, runId, tell }: RunHost, done$: Subject<void>): Observable<never> {
  const result = board.close();
  const end$ = defer(() => {
    const name = result.status === 'succeeded' ? 'run_completed' : 'run_failed';
    tell({ name, runId, at: result.endedAt, result });
    done$.next();
    if (name === 'run_failed') throw new RunFailedError(result);
    return EMPTY;
  });
  return journaling ? concat(journaling.closed(result), end$) : end$;
}

function cancelling({ board, options }: RunHost, stop$: Observable<unknown>): Observable<never> {
  return cancelReasons(stop$, options.cancel$).pipe(
    tap((reason) => board.cancel(reason)),
    settle<string, never>({
      completed: () => EMPTY,
      failed: (error) => {
        board.cancel('what was to cancel it failed', error);
        return EMPTY;
      },
    }),
  );
}

/** Tells of silences. An advance afterwards ends one, and the next may be told. */
function stalling({ board, options, runId, scheduler, tell, told$ }: RunHost): Observable<never> {
  const { stallAfter = 300_000 } = options;
  let silentSince: number | undefined;
  const again$ = told$.pipe(
    filter(() => silentSince !== undefined && silentSince !== board.advancedAt),
    tap(() => {
      silentSince = undefined;
    }),
  );
  return stalls({ run: board, stallAfter, again$, scheduler }).pipe(
    tap((stall) => {
      silentSince = board.advancedAt;
      tell({ name: 'run_stalled', runId, at: scheduler.now(), stall });
    }),
    settle<unknown, never>({ completed: () => EMPTY }),
  );
}
