import { describe, expect, it } from '@jest/globals';
import { EMPTY, map, NEVER, of, throwError } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { failureOf } from '../support/failureOf.ts';
import { text } from '../support/text.ts';
import { endings, endingsIn, type Flow, pipesOf, running } from './support/flow.ts';

const done = (...ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 'succeeded']));
/** What digits stand for. */
const numbers = { 0: 0, 1: 1, 2: 2, 3: 3 };

/** The order in which pipes start that end at once. */
function startsOf(flow: Flow, options: Parameters<typeof running>[1] = {}): string {
  let starts = '';
  running(flow, { concurrency: 1, ...options }).subscribe({
    next: (event) => {
      if (event.name === 'pipe_started') starts += event.pipeId;
    },
    error: () => undefined,
  });
  return starts;
}

// biome-ignore format: marbles are aligned by hand
describe('order of a run', () => {
  it('starts a pipe when those whose output it reads have ended', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    //     b
    //   ╱   ╲
    // a       d
    //   ╲   ╱
    //     c
    const [a, b, c, d] = [cold('--|'), cold('---|'), cold('-----|'), cold('-|')];
    const aSubs = '   ^-!      ';
    const bSubs = '   --^--!   ';
    const cSubs = '   --^----! ';
    const dSubs = '   -------^!';
    const result = '  --------(r|)';
    const flow = { d: { reads: 'b c', run: d }, c: { reads: 'a', run: c }, b: { reads: 'a', run: b }, a };

    expectObservable(endings(running(flow))).toBe(result, { r: done('a', 'b', 'c', 'd') });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe(cSubs);
    expectSubscriptions(d.subscriptions).toBe(dSubs);
  }));

  it('starts nothing before somebody subscribes', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const a = cold('       -|  ');
    const subs = '      ---^!  ';
    const subscribe = ' ---^   ';
    const result = '    ----(r|)';

    expectObservable(endings(running({ a })), subscribe).toBe(result, { r: done('a') });
    expectSubscriptions(a.subscriptions).toBe(subs);
  }));

  it('runs four at once unless told otherwise', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const one = cold('--|');
    const subs = [
      '               ^-!  ',
      '               ^-!  ',
      '               ^-!  ',
      '               ^-!  ',
      '               --^-!',
    ];

    expectObservable(endings(running({ a: one, b: one, c: one, d: one, e: one }))).toBe('----(r|)', { r: done('a', 'b', 'c', 'd', 'e') });
    expectSubscriptions(one.subscriptions).toBe(subs);
  }));

  it('runs as many at once as it is told', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b, c] = [cold('---|'), cold('-|'), cold('-|')];
    const aSubs = '         ^--!';
    const bSubs = '         ^!  ';
    const cSubs = '         -^! ';

    expectObservable(endings(running({ a, b, c }, { concurrency: 2 }))).toBe('---(r|)', { r: done('a', 'b', 'c') });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe(cSubs);
  }));

  it('gives way to a concurrency that changes', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const one = cold('        --|          ');
    const concurrency = hot(' -1--0---2----', numbers);
    const concurrencySubs = ' ^---------!  ';
    const subs = [
      '                       -^-!         ',
      '                       ---^-!       ',
      '                       --------^-!  ',
      '                       --------^-!  ',
    ];

    expectObservable(endings(running({ a: one, b: one, c: one, d: one }, { concurrency }))).toBe('----------(r|)', { r: done('a', 'b', 'c', 'd') });
    expectSubscriptions(one.subscriptions).toBe(subs);
    expectSubscriptions(concurrency.subscriptions).toBe(concurrencySubs);
  }));

  it.each([
    ['emits what is no limit', '--n---', 'expected concurrency to emit integers from 0, got NaN'],
    ['errors', '                --#---', 'the source of limits is gone'],
    ['completes at 0', '        -0|---', 'expected the last concurrency to be at least 1, got 0'],
  ])('cancels the run when its concurrency %s while pipes wait', (_, limits, message) => marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const one = cold('  ------|');
    const concurrency = cold(limits.trim().replace(/^-/, '1'), { ...numbers, n: Number.NaN }, new Error('the source of limits is gone'));
    const subs = '      ^-!    ';
    const result = '    --(r|) ';
    const why = 'cancelled: the concurrency is broken';

    const run$ = running({ a: one, b: { reads: 'a', run: one } }, { concurrency, grace: 0 });
    expectObservable(run$.pipe(toResult(), map((run) => [run.status, messageOf(run.error), endingsIn(run)]))).toBe(result, {
      r: ['failed', message, { a: `${why}, abandoned`, b: why }],
    });
    expectSubscriptions(one.subscriptions).toBe(subs);
  })());

  it('lets a concurrency complete at 0 once all have started', marbles(({ cold, expectObservable }) => {
    const one = cold('        ------|    ');
    const concurrency = cold('2-0|       ', numbers);
    const result = '          ------(r|) ';

    expectObservable(running({ a: one, b: one }, { concurrency }).pipe(toResult(), map(({ status }) => status))).toBe(result, { r: 'succeeded' });
  }));

  it('cancels what waits for a concurrency that pauses', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const one = cold('        ---|     ');
    const concurrency = cold('1-0------', numbers);
    const cancel$ = cold('    -----x   ');
    const subs = '            ^--!     ';
    const result = '          -----(r|)';

    expectObservable(endings(running({ a: one, b: one }, { concurrency, cancel$ }))).toBe(result, {
      r: { a: 'succeeded', b: 'cancelled: x' },
    });
    expectSubscriptions(one.subscriptions).toBe(subs);
  }));

  it('cancels what waits for the first value of a concurrency', marbles(({ cold, expectObservable }) => {
    const cancel$ = cold('--x');

    expectObservable(endings(running({ a: EMPTY }, { concurrency: NEVER, cancel$ }))).toBe('--(r|)', {
      r: { a: 'cancelled: x' },
    });
    expectObservable(endings(running({ a: EMPTY }, { concurrency: NEVER, cancel$: of('no need') }))).toBe('(r|)', {
      r: { a: 'cancelled: no need' },
    });
  }));

  it('counts weights, and lets no light pipe overtake a heavy one', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b, c] = [cold('--|'), cold('--|'), cold('--|')];
    const aSubs = '         ^-!    ';
    const bSubs = '         --^-!  ';
    const cSubs = '         ----^-!';

    expectObservable(endings(running({ a, b: { run: b, weight: 3 }, c }, { concurrency: 3 }))).toBe('------(r|)', { r: done('a', 'b', 'c') });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe(cSubs);
  }));

  it('limits each pool besides', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const pooled = cold('  --|');
    const free = cold('    --|');
    const pooledSubs = ['  ^-!  ', '--^-!'];
    const freeSubs = '     ^-!  ';
    const flow = { a: { run: pooled, pool: 'warehouse' }, b: { run: pooled, pool: 'warehouse' }, c: free };

    expectObservable(endings(running(flow, { pools: { warehouse: 1 } }))).toBe('----(r|)', { r: done('a', 'b', 'c') });
    expectSubscriptions(pooled.subscriptions).toBe(pooledSubs);
    expectSubscriptions(free.subscriptions).toBe(freeSubs);
  }));

  it('puts all pipes into the pool of the run, but those that name another', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const one = cold('  --|');
    const subs = ['     ^-!  ', '^-!  ', '--^-!'];

    expectObservable(endings(running({ a: one, b: { run: one, pool: 'other' }, c: one }, { pools: { usual: 1, other: 1 }, pool: 'usual' }))).toBe('----(r|)', { r: done('a', 'b', 'c') });
    expectSubscriptions(one.subscriptions).toBe(subs);
  }));

  it('gives the place in a pool back when a pipe is aborted', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const slow = cold('  --------|');
    const quick = cold(' -|       ');
    const slowSubs = '   ^--!     ';
    const quickSubs = '  ---^!    ';
    const flow = { a: { run: slow, timeout: 2, pool: 'p' }, b: { run: quick, pool: 'p' } };

    expectObservable(endings(running(flow, { pools: { p: 1 }, grace: 1 }))).toBe('----(r|)', {
      r: { a: 'failed: expected the end within 2 ms, got none', b: 'succeeded' },
    });
    expectSubscriptions(slow.subscriptions).toBe(slowSubs);
    expectSubscriptions(quick.subscriptions).toBe(quickSubs);
  }));

  it('remembers durations of the last run in the journal', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b, c] = [cold('-|'), cold('-----|'), cold('--|')];
    const second = '     --------^        ';
    const aSubs = ['     ^!               ', '---------------^!'];
    const bSubs = ['     -^----!          ', '--------^----!   '];
    const cSubs = ['     ------^-!        ', '-------------^-! '];
    const run$ = running({ a, b, c }, { concurrency: 1, journal: memoryJournal() });

    expectObservable(endings(run$)).toBe('        --------(r|)        ', { r: done('a', 'b', 'c') });
    expectObservable(endings(run$), second).toBe('----------------(r|)', { r: done('a', 'b', 'c') });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe(cSubs);
  }));

  it('waits for a whole generation before the next, if asked', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b, c, d] = [cold('-|'), cold('---|'), cold('-|'), cold('-|')];
    const aSubs = '        ^!   ';
    const bSubs = '        ^--! ';
    const cSubs = '        ---^!';
    const flow = { a, b, c: { reads: 'a', run: c }, d: { reads: 'b', run: d } };

    expectObservable(endings(running(flow, { order: 'generations' }))).toBe('----(r|)', { r: done('a', 'b', 'c', 'd') });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe(cSubs);
    expectSubscriptions(d.subscriptions).toBe(cSubs);
  }));

  it('keeps to one concurrency over all generations', marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const one = cold('        ---|        ');
    const concurrency = hot(' 2---1-----  ', numbers);
    const concurrencySubs = ' ^--------!  ';
    const subs = [
      '                       ^--!        ',
      '                       ^--!        ',
      '                       ---^--!     ',
      '                       ---^--!     ',
      '                       ------^--!  ',
    ];
    const flow = { a: one, b: one, c: { reads: 'a', run: one }, d: { reads: 'b', run: one }, e: { reads: 'c', run: one } };

    expectObservable(endings(running(flow, { order: 'generations', concurrency }))).toBe('---------(r|)', { r: done('a', 'b', 'c', 'd', 'e') });
    expectSubscriptions(one.subscriptions).toBe(subs);
    expectSubscriptions(concurrency.subscriptions).toBe(concurrencySubs);
  }));

  it('runs one after the other in the order given, if asked', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b, c] = [cold('-|'), cold('--|'), cold('-|')];
    const aSubs = '         ---^!';
    const bSubs = '         -^-! ';
    const cSubs = '         ^!   ';
    const flow = { a, b: { reads: 'a', run: b }, c: { reads: 'b', run: c } };
    const definitions = new Registry().add(pipesOf(flow));
    const run$ = run(['c', 'b', 'a'], { engine: memoryEngine(), definitions, order: 'given', concurrency: 4 });

    expectObservable(endings(run$)).toBe('----(r|)', { r: done('a', 'b', 'c') });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe(cSubs);
  }));
});

