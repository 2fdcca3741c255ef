import {
  asapScheduler,
  asyncScheduler,
  defer,
  finalize,
  merge,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import type { DropNotice } from '../../../operators/dropNotices.ts';
import { isDelay } from '../../../operators/isDelay.ts';
import { offload } from '../../../operators/offload.ts';
import type { Emit } from '../emit.ts';
import type { EngineEvent, EngineRunStatus } from './engineEvent.ts';
import { EngineRuns } from './engineRuns.ts';
import { listenerSignals } from './listenerSignals.ts';
import { type Answer, polls } from './polls.ts';
import type { ListenerEvent } from './queryEvent.ts';

export interface ListenerOptions {
  /** Tells signals, as `signals.emit` does. @default nobody is told */
  readonly emit?: Emit;
  /** Asks the engine which runs it has; those that it leaves out have ended. @default it is never asked */
  readonly poll?: () => Observable<readonly EngineRunStatus[]>;
  /** How often it is asked, and how long it may take to answer, in milliseconds. @default 30_000 */
  readonly pollEvery?: number;
  /** Whether a query is one of the system's own. @default every query is */
  readonly isKnown?: (queryId: string) => boolean;
  /** Of how many queries the latest news may wait; starts and ends wait on top. @default 16_384 */
  readonly capacity?: number;
  /** Is told how many events gave way to newer ones. @default nobody is told */
  readonly onDrop?: (notice: DropNotice) => void;
  /** How many ended runs are remembered, so that none ends twice. @default 10_000 */
  readonly remember?: number;
  /** Runs the polls. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
  /** Runs the turns in which events are handled. @default asapScheduler */
  readonly turns?: SchedulerLike;
}

/**
 * Makes what an engine says of its queries into what happened to them: checked, in order, each once.
 *
 * The engine never waits: events are taken in at once and handled in turns. If it tells more of a query than can
 * be handled, the latest news replaces what waits, so that batches are skipped; starts and ends are never lost.
 * The engine is asked from time to time as well, and what it says then and never told is made up for: a run that
 * is not active any more is told as terminated, one that nobody heard of as started. A run that is heard of
 * before its start is told as started first. A source that can break belongs behind a `retry` of its own.
 *
 * - emits what happened, what was refused and why, and what the events did not tell
 * - completes when the source completes and everything that waited is handled
 * - errors when the source errors, once everything that waited is handled, or when `isKnown` throws
 * - on unsubscribe, source and polls are unsubscribed and what waits is discarded
 */
export function listener({
  emit,
  poll,
  pollEvery = 30_000,
  isKnown = () => true,
  capacity = 16_384,
  onDrop,
  remember = 10_000,
  scheduler = asyncScheduler,
  turns = asapScheduler,
}: ListenerOptions = {}): OperatorFunction<EngineEvent, ListenerEvent> {
  if (!(pollEvery > 0 && isDelay(pollEvery))) {
    throw new RangeError(`expected pollEvery to be a positive number of ms, got ${pollEvery}`);
  }
  return (events$) =>
    defer(() => {
      const runs = new EngineRuns({ isKnown, remember });
      const handled = offload((said: EngineEvent | Answer) => happened(said, runs), {
        ...{ capacity, overflow: 'coalesce', key: subjectOf, keep: isLasting, scheduler: turns },
        ...(onDrop && { onDrop }),
      });
      const said$ = poll
        ? withAnswers(events$, polls(poll, { ask: () => runs.ask(), every: pollEvery, scheduler }))
        : events$;
      const happened$ = handled(said$);
      return emit ? happened$.pipe(tap((event) => listenerSignals(event, { emit, isKnown }))) : happened$;
    });
}

/** Answers go through the same queue, so that what was said before them is heard before them. */
function withAnswers(
  events$: Observable<EngineEvent>,
  answers$: Observable<Answer>,
): Observable<EngineEvent | Answer> {
  return defer(() => {
    const ended$ = new Subject<void>();
    return merge(answers$.pipe(takeUntil(ended$)), events$.pipe(finalize(() => ended$.next())));
  });
}

function happened(said: EngineEvent | Answer, runs: EngineRuns): readonly ListenerEvent[] {
  switch (said?.kind) {
    case 'answer':
      return runs.reconcile(said.statuses, said.question);
    case 'poll_failed':
      return [said];
    default:
      return runs.hear(said);
  }
}

/** News of one query replace each other. */
const subjectOf = (said: EngineEvent | Answer): unknown =>
  (said as { readonly queryId?: unknown } | null | undefined)?.queryId;

/** What comes rarely and says what no later news does; of what is malformed there may be any amount. */
const isLasting = (said: EngineEvent | Answer): boolean => lasting.has(said?.kind);

const lasting: ReadonlySet<unknown> = new Set(['started', 'terminated', 'answer', 'poll_failed']);
