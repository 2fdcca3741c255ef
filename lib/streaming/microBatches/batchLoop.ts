import {
  type BehaviorSubject,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  map,
  type Observable,
  of,
  race,
  repeat,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { QueryProgress } from '../queries/queryProgress.ts';
import type { BatchChecks } from './batchChecks.ts';
import type { BatchRun } from './batchRun.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Driver, Look } from './driver.ts';
import { type BatchEnd, microBatch } from './microBatch.ts';

/** What a loop works with. */
export interface BatchLoopHost {
  readonly driver: Driver;
  /** What it goes on from. */
  readonly checkpoint: Checkpoint | undefined;
  /** Whether there may be something to see since it was looked for last. */
  readonly bell$: BehaviorSubject<boolean>;
  readonly checks: BatchChecks;
}

/** What is known of a loop while it goes round. */
interface Round {
  position: Checkpoint['position'] | undefined;
  /** The batch that comes next. */
  batchId: number;
  look: Look;
  /** When it looked last, and when the last batch began. */
  lookedAt: number;
  batchAt: number | undefined;
  /** When something was told last. */
  toldAt: number | undefined;
  /** How many rounds it went without a task between. */
  inRow: number;
}

/** Makes batch after batch, never one before the last is committed. */
export function batchLoop(run: BatchRun, host: BatchLoopHost): Observable<QueryProgress> {
  return defer(() => {
    const { batchId = -1, position } = host.checkpoint ?? {};
    const round: Round = {
      ...{ position, batchId: batchId + 1, look: 'nothing', lookedAt: 0 },
      ...{ batchAt: undefined, toldAt: undefined, inRow: 0 },
    };
    // After some rounds comes a task of its own, so that any number of them needs no stack and holds nobody up.
    return defer(() => goRound(round, run, host)).pipe(repeat({ delay: () => pause(round, run, host) }));
  });
}

function goRound(round: Round, run: BatchRun, host: BatchLoopHost): Observable<QueryProgress> {
  const { checks } = host;
  if (run.context.stopping) return EMPTY;
  return concat(
    checks.due(),
    defer(() => looked(round, run, host)),
    defer(() => {
      // Who waits for it to stop does not wait for checks.
      if (run.context.stopping) return EMPTY;
      return round.look === 'end' ? checks.rest() : checks.due();
    }),
  );
}

function looked(
  round: Round,
  run: BatchRun,
  { driver, bell$, checks }: BatchLoopHost,
): Observable<QueryProgress> {
  checks.refuseBlocked();
  bell$.next(false);
  round.lookedAt = run.context.scheduler.now();
  return driver.look(round.position).pipe(
    tap((look) => {
      round.look = look;
    }),
    concatMap((look) => {
      if (look === 'nothing') return idle(round, run);
      if (look !== 'rows') return EMPTY;
      const batch$ = microBatch(run, driver).pipe(tap(({ done }) => done === 'batch' && checks.written()));
      return progressed(batch$, round, run);
    }),
  );
}

/** What is told of a batch, and kept of it. */
function progressed(batch$: Observable<BatchEnd>, round: Round, run: BatchRun): Observable<QueryProgress> {
  const { scheduler } = run.context;
  return batch$.pipe(
    concatMap(({ batchId, done, rows, position }) => {
      round.position = position;
      round.batchId = done === 'batch' ? batchId + 1 : batchId;
      if (done === 'nothing') round.look = 'nothing';
      if (done !== 'batch') return done === 'nothing' ? idle(round, run) : EMPTY;
      const { lookedAt, batchAt } = round;
      round.batchAt = lookedAt;
      round.toldAt = scheduler.now();
      const durationMs = Math.max(0, round.toldAt - lookedAt);
      const sinceMs = batchAt === undefined ? 0 : lookedAt - batchAt;
      return of({
        ...{ batchId, numInputRows: rows, durationMs },
        ...(sinceMs > 0 && { inputRowsPerSecond: (rows * 1_000) / sinceMs }),
        ...(durationMs > 0 && { processedRowsPerSecond: (rows * 1_000) / durationMs }),
      });
    }),
  );
}

/** Told at first, and whenever nothing was for some time. */
function idle(round: Round, { context: { scheduler } }: BatchRun): Observable<QueryProgress> {
  const now = scheduler.now();
  if (round.toldAt !== undefined && now - round.toldAt < IDLE_EVERY) return EMPTY;
  round.toldAt = now;
  return of({ batchId: round.batchId, numInputRows: 0 });
}

const IDLE_EVERY = 10_000;

/** Emits when it is time to look again; completes when it is not to be looked again. Checks are made meanwhile. */
function pause(round: Round, run: BatchRun, host: BatchLoopHost): Observable<unknown> {
  if (round.look === 'end') return EMPTY;
  return waited(round, run, host).pipe(take(1), takeUntil(run.context.stop$));
}

function waited(round: Round, run: BatchRun, host: BatchLoopHost): Observable<unknown> {
  const { checks } = host;
  const due = checks.dueIn();
  const look$ = nextLook(round, run, host).pipe(take(1));
  if (due === undefined) return look$;
  const checked$ = concat(
    checks.due(),
    defer(() => waited(round, run, host)),
  );
  return race(
    look$.pipe(map(() => of('look'))),
    timer(due, run.context.scheduler).pipe(map(() => checked$)),
  ).pipe(concatMap((then$) => then$));
}

function nextLook(
  round: Round,
  { context, options }: BatchRun,
  { bell$ }: BatchLoopHost,
): Observable<unknown> {
  const { trigger = 'asap', poll = 1_000 } = options;
  const { scheduler } = context;
  const { look, lookedAt } = round;
  const soon$ = timer(0, scheduler);
  if (typeof trigger === 'object')
    return timer(Math.max(0, lookedAt + trigger.every - scheduler.now()), scheduler);
  if (look === 'rows') {
    round.inRow = (round.inRow + 1) % MOST_IN_ROW;
    return round.inRow === 0 ? soon$ : of(undefined);
  }
  round.inRow = 0;
  const rung$ = bell$.pipe(
    filter(Boolean),
    take(1),
    // Not at once, as it is rung in the midst of what somebody else does.
    concatMap(() => soon$),
  );
  return race(rung$, timer(poll, scheduler));
}

/** A task costs a millisecond, which is much for a small batch. */
const MOST_IN_ROW = 16;