describe('order of a run', () => {
  it('starts those first that hold up the longest line of others', () => {
    expect(
      startsOf({ a: EMPTY, b: EMPTY, c: { reads: 'b', run: EMPTY }, d: { reads: 'c', run: EMPTY } }),
    ).toBe('bcad');
  });

  it('starts those first that take longest, where durations are known', () => {
    const flow = { a: EMPTY, b: EMPTY, c: { reads: 'b', run: EMPTY } };
    const durations = new Map([
      ['a', 9],
      ['b', 1],
      ['c', 2],
    ]);
    expect(startsOf(flow, { durations })).toBe('abc');
    expect(
      startsOf(flow, {
        durations: new Map([
          ['a', Number.NaN],
          ['b', -1],
        ]),
      }),
    ).toBe('bac');
  });

  it('starts those first that have the highest priority, and then the longest line', () => {
    const flow = { a: EMPTY, b: EMPTY, c: { reads: 'b', run: EMPTY }, d: { run: EMPTY, priority: 1 } };
    expect(startsOf(flow)).toBe('dbac');
    expect(
      startsOf(flow, {
        overrides: [
          { match: 'a', priority: 2 },
          { match: 'b', priority: -1 },
        ],
      }),
    ).toBe('adbc');
    expect(
      startsOf(flow, {
        durations: new Map([
          ['a', 9],
          ['b', 1],
          ['c', 1],
        ]),
      }),
    ).toBe('dabc');
    expect(startsOf(flow, { order: 'generations' })).toBe('dbac');
  });

  it('refuses a pool that nobody has named, for all pipes at once, with the nearest', () => {
    const flow = { a: { run: EMPTY, pool: 'warehose' }, b: { run: EMPTY, pool: 'x' }, c: EMPTY };
    expect(failureOf(() => running(flow, { pools: { warehouse: 1 } })).message).toBe(
      text(
        'run options: 2 things are wrong',
        '  a: is in the pool "warehose", expected one of the pools warehouse; did you mean "warehouse"?',
        '  b: is in the pool "x", expected one of the pools warehouse',
      ),
    );
    expect(failureOf(() => running({ a: EMPTY }, { pool: 'warehouse' })).message).toBe(
      'run options: a: is in the pool "warehouse", expected the option pools to name it',
    );
  });

  it('needs no graph for the order given: circles do no harm', () => {
    const flow = { a: { reads: 'b', run: EMPTY }, b: { reads: 'a', run: EMPTY } };
    expect(startsOf(flow, { order: 'given' })).toBe('ab');
    expect(failureOf(() => running(flow)).name).toBe('PipeCycleError');
  });

  it('skips in the order given what reads the output of a failed pipe before it', () => {
    const fails = throwError(() => new Error('broken'));
    const flow = {
      c: { reads: 'b', run: EMPTY },
      a: fails,
      b: { reads: 'a', run: EMPTY },
      d: { reads: 'b', run: EMPTY },
    };
    expect(now(endings(running(flow, { order: 'given' })))).toEqual([
      {
        c: 'succeeded',
        a: 'failed: broken',
        b: 'skipped: upstream_failed a',
        d: 'skipped: upstream_failed a',
      },
    ]);
  });

  it('refuses in the order given a pipe that is named twice', () => {
    const [a] = pipesOf({ a: EMPTY }) as [Pipe];
    const definitions = new Registry().add(a);
    const options = { engine: memoryEngine(), definitions, order: 'given' } as const;
    const message = 'expected each pipe once in the order given, got "a" twice';
    expect(failureOf(() => run(['a', 'a'], options)).message).toBe(message);
    expect(failureOf(() => run([a, a], options)).message).toBe(message);
  });

  it('refuses in the order given what has an order of its own, and ids that nobody knows', () => {
    const definitions = new Registry().add(pipesOf({ 'silver.orders': EMPTY }));
    const options = { engine: memoryEngine(), definitions, order: 'given' } as const;
    expect(failureOf(() => run('silver.*', options)).message).toContain(
      'expected a list of ids to run in the order given, got a selection',
    );
    expect(failureOf(() => run(plan(definitions.wiring()), options)).message).toContain(
      'expected ids of pipes to run in the order given, got a plan',
    );
    expect(failureOf(() => run(['silver.order'], options)).message).toContain(
      'did you mean "silver.orders"?',
    );
  });
});

