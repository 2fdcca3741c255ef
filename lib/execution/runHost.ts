import { asyncScheduler, type Observable, type SchedulerLike, Subject, shareReplay } from 'rxjs';
import { type AbortGroup, abortGroup } from '../../operators/abortGroup.ts';
import { type RetryBudget, retryBudget } from '../../operators/retryBudget.ts';
import type { Engine } from '../data/engine.ts';
import { lineageEngine } from '../data/lineage/lineageEngine.ts';
import { seenVersions } from '../data/lineage/seenVersions.ts';
import { reportingEngine } from '../data/reporting/reportingEngine.ts';
import type { Operation } from '../signals/operation.ts';
import { Signals } from '../signals/signals.ts';
import type { Agenda } from './agenda.ts';
import { skipDependents } from './failurePolicy.ts';
import type { Interceptors } from './interceptors.ts';
import { type Journaling, journaling } from './journal/journaling.ts';
import type { SettingsOf } from './resolveSettings.ts';
import { RunBoard } from './runBoard.ts';
import type { RunEvent } from './runEvent.ts';
import type { CallHost } from './runningCall.ts';
import type { RunOptions } from './runOptions.ts';
import type { RunSetup } from './runSetup.ts';
import type { SharedFrames } from './sharedFrames.ts';
import { runSignals } from './telling/runSignals.ts';

/** All that the pipes of one run share. */
export interface RunHost extends CallHost {
  readonly agenda: Agenda;
  readonly board: RunBoard;
  readonly engine: Engine;
  readonly options: RunOptions;
  readonly settingsOf: SettingsOf;
  readonly interceptors: Interceptors | undefined;
  readonly journaling: Journaling | undefined;
  readonly budget: RetryBudget | undefined;
  readonly grace: number;
  readonly scheduler: SchedulerLike;
  readonly signals: Signals;
  /** All that is told. */
  readonly told$: Subject<RunEvent>;
  /** Whatever runs, to be aborted together. */
  readonly aborts: AbortGroup;
  /** Emits when that is done, for those that wait to run again. */
  readonly abort$: Observable<unknown>;
  readonly operationOf: (pipeId: string) => Operation;
  /** Whether a pipe need not run, as nothing about it has changed. */
  readonly unchanged: (pipeId: string) => boolean;
  /** Whether what such a pipe wrote may not have been checked yet. */
  readonly unchecked: (pipeId: string) => boolean;
  /** What several pipes read; there once it is known what is worth keeping. */
  shared: SharedFrames | undefined;
  /** Members that have nothing new to read, as far as that is known before any pipe runs. */
  unmoved: ReadonlySet<number>;
}

/** Makes what one run needs. Nothing of it is shared with another run of the same setup. */
export function runHost(setup: RunSetup, resumed?: Pick<RunHost, 'unchanged' | 'unchecked'>): RunHost {
  const { agenda, options } = setup;
  const { unchanged = () => false, unchecked = () => false } = resumed ?? {};
  const {
    signals = new Signals(),
    scheduler = asyncScheduler,
    grace = 5_000,
    failure = skipDependents,
    order = 'ready',
  } = options;
  const { engine, journal, retry } = options;
  const { operation = signals.operation('run') } = setup;
  const runId = operation.operationId;
  const abort$ = new Subject<void>();
  const aborts = abortGroup();
  const told$ = new Subject<RunEvent>();
  const { operationOf, tell: signal } = runSignals(signals, operation, agenda, setup.fromCache);
  const tell = (event: RunEvent): void => {
    // A signal that is refused breaks the run, but what happened is told.
    try {
      signal(event);
    } finally {
      told$.next(event);
    }
  };
  const now = () => scheduler.now();
  const board = new RunBoard(agenda, {
    runId,
    order,
    policy: failure,
    now,
    tell,
    abort: () => {
      abort$.next();
      aborts.abort();
    },
  });
  const unkept = (error: unknown, pipeId: string | undefined) =>
    tell({ name: 'journal_failed', runId, at: now(), pipeId, error });
  // Asked once a run, and only where rows are marked.
  const seen$ = seenVersions(engine).pipe(shareReplay(1));
  return {
    ...{
      ...setup,
      runId,
      board,
      engine,
      grace,
      scheduler,
      signals,
      told$,
      abort$,
      aborts,
      tell,
      operationOf,
      unchanged,
      unchecked,
    },
    advance: () => board.advance(),
    // Where nobody listens, there is nobody to tell.
    engineOf: (pipeId) => {
      const { emit } = operationOf(pipeId);
      const reported = signals.deserted ? engine : reportingEngine(engine, emit, { scheduler });
      const lineage = setup.lineageOf(pipeId);
      return lineage ? lineageEngine(reported, lineage, { runId, emit, seen$, scheduler }) : reported;
    },
    journaling: journal && journaling(journal, runId, unkept),
    budget: typeof retry === 'object' && retry.budget !== undefined ? retryBudget(retry.budget) : undefined,
    shared: undefined,
    unmoved: new Set(),
  };
}
