import { describe, expect, it } from '@jest/globals';
import { EMPTY, map, throwError } from 'rxjs';
import {
  carryOn,
  type FailurePolicy,
  failFast,
  skipDependents,
} from '../../lib/execution/failurePolicy.ts';
import type { FailedPipe } from '../../lib/execution/pipeState.ts';
import type { RunRecord } from '../../lib/execution/runRecord.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { endings, endingsIn, type Flow, type FlowPipe, running } from './support/flow.ts';

const fails = throwError(() => new Error('broken'));

/** How the run and its pipes ended, and what is said of the run. */
const ends = (flow: Flow, failure: FailurePolicy) =>
  now(
    running(flow, { failure, concurrency: 1 }).pipe(
      toResult(),
      map((run) => [run.status, run.error, endingsIn(run)]),
    ),
  )[0];

// biome-ignore format: marbles are aligned by hand
describe('skipDependents', () => {
  it('is what happens unless told otherwise: who needs the output is skipped, branches apart run on', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    // a ── b ── c
    // d ── e
    const [a, b, c] = [cold('--#', {}, new Error('broken')), cold('-|'), cold('-|')];
    const [d, e] = [cold('---|'), cold('--|')];
    const dSubs = '         ^--!  ';
    const eSubs = '         ---^-!';
    const result = '        -----(r|)';
    const flow = { a, b: { reads: 'a', run: b }, c: { reads: 'b', run: c }, d, e: { reads: 'd', run: e } };

    expectObservable(endings(running(flow))).toBe(result, {
      r: {
        a: 'failed: broken',
        b: 'skipped: upstream_failed a',
        c: 'skipped: upstream_failed a',
        d: 'succeeded',
        e: 'succeeded',
      },
    });
    expectSubscriptions(b.subscriptions).toBe([]);
    expectSubscriptions(c.subscriptions).toBe([]);
    expectSubscriptions(d.subscriptions).toBe(dSubs);
    expectSubscriptions(e.subscriptions).toBe(eSubs);
  }));

  it('blames the first in alphabetical order of all that failed, however far away and whenever', marbles(({ cold, expectObservable }) => {
    // z ── m ──┐
    //          ├── out ── last
    // a ───────┘
    const flow = {
      z: cold('-#', {}, new Error('z is broken')),
      m: { reads: 'z', run: EMPTY },
      a: cold('---#', {}, new Error('a is broken')),
      out: { reads: 'm a', run: EMPTY },
      last: { reads: 'out', run: EMPTY },
    };

    expectObservable(endings(running(flow, { failure: skipDependents }))).toBe('---(r|)', {
      r: {
        z: 'failed: z is broken',
        a: 'failed: a is broken',
        m: 'skipped: upstream_failed z',
        out: 'skipped: upstream_failed a',
        last: 'skipped: upstream_failed a',
      },
    });
  }));
});

// biome-ignore format: marbles are aligned by hand
describe('failFast', () => {
  it('aborts what runs, and what has not started never does', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const a = cold('      --#', {}, new Error('broken'));
    const b = cold('      ----------|');
    const c = cold('      -|');
    const bSubs = '       ^----!';
    const result = '      -----(r|)';
    const flow = { a, b, c: { reads: 'b', run: c }, d: { run: c, weight: 4 } };

    expectObservable(endings(running(flow, { failure: failFast, grace: 3 }))).toBe(result, {
      r: {
        a: 'failed: broken',
        b: 'cancelled: a failed, abandoned',
        c: 'cancelled: a failed',
        d: 'cancelled: a failed',
      },
    });
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe([]);
  }));

  it('tells the siblings why', marbles(({ cold, flush, expectObservable }) => {
    const reasons: unknown[] = [];
    const body: FlowPipe['run'] = (_, { signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return cold('---|');
    };

    expectObservable(endings(running({ a: cold('--#'), b: { writes: null, run: body } }, { failure: failFast }))).toBe('---(r|)', {
      r: { a: 'failed: error', b: 'cancelled: a failed' },
    });
    flush();
    expect(reasons).toEqual([expect.objectContaining({ name: 'CancelledError' })]);
  }));

  it('leaves a run as failed, not as cancelled', () => {
    expect(ends({ a: fails, b: EMPTY }, failFast)).toEqual([
      'failed',
      undefined,
      { a: 'failed: broken', b: 'cancelled: a failed' },
    ]);
  });
});