describe('thousands of pipes that end at once', () => {
  const MANY = 1_100;
  const chain = pipesOf(
    Object.fromEntries(
      Array.from({ length: MANY }, (_, i) => [
        `p${i}`,
        { reads: i === 0 ? '' : `p${i - 1}`, run: () => [] as never },
      ]),
    ),
  );
  const apart = pipesOf(
    Object.fromEntries(Array.from({ length: MANY }, (_, i) => [`p${i}`, () => [] as never])),
  );
  const countsOf = (options: Partial<RunOptions>) =>
    [chain, apart].map(
      (pipes) => now(run(pipes, { engine: memoryEngine(), ...options }).pipe(toResult()))[0]?.counts,
    );

  it.each<[string, Partial<RunOptions>]>([
    ['as soon as they can', {}],
    ['in generations', { order: 'generations' }],
    ['in the order given', { order: 'given' }],
    ['with a concurrency that may change', { order: 'generations', concurrency: of(3) }],
    ['with a journal', { journal: memoryJournal() }],
    ['with interceptors', { interceptors: [{}] }],
  ])('run to their end %s', (_, options) => {
    const counts = { succeeded: MANY, failed: 0, skipped: 0, cancelled: 0 };
    expect(countsOf(options)).toEqual([counts, counts]);
  });

  it('are cancelled to the last one', () => {
    const counts = { succeeded: 0, failed: 0, skipped: 0, cancelled: MANY };
    expect(countsOf({ cancel$: of(true) })).toEqual([counts, counts]);
    expect(countsOf({ cancel$: of(true), order: 'generations', concurrency: NEVER })).toEqual([
      counts,
      counts,
    ]);
  });
});

const messageOf = (error: unknown) => (error as Error).message;
