import type { Registry } from '../definitions/registry.ts';
import type { JournaledPipe, JournaledRun } from '../execution/journal/journal.ts';
import type { PipeOutcome } from '../execution/pipeState.ts';
import type { OutcomeCounts, RunResult } from '../execution/runRecord.ts';
import { plan } from '../planning/makePlan.ts';
import type { Plan } from '../planning/plan.ts';
import { UnknownPipeError } from '../planning/unknownPipeError.ts';

/**
 * A run as a journal kept it, to be asked like one that is over. Who needs whom is as it is defined by now; of
 * pipes that are not defined any more only their end is known.
 */
export function keptRun(kept: JournaledRun, definitions: Registry): RunResult {
  const { runId, startedAt, pipeIds } = kept;
  const made = planOf(pipeIds, definitions);
  const producers = producersIn(made);
  const upstream = blame(kept, producers);
  const endedAt = kept.endedAt ?? lastMoment(kept);
  const outcomes = new Map(pipeIds.map((id) => [id, outcomeOf(id, kept, { endedAt, upstream })]));
  const producersOf = (pipeId: string) => producers.get(pipeId) ?? [];
  const counted = (status: PipeOutcome['status']) =>
    [...outcomes.values()].filter((outcome) => outcome.status === status).length;
  const counts: OutcomeCounts = {
    succeeded: counted('succeeded'),
    failed: counted('failed'),
    skipped: counted('skipped'),
    cancelled: counted('cancelled'),
  };
  return {
    ...{ runId, startedAt, endedAt, pipeIds, counts, elapsedMs: endedAt - startedAt },
    ...{ checks: [], stale: [] },
    status: kept.status ?? 'cancelled',
    cancelling: kept.status === undefined ? BROKEN_OFF : undefined,
    error: undefined,
    order: 'ready',
    plan: made,
    stateOf: (pipeId) => {
      const outcome = outcomes.get(pipeId);
      if (!outcome) throw new UnknownPipeError([pipeId], pipeIds, `pipes of the run ${runId}`);
      return outcome;
    },
    producersOf,
    waitsFor: producersOf,
    blameOf: upstream,
  };
}

const BROKEN_OFF = 'the run has no end in the journal: it broke off, or still goes on';

function planOf(pipeIds: readonly string[], definitions: Registry): Plan | undefined {
  const wiring = definitions.wiring();
  const defined = pipeIds.filter((id) => wiring.handleOf(id) !== undefined);
  return defined.length === 0 ? undefined : plan(wiring, defined);
}

function producersIn(made: Plan | undefined): ReadonlyMap<string, readonly string[]> {
  const producers = new Map<string, string[]>();
  for (const { from, to } of made?.edges ?? []) {
    const known = producers.get(to);
    if (known === undefined) producers.set(to, [from]);
    else if (!known.includes(from)) known.push(from);
  }
  return producers;
}

type UpstreamOf = (pipeId: string) => string | undefined;

/** The failed pipe because of which a pipe did not run: of several, the first in alphabetical order. */
function blame({ pipes }: JournaledRun, producers: ReadonlyMap<string, readonly string[]>): UpstreamOf {
  const isBroken = (id: string) =>
    pipes.get(id)?.status === 'failed' || pipes.get(id)?.reason === 'upstream_failed';
  return (pipeId) => {
    if (pipes.get(pipeId)?.status === 'failed') return pipeId;
    if (!isBroken(pipeId)) return undefined;
    // It grows while it is gone through.
    const seen = new Set(producers.get(pipeId)?.filter(isBroken));
    for (const id of seen) for (const next of producers.get(id)?.filter(isBroken) ?? []) seen.add(next);
    return [...seen].filter((id) => pipes.get(id)?.status === 'failed').sort()[0];
  };
}

function lastMoment({ startedAt, pipes }: JournaledRun): number {
  return [...pipes.values()].reduce((last, { at }) => Math.max(last, at), startedAt);
}

interface Around {
  readonly endedAt: number;
  readonly upstream: UpstreamOf;
}

function outcomeOf(pipeId: string, { pipes }: JournaledRun, { endedAt, upstream }: Around): PipeOutcome {
  const kept = pipes.get(pipeId);
  const base = { pipeId, abandoned: false, attempts: kept?.attempts ?? 0 };
  if (kept === undefined)
    return { ...base, status: 'cancelled', startedAt: undefined, endedAt, reason: BROKEN_OFF };
  const { at, rows, elapsedMs, error, reason } = kept;
  const startedAt = elapsedMs === undefined ? undefined : at - elapsedMs;
  switch (kept.status) {
    case 'succeeded':
      return { ...base, ...{ status: 'succeeded', endedAt: at, rows }, ...began(kept), written: undefined };
    case 'failed':
      return { ...base, ...{ status: 'failed', endedAt: at }, ...began(kept), error: keptError(error) };
    case 'skipped': {
      const blamed = upstream(pipeId);
      const told = { pipeId, startedAt, endedAt: at, reason: reason ?? 'no_data' };
      return { status: 'skipped', ...told, ...(blamed === undefined ? {} : { upstream: blamed }) };
    }
    case 'cancelled':
      return { ...base, status: 'cancelled', startedAt, endedAt: at, reason: 'the run was cancelled' };
  }
}

const began = ({ at, elapsedMs = 0 }: JournaledPipe) => ({ startedAt: at - elapsedMs });

/** A journal keeps the type of an error and its message as one text. */
function keptError(text = 'it is not known how'): Error {
  const [, name = 'Error', message = text] = /^(\w+): ([\s\S]*)$/.exec(text) ?? [];
  return Object.assign(new Error(message), { name });
}
