import { EndedRuns } from './endedRuns.ts';
import type { EngineEvent, EngineRunStatus } from './engineEvent.ts';
import type { ListenerEvent, QueryEvent, QueryProgressed, RefusalReason } from './queryEvent.ts';
import { isCount, wellFormed } from './wellFormed.ts';

export interface EngineRunsOptions {
  /** Whether a query is one that the system knows. */
  readonly isKnown: (queryId: string) => boolean;
  /** How many ended runs are remembered, so that none ends twice. */
  readonly remember: number;
}

interface LiveRun {
  readonly queryId: string;
  readonly runId: string;
  batchId: number;
  isStartHeard: boolean;
  /** In which round it was first heard of: an answer to an earlier question cannot know it. */
  readonly since: number;
  /** The batch that the last answer told. */
  polled: number;
  /** The batch up to which what is missing was told, or was before anybody listened. */
  counted: number;
}

/** What is known of the runs of an engine, by its events and by what it answers when it is asked. */
export class EngineRuns {
  readonly #isKnown: (queryId: string) => boolean;
  readonly #live = new Map<string, LiveRun>();
  readonly #ended: EndedRuns;
  #round = 0;

  constructor({ isKnown, remember }: EngineRunsOptions) {
    this.#isKnown = isKnown;
    this.#ended = new EndedRuns(remember);
  }

  /** The engine is about to be asked; gives the number of the question, which comes back with its answer. */
  ask(): number {
    this.#round += 1;
    return this.#round;
  }

  /** What an event comes to. */
  hear(event: EngineEvent): readonly ListenerEvent[] {
    const told = wellFormed(event);
    if (told === undefined) return [refused('malformed', event)];
    const key = keyOf(told);
    // Without an id of its own, a run that starts after the last has ended is the next one.
    if (told.kind === 'started' && told.runId === told.queryId) this.#ended.delete(key);
    if (this.#ended.has(key)) {
      return [refused(told.kind === 'terminated' ? 'duplicate' : 'after_end', event)];
    }
    if (told.kind === 'terminated') return [...this.#known(told), this.#end(told)];
    const opened = this.#open(told);
    const run = this.#live.get(key) as LiveRun;
    return [...opened, ...this.#goOn(run, told, event)];
  }

  /** What the engine's answer comes to that the events did not tell. */
  reconcile(statuses: readonly EngineRunStatus[], question: number): readonly ListenerEvent[] {
    const active = new Map<string, EngineRunStatus>();
    for (const status of statuses) if (status.isActive) active.set(keyOf(withRunId(status)), status);
    const events: ListenerEvent[] = [];
    for (const [key, run] of this.#live) {
      if (!active.has(key) && run.since < question) events.push(...this.#lostEnd(run));
    }
    for (const [key, status] of active) {
      if (!this.#ended.has(key)) this.#lostStartOrBatches(key, status, events);
    }
    return events;
  }

  #goOn(
    run: LiveRun,
    told: Exclude<QueryEvent, { kind: 'terminated' }>,
    event: EngineEvent,
  ): ListenerEvent[] {
    if (told.kind === 'started') {
      if (run.isStartHeard) return [refused('duplicate', event)];
      run.isStartHeard = true;
      return [];
    }
    if (told.batchId !== undefined && told.batchId < run.batchId) return [refused('out_of_order', event)];
    if (told.kind === 'progress' && told.batchId === run.batchId) return [repeated(told, event)];
    if (told.kind === 'progress') run.batchId = told.batchId;
    else if (told.batchId !== undefined) run.counted = Math.max(run.counted, told.batchId);
    return [told];
  }

  /** A run that was not heard of is told as started, whatever is heard of it. */
  #open(told: {
    readonly queryId: string;
    readonly runId: string;
    readonly name?: string;
  }): ListenerEvent[] {
    const key = keyOf(told);
    if (this.#live.has(key)) return [];
    const { queryId, runId, name } = told;
    const unknown = this.#known(told);
    const nothing = { batchId: -1, polled: -1, counted: -1, isStartHeard: false };
    this.#live.set(key, { queryId, runId, since: this.#round, ...nothing });
    return [...unknown, { kind: 'started', queryId, runId, ...(name === undefined ? {} : { name }) }];
  }

  /** Says it if nobody knows the query of a run that was not heard of before. */
  #known(told: { readonly queryId: string; readonly runId: string }): ListenerEvent[] {
    if (this.#live.has(keyOf(told)) || this.#isKnown(told.queryId)) return [];
    return [{ kind: 'unknown_query', queryId: told.queryId }];
  }

  #end(told: Extract<QueryEvent, { kind: 'terminated' }>): QueryEvent {
    this.#live.delete(keyOf(told));
    this.#ended.add(keyOf(told));
    return told;
  }

  #lostEnd({ queryId, runId }: LiveRun): ListenerEvent[] {
    return [gap(queryId, 1), this.#end({ kind: 'terminated', queryId, runId })];
  }

  #lostStartOrBatches(key: string, status: EngineRunStatus, events: ListenerEvent[]): void {
    const { queryId, batchId } = status;
    if (!this.#live.has(key)) events.push(...this.#open(withRunId(status)), gap(queryId, 1));
    const run = this.#live.get(key) as LiveRun;
    const polled = isCount(batchId) ? batchId : -1;
    // It ran before anybody listened, so nobody knows from which batch on it should have been heard.
    if (!run.isStartHeard && Math.max(run.batchId, run.counted) < 0) run.counted = polled;
    // What it answered last time had the time between two answers to be heard.
    const missed = run.polled - Math.max(run.batchId, run.counted);
    if (missed > 0) {
      run.counted = run.polled;
      events.push(gap(queryId, missed));
    }
    run.polled = polled;
  }
}

/** Engines tell a batch again, without rows, when there is nothing to do. */
function repeated(told: QueryProgressed, event: EngineEvent): ListenerEvent {
  if (told.numInputRows > 0) return refused('duplicate', event);
  const { queryId, runId, name, batchId } = told;
  return { kind: 'idle', queryId, runId, ...(name === undefined ? {} : { name }), batchId };
}

const refused = (reason: RefusalReason, event: EngineEvent): ListenerEvent => ({
  kind: 'refused',
  reason,
  event,
});

const gap = (queryId: string, missed: number): ListenerEvent => ({
  kind: 'gap',
  queryId,
  missed,
  source: 'poll',
});

const withRunId = ({ queryId, runId }: EngineRunStatus) => ({ queryId, runId: runId || queryId });

/** Of two texts that may hold anything. */
const keyOf = ({ queryId, runId }: { readonly queryId: string; readonly runId: string }): string =>
  `${queryId.length}:${queryId}${runId}`;
