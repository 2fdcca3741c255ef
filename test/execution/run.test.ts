import { describe, expect, it } from '@jest/globals';
import {
  distinct,
  EMPTY,
  ignoreElements,
  map,
  type Observable,
  of,
  take,
  tap,
  throwError,
  toArray,
} from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunEvent } from '../../lib/execution/runEvent.ts';
import { RunFailedError } from '../../lib/execution/runFailedError.ts';
import type { RunRecord } from '../../lib/execution/runRecord.ts';
import type { ReadRequest } from '../../lib/execution/sliceOf.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { batch } from '../../lib/planning/batch.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { parseSelection } from '../../lib/planning/parseSelection.ts';
import { planCache } from '../../lib/planning/planCache.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { sequentialIds } from '../../lib/signals/ids.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { failureOf } from '../support/failureOf.ts';
import { endingsIn, only, pipesOf, running, told } from './support/flow.ts';

const broken = new Error('broken');
const fails = throwError(() => broken);

//  bronze.orders ──> silver.orders ──> gold.revenue
//  bronze.clicks
const shop = new Registry().add(
  pipesOf({
    'bronze.orders': { run: EMPTY, tags: { owner: 'intake' } },
    'bronze.clicks': EMPTY,
    'silver.orders': { reads: 'bronze.orders', run: EMPTY },
    'gold.revenue': { reads: 'silver.orders', run: EMPTY },
  }),
);
const onShop = { engine: memoryEngine(), definitions: shop };

const resultOf = (run$: Observable<RunEvent>) => {
  const [result] = now(run$.pipe(toResult()));
  if (!result) throw new Error('expected a result, got none');
  return result;
};
const ranIn = (run$: Observable<RunEvent>) => resultOf(run$).pipeIds;

