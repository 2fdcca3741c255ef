import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concat, EMPTY, ignoreElements, NEVER, type Observable, of, throwError, timer } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import {
  carryOn,
  type FailurePolicy,
  failFast,
  skipDependents,
} from '../../lib/execution/failurePolicy.ts';
import type { HybridEvent } from '../../lib/host/hybridEvent.ts';
import { HybridFailedError } from '../../lib/host/hybridFailedError.ts';
import { runHybrid } from '../../lib/host/runHybrid.ts';
import type { Plan } from '../../lib/planning/plan.ts';
import { queries } from '../../lib/streaming/queries/queries.ts';
import { type QueryBuilder, query } from '../../lib/streaming/queries/query.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import type { FlowPipe } from '../execution/support/flow.ts';
import { planned } from './support/mixed.ts';

type Way = 'ends' | 'fails' | 'hangs' | 'throws';

interface Member {
  readonly id: string;
  readonly reads: readonly string[];
  readonly mode: 'batch' | 'stream';
  readonly way: Way;
  readonly takes: number;
}

const policies: Readonly<Record<string, FailurePolicy>> = { skipDependents, failFast, carryOn };

const members: fc.Arbitrary<readonly Member[]> = fc
  .array(
    fc.record({
      mode: fc.constantFrom<Member['mode']>('batch', 'stream'),
      way: fc.oneof(fc.constant<Way>('ends'), fc.constantFrom<Way>('ends', 'fails', 'hangs', 'throws')),
      takes: fc.nat(5),
      picks: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 12, size: 'max' },
  )
  .map((all) =>
    all.map(({ picks, ...member }, i) => ({
      ...member,
      id: `p${i}`,
      reads: i === 0 ? [] : [...new Set(picks.map((pick) => `p${pick % i}`))],
    })),
  );

/** What a member does: `hangs` until it is stopped. */
function workOf({ way, takes }: Member, scheduler: SimulatedScheduler): Observable<never> {
  if (way === 'throws') throw new Error('thrown');
  if (way === 'hangs') return NEVER;
  const time$ = takes === 0 ? EMPTY : timer(takes, scheduler).pipe(ignoreElements());
  return way === 'ends'
    ? time$
    : concat(
        time$,
        throwError(() => new Error('failed')),
      );
}

interface Played {
  readonly plan: Plan;
  readonly events: readonly HybridEvent[];
  readonly error: unknown;
  readonly running: readonly string[];
}

/** All of it in simulated time, stopped after a while so that what hangs has an end. */
function played(all: readonly Member[], failure: FailurePolicy, stopAfter: number): Played {
  const scheduler = new SimulatedScheduler();
  const set = queries({ scheduler, recovery: false });
  for (const member of all) {
    const build: QueryBuilder = () => ({
      progress$: workOf(member, scheduler),
      stop: () => timer(1, scheduler),
    });
    set.register(query(member.id, build));
  }
  set.run$.subscribe();
  const flow = Object.fromEntries(
    all.map((member): [string, FlowPipe] => [
      member.id,
      { reads: member.reads.join(' '), mode: member.mode, run: () => workOf(member, scheduler) },
    ]),
  );
  const plan = planned(flow);
  const events: HybridEvent[] = [];
  let error: unknown;
  runHybrid(plan, {
    ...{ engine: memoryEngine(), queries: set, scheduler, failure, grace: 1 },
    cancel$: concat(timer(stopAfter, scheduler).pipe(ignoreElements()), of('enough')),
  }).subscribe({
    next: (event) => events.push(event),
    error: (failed: unknown) => {
      error = failed;
    },
  });
  scheduler.flush();
  return {
    plan,
    events,
    error,
    running: set.list().flatMap(({ queryId, state }) => (state === 'running' ? [queryId] : [])),
  };
}

describe('runHybrid, whatever happens,', () => {
  const whatever = fc.record({
    all: members,
    policy: fc.constantFrom(...Object.keys(policies)),
    stopAfter: fc.integer({ min: 1, max: 40 }),
  });
  const check = (holds: (played: Played, policy: string) => void) =>
    fc.assert(
      fc.property(whatever, ({ all, policy, stopAfter }) =>
        holds(played(all, policies[policy] as FailurePolicy, stopAfter), policy),
      ),
    );

  it('ends every pipe and every stream once, and counts add up', () => {
    check(({ plan, events, error, running }) => {
      const ended = events.flatMap((event) =>
        event.name === 'pipe_ended' || event.name === 'stream_ended' ? [event.pipeId] : [],
      );
      const last = events.at(-1);
      if (last?.name !== 'hybrid_completed' && last?.name !== 'hybrid_failed')
        throw new Error(`expected the end as the last event, got ${last?.name}`);
      const { batch, streams } = last.result;
      const counts = [...Object.values(batch?.counts ?? {}), ...Object.values(streams?.counts ?? {})];

      expect([...ended].sort()).toEqual([...plan.pipeIds].sort());
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(plan.pipeIds.length);
      expect(error instanceof HybridFailedError).toBe(last.name === 'hybrid_failed');
      expect(running).toEqual([]);
    });
  });

  it('starts streams after all pipes have ended, and each after those that read it', () => {
    check(({ plan, events }) => {
      const starts = new Map<string, number>();
      const runs = new Map<string, number>();
      events.forEach((event, place) => {
        if (event.name !== 'stream_changed') return;
        if (event.status.state === 'starting') starts.set(event.pipeId, place);
        if (event.status.state === 'running') runs.set(event.pipeId, place);
      });
      const lastEnd = events.findLastIndex(({ name }) => name === 'pipe_ended');
      const early = [...starts.values()].filter((place) => place < lastEnd);
      const wrong = plan.edges.filter(
        ({ from, to }) =>
          starts.has(from) &&
          starts.has(to) &&
          (starts.get(from) ?? 0) < (runs.get(to) ?? Number.POSITIVE_INFINITY),
      );

      expect([early, wrong]).toEqual([[], []]);
    });
  });

  it('skips streams for a failed pipe that they need, and for nothing else', () => {
    check(({ plan, events }, policy) => {
      const ends = new Map<string, string>();
      for (const event of events)
        if (event.name === 'pipe_ended' || event.name === 'stream_ended')
          ends.set(event.pipeId, event.outcome.status);
      const skipped = plan.pipeIds.filter(
        (id) => plan.modeOf(id) === 'stream' && ends.get(id) === 'skipped',
      );
      const isBad = (id: string) =>
        ends.get(id) === 'skipped' || (plan.modeOf(id) === 'batch' && ends.get(id) === 'failed');
      const groundless = skipped.filter(
        (id) => !plan.edges.some(({ from, to }) => to === id && isBad(from)),
      );
      const forgotten = plan.edges.filter(
        ({ from, to }) =>
          plan.modeOf(to) === 'stream' &&
          isBad(from) &&
          !['skipped', 'cancelled'].includes(ends.get(to) ?? ''),
      );

      expect(groundless).toEqual([]);
      if (policy === 'skipDependents') expect(forgotten).toEqual([]);
      else expect(skipped).toEqual([]);
    });
  });
});
