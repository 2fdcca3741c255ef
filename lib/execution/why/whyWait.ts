import type { RunRecord } from '../runRecord.ts';

/** What kept a pipe from starting, or still does. */
export interface WhyWait {
  /** Milliseconds from the start of the run until it started, or until now. */
  readonly waitedMs: number;
  /** Those it waits for that have not ended. */
  readonly waitsFor: readonly string[];
  /** When the last of those had ended that it had to wait for; left out while it waits for some. */
  readonly readyAt?: number;
  /** The one that ended last; left out where it had to wait for nobody. */
  readonly releasedBy?: string;
  /** Milliseconds in which nothing but a slot was missing. */
  readonly slotMs?: number;
}

/** A run as it is at one moment. */
export interface RunMoment {
  readonly run: RunRecord;
  readonly at: number;
  /** Who has to end before a pipe starts. */
  readonly holdups: (pipeId: string) => readonly string[];
}

/** What a pipe waited for until it started, or waits for until now. */
export function waitOf(pipeId: string, until: number, { run, holdups }: RunMoment): WhyWait {
  const waitsFor: string[] = [];
  let readyAt = run.startedAt;
  let releasedBy: string | undefined;
  for (const id of holdups(pipeId)) {
    const state = run.stateOf(id);
    if (state.status === 'waiting' || state.status === 'running') waitsFor.push(id);
    else if (state.endedAt >= readyAt) [readyAt, releasedBy] = [state.endedAt, id];
  }
  const waitedMs = Math.max(0, until - run.startedAt);
  if (waitsFor.length > 0) return { waitedMs, waitsFor };
  const slotMs = Math.max(0, until - readyAt);
  return { waitedMs, waitsFor, readyAt, ...(releasedBy === undefined ? {} : { releasedBy }), slotMs };
}