// biome-ignore format: marbles are aligned by hand
describe('run', () => {
  it('tells what happens, in order', marbles(({ cold, expectObservable }) => {
    const a = cold('   ------|');
    const expected = ' (abc)-(defghij|)';

    expectObservable(told(running({ a, b: { reads: 'a', run: EMPTY } }))).toBe(expected, {
      a: 'run_started',
      b: 'generation_started 0',
      c: 'pipe_started a',
      d: 'pipe_ended a succeeded',
      e: 'generation_completed 0',
      f: 'generation_started 1',
      g: 'pipe_started b',
      h: 'pipe_ended b succeeded',
      i: 'generation_completed 1',
      j: 'run_completed',
    });
  }));

  it('says when all of it happened, in the time of its scheduler', marbles(({ cold, expectObservable }) => {
    const a = cold('           -----|            ');
    const concurrency = cold('  ---1  ', { 1: 1 });
    const subscribe = '       --^                 ';
    const expected = '        --a--(bc)-(def|)    ';
    const run$ = running({ a }, { concurrency });

    expectObservable(run$.pipe(map(({ name, at }) => `${name} ${at}`)), subscribe).toBe(expected, {
      a: 'run_started 2',
      b: 'generation_started 5',
      c: 'pipe_started 5',
      d: 'pipe_ended 10',
      e: 'generation_completed 10',
      f: 'run_completed 10',
    });
  }));

  it('gives each requested pipe one end, and counts that add up', marbles(({ cold, expectObservable }) => {
    // ok        fails ── dependent        empty ── reader        slow
    const flow = {
      ok: EMPTY,
      fails,
      dependent: { reads: 'fails', run: EMPTY },
      empty: { reads: 'outside', run: EMPTY },
      reader: { reads: 'empty', run: EMPTY },
      slow: cold('---------|'),
    };
    const slice = ({ pipe }: ReadRequest) => of(pipe.id === 'empty' ? ('no_data' as const) : ({ kind: 'rows' } as const));
    const run$ = running(flow, { slice, cancel$: cold('--x'), grace: 1, concurrency: 9 });
    const ends$ = only(run$, 'pipe_ended').pipe(map(({ pipeId }) => pipeId), toArray(), map((ids) => [...ids].sort()));
    const told$ = run$.pipe(toResult(), map((result) => [result.status, result.counts, result.startedAt, result.endedAt, result.elapsedMs, endingsIn(result)]));

    expectObservable(ends$).toBe('---(r|)', { r: ['dependent', 'empty', 'fails', 'ok', 'reader', 'slow'] });
    expectObservable(told$).toBe('---(r|)', {
      r: [
        'failed',
        { succeeded: 1, failed: 1, skipped: 3, cancelled: 1 },
        0,
        3,
        3,
        {
          ok: 'succeeded',
          fails: 'failed: broken',
          dependent: 'skipped: upstream_failed fails',
          empty: 'skipped: no_data',
          reader: 'skipped: no_data',
          slow: 'cancelled: x, abandoned',
        },
      ],
    });
  }));

  it('accounts for every pipe also when it is itself broken', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    // a ── b
    // c ── d
    const [a, c] = [cold('--|'), cold('-----|')];
    const cSubs = '      ^-!';
    const error = new Error('no ids left');
    let left = 2;
    const ids = (name: string) => {
      if (name === 'pipe' && left-- === 0) throw error;
      return `${name}-${left}`;
    };
    const signals = new Signals({ ids });
    signals.of('*').subscribe();
    const flow = { a, b: { reads: 'a', run: EMPTY }, c, d: { reads: 'c', run: EMPTY } };
    const broken = 'cancelled: the run is broken';

    expectObservable(running(flow, { signals }).pipe(toResult(), map((result) => [result.status, result.error, endingsIn(result)]))).toBe('--(r|)', {
      r: ['failed', error, { a: 'succeeded', b: `${broken}, abandoned`, c: `${broken}, abandoned`, d: broken }],
    });
    expectSubscriptions(c.subscriptions).toBe(cSubs);
  }));

  it('tells what happens though it cannot be told as a signal', () => {
    let left = 1;
    const signals = new Signals({
      ids: (name) => {
        if (name === 'pipe' && left-- === 0) throw new Error('no ids left');
        return name;
      },
    });
    signals.of('*').subscribe();
    expect(now(told(running({ a: EMPTY, b: { reads: 'a', run: EMPTY } }, { signals })))).toEqual([
      'run_started',
      'generation_started 0',
      'pipe_started a',
      'pipe_ended a succeeded',
      'generation_completed 0',
      'generation_started 1',
      'pipe_started b',
      'pipe_ended b cancelled',
      'generation_completed 1',
      'run_failed',
    ]);
  });

  it('runs twice for two subscribers, each with an id and a state of its own', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const signals = new Signals({ ids: sequentialIds('x') });
    const a = cold('        --|     ');
    const other = '         -^      ';
    const subs = ['         ^-!     ', '-^-!     '];
    const run$ = running({ a }, { signals });
    const ids = (told$: Observable<RunEvent>) => told$.pipe(map(({ runId }) => runId), distinct(), toArray(), map((all) => all.join()));

    expectObservable(ids(run$)).toBe('        --(r|)  ', { r: 'run-x-2' });
    expectObservable(ids(run$), other).toBe(' ---(r|) ', { r: 'run-x-3' });
    expectSubscriptions(a.subscriptions).toBe(subs);
  }));

  it('asks what there is at any time', marbles(({ cold, expectObservable, flush }) => {
    const seen: unknown[] = [];
    const look = (run: RunRecord) => seen.push([run.status, run.endedAt, endingsIn(run)]);
    let record: RunRecord | undefined;
    const run$ = running({ a: cold('--|'), b: { reads: 'a', run: cold('--|') } }).pipe(
      tap((event) => {
        if (event.name === 'run_started') record = event.run;
        if (record && event.name === 'pipe_started') look(record);
      }),
    );

    expectObservable(run$.pipe(ignoreElements())).toBe('----|');
    flush();
    expect(seen).toEqual([
      ['running', undefined, { a: 'running', b: 'waiting' }],
      ['running', undefined, { a: 'succeeded', b: 'running' }],
    ]);
    if (!record) throw new Error('expected a record, got none');
    expect([record.status, record.endedAt, record.producersOf('b'), record.waitsFor('b'), record.plan?.strategy]).toEqual(['succeeded', 4, ['a'], ['a'], 'batch']);
    expect(failureOf(() => record?.stateOf('c')).message).toBe('expected the id of a pipe of the run, got "c" (did you mean "a"?)');
  }));
});