describe('carryOn', () => {
  it('runs everything, on whatever is there', () => {
    const flow = { a: fails, b: { reads: 'a', run: EMPTY }, c: { reads: 'b', run: fails } };
    expect(ends(flow, carryOn)).toEqual([
      'failed',
      undefined,
      { a: 'failed: broken', b: 'succeeded', c: 'failed: broken' },
    ]);
  });

  it('lets a consumer fail in its turn where there is nothing', () => {
    const flow: Flow = {
      a: () => {
        throw new Error('broken');
      },
      b: { reads: 'a', run: ({ a }) => (a as NonNullable<typeof a>).rows() as never },
    };
    expect(ends(flow, carryOn)).toEqual([
      'failed',
      undefined,
      { a: 'failed: broken', b: expect.stringContaining('failed: expected a table of a, got none') },
    ]);
  });
});

describe('a failure policy of your own', () => {
  it('is asked once for each failure, with the run as it is', () => {
    const asked: [FailedPipe, unknown][] = [];
    const policy = (failed: FailedPipe, run: RunRecord) => {
      asked.push([failed, [run.status, run.counts, run.producersOf('c'), run.stateOf(failed.pipeId)]]);
      return run.counts.failed < 2 ? 'carry_on' : 'cancel';
    };
    const flow = { a: fails, b: fails, c: { reads: 'a b', run: fails }, d: EMPTY };

    expect(ends(flow, policy)).toEqual([
      'failed',
      undefined,
      { a: 'failed: broken', b: 'failed: broken', c: 'cancelled: b failed', d: 'cancelled: b failed' },
    ]);
    expect(asked.map(([{ pipeId, attempts }, run]) => [pipeId, attempts, run])).toEqual([
      [
        'a',
        1,
        ['running', { succeeded: 0, failed: 1, skipped: 0, cancelled: 0 }, ['a', 'b'], asked[0]?.[0]],
      ],
      [
        'b',
        1,
        ['running', { succeeded: 0, failed: 2, skipped: 0, cancelled: 0 }, ['a', 'b'], asked[1]?.[0]],
      ],
    ]);
  });

  it('cancels the run when it throws, and the run tells why', () => {
    const error = new Error('no policy');
    const policy = () => {
      throw error;
    };
    expect(ends({ a: fails, b: EMPTY }, policy)).toEqual([
      'failed',
      error,
      { a: 'failed: broken', b: 'cancelled: the failure policy is broken' },
    ]);
  });

  it('cancels the run when it decides what cannot be', () => {
    expect(ends({ a: fails, b: EMPTY }, () => 'retry' as never)).toEqual([
      'failed',
      new TypeError(
        'expected a failure policy to decide "skip_dependents", "cancel" or "carry_on", got retry',
      ),
      { a: 'failed: broken', b: 'cancelled: the failure policy is broken' },
    ]);
  });

  // biome-ignore format: marbles are aligned by hand
  it('is heard of also when it throws while the run is being cancelled', marbles(({ cold, expectObservable }) => {
    const late = { run: cold('--------|'), timeout: 2 };
    const error = new Error('no policy');
    const failure = () => {
      throw error;
    };
    const run$ = running({ a: late, b: cold('----|') }, { failure, grace: 2, cancel$: cold('---x') });

    expectObservable(run$.pipe(toResult(), map(({ status, error, counts }) => ({ status, error, failed: counts.failed })))).toBe('----(r|)', {
      r: { status: 'failed', error, failed: 1 },
    });
  }));
});

describe('blame', () => {
  /** Whose failure keeps the readers of each pipe from running. */
  const blame = (flow: Flow, failure: FailurePolicy) =>
    now(
      running(flow, { failure }).pipe(
        toResult(),
        map((run) => run.pipeIds.map((id) => `${id} ${run.blameOf(id)}`)),
      ),
    )[0];

  // a ── b ── c     d
  const flow = { a: fails, b: { reads: 'a', run: EMPTY }, c: { reads: 'b', run: EMPTY }, d: EMPTY };

  it('is handed on by a failure and by who is skipped for it, where the policy skips', () => {
    expect(blame(flow, skipDependents)).toEqual(['a a', 'd undefined', 'b a', 'c a']);
  });

  it("is nobody's where the policy carries on", () => {
    expect(blame(flow, carryOn)).toEqual(['a undefined', 'd undefined', 'b undefined', 'c undefined']);
  });
});