describe('what is run', () => {
  it('is a selection, as text or as value', () => {
    expect(ranIn(run('silver.orders+', onShop))).toEqual(['silver.orders', 'gold.revenue']);
    expect(ranIn(run(parseSelection('tag:owner'), onShop))).toEqual(['bronze.orders']);
    expect(ranIn(run('state:failed', { ...onShop, stateOf: () => 'failed' }))).toHaveLength(4);
  });

  it('is a list of ids, each after what it needs', () => {
    expect(ranIn(run(['gold.revenue', 'bronze.orders', 'gold.revenue'], onShop))).toEqual([
      'bronze.orders',
      'gold.revenue',
    ]);
  });

  it('is pipes, which need no registry', () => {
    expect(
      ranIn(run(pipesOf({ b: { reads: 'a', run: EMPTY }, a: EMPTY }), { engine: memoryEngine() })),
    ).toEqual(['a', 'b']);
  });

  it('is a plan', () => {
    expect(ranIn(run(plan(shop.wiring(), ['bronze.clicks']), { engine: memoryEngine() }))).toEqual([
      'bronze.clicks',
    ]);
  });

  it('may be nothing', () => {
    for (const order of ['ready', 'generations', 'given'] as const) {
      const run$ = run([], { ...onShop, order, concurrency: of(1) });
      expect(now(told(run$))).toEqual(['run_started', 'run_completed']);
      expect(resultOf(run$).counts).toEqual({ succeeded: 0, failed: 0, skipped: 0, cancelled: 0 });
    }
  });

  it('is planned by the strategy that is given', () => {
    const run$ = run('*.orders', {
      ...onShop,
      strategy: (graph) => ({ ...batch(graph), strategy: 'mine' }),
    });
    expect(resultOf(run$).plan?.strategy).toBe('mine');
  });

  it('is taken from the plan cache, but with the bodies and settings as they are now', () => {
    const bodies: string[] = [];
    const body = (name: string) => () => {
      bodies.push(name);
      return [];
    };
    const cache = planCache();
    const once = (name: string, retry: number) => {
      const definitions = new Registry().add(pipesOf({ a: { run: body(name), retry } }));
      return resultOf(run(['a'], { engine: memoryEngine(), definitions, planCache: cache }));
    };
    expect([once('one', 0).plan === once('other', 1).plan, bodies]).toEqual([true, ['one', 'other']]);
  });

  it('is refused at once where it cannot be run', () => {
    const refusal = (...what: Parameters<typeof run>) => failureOf(() => run(...what)).message;
    const engine = memoryEngine();

    expect(refusal(null as never, onShop)).toBe(
      'expected a plan, a selection, ids of pipes or pipes to run, got null',
    );
    expect(refusal(7 as never, onShop)).toBe(
      'expected a plan, a selection, ids of pipes or pipes to run, got 7',
    );
    expect(refusal({} as never, onShop)).toBe(
      'expected a plan, a selection, ids of pipes or pipes to run, got an object',
    );
    expect(refusal('gold.*', { engine })).toBe(
      'expected the option definitions, where ids and selections are looked up, got nothing',
    );
    expect(refusal(['gold.revenu'], onShop)).toContain('did you mean "gold.revenue"?');
    expect(refusal('gold.', onShop)).toContain('gold.');
    expect(refusal({ ...plan(shop.wiring()) }, { engine })).toBe(
      'expected a plan that "plan" made or "validatePlan" accepted, got another one',
    );
    expect(refusal(plan(shop.wiring(), undefined, { strategy: streaming }), { engine })).toContain(
      'plan with "batch"',
    );
    expect(
      refusal(pipesOf({ a: { reads: 'b', run: EMPTY }, b: { reads: 'a', run: EMPTY } }), { engine }),
    ).toContain('a -> b -> a');
  });
});

describe('RunFailedError', () => {
  const errorOf = (run$: Observable<RunEvent>) => failureOf(() => now(run$));

  it('says which pipes failed, in alphabetical order, and leads to the first error and the result', () => {
    const error = errorOf(
      running({ b: throwError(() => new TypeError('b is broken')), a: fails, c: EMPTY }),
    );
    expect(error).toBeInstanceOf(RunFailedError);
    expect(error.message).toMatch(
      /^expected the run run-\w+-2 to succeed, but 2 of 3 pipes failed: a \(Error: broken\), b \(TypeError: b is broken\)$/,
    );
    expect(error.cause).toBe(broken);
    expect((error as RunFailedError).result.counts.failed).toBe(2);
  });

  it('names a few and counts the others', () => {
    const flow = Object.fromEntries([...'abcdefg'].map((id) => [id, fails]));
    expect(errorOf(running(flow)).message).toContain('e (Error: broken) and 2 more');
  });

  it('says what was cancelled, and why the run is broken', () => {
    const why = new Error('no connection');
    const error = errorOf(running({ a: EMPTY }, { cancel$: throwError(() => why) }));
    expect(error.message).toMatch(/but Error: no connection; 1 of 1 pipes were cancelled$/);
    expect(error.cause).toBe(why);
  });

  it('is made of whatever a pipe threw', () => {
    for (const thrown of ['text', 7, null, undefined, Object.create(null), Symbol('sign')]) {
      const signals = new Signals();
      signals.of('*').subscribe();
      const error = errorOf(running({ a: throwError(() => thrown) }, { signals }));
      expect([error.name, (error as RunFailedError).result.counts.failed]).toEqual(['RunFailedError', 1]);
    }
  });
});

describe('toResult', () => {
  it('is one value, whichever way the run ended', () => {
    expect(now(running({ a: EMPTY }).pipe(toResult())).map(({ status }) => status)).toEqual(['succeeded']);
    expect(now(running({ a: fails }).pipe(toResult())).map(({ status }) => status)).toEqual(['failed']);
    expect(
      now(running({ a: EMPTY }, { cancel$: of(1) }).pipe(toResult())).map(({ status }) => status),
    ).toEqual(['cancelled']);
  });

  it('errors with whatever is no end of a run', () => {
    expect(failureOf(() => now(throwError(() => broken).pipe(toResult())))).toBe(broken);
    expect(failureOf(() => now(EMPTY.pipe(toResult()))).message).toBe(
      'expected the events of a run up to its end, got none as the last',
    );
    const cut$ = running({ a: EMPTY }).pipe(take(1), toResult());
    expect(failureOf(() => now(cut$)).message).toBe(
      'expected the events of a run up to its end, got run_started as the last',
    );
  });
});
