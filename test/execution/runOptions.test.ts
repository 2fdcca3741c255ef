import { describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, of } from 'rxjs';
import { RunOptionsError } from '../../lib/execution/checkRunOptions.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { failureOf } from '../support/failureOf.ts';
import { endings, pipesOf, running } from './support/flow.ts';

const refusal = (options: object) => failureOf(() => running({ a: EMPTY }, options as Partial<RunOptions>));
const said = (options: object) => refusal(options).message.replace('run options: ', '');

describe('options of a run', () => {
  it('are refused all at once, each by its name', () => {
    const error = refusal({
      timeout: -1,
      retry: { maxRetries: 0.5, jiter: 1 },
      overrides: [
        { match: 'a', weight: 0 },
        { match: 'a', tags: {} },
      ],
      concurency: 3,
      stallAfter: 0,
    });
    expect(error).toBeInstanceOf(RunOptionsError);
    expect((error as RunOptionsError).problems.map(({ culprit, nearest }) => [culprit, nearest])).toEqual([
      ['timeout', undefined],
      ['retry.maxRetries', undefined],
      ['retry.jiter', 'jitter'],
      ['concurency', 'concurrency'],
      ['stallAfter', undefined],
      ['overrides[0].weight', undefined],
      ['overrides[1].tags', undefined],
    ]);
    expect(error.message).toContain(
      'run options: 7 things are wrong\n  timeout: expected from 1 to 2147483647 milliseconds, got -1\n',
    );
  });

  it.each<[object, string]>([
    [{ engine: undefined }, 'engine: expected an engine, got nothing'],
    [{ engine: {} }, 'engine: expected an engine, got an object'],
    [{ definitions: [] }, 'definitions: expected a registry or a wiring, got an empty array'],
    [{ signals: 7 }, 'signals: expected a bus, got 7'],
    [{ strategy: 'batch' }, 'strategy: expected a function, got "batch"'],
    [{ planCache: {} }, 'planCache: expected a function, got an object'],
    [{ stateOf: {} }, 'stateOf: expected a function, got an object'],
    [{ order: 'sorted' }, 'order: expected "ready", "generations", "given", got "sorted"'],
    [{ concurrency: 0 }, 'concurrency: expected a whole number from 1, or an observable of such, got 0'],
    [
      { concurrency: Number.NaN },
      'concurrency: expected a whole number from 1, or an observable of such, got NaN',
    ],
    [
      { pools: { p: 0 } },
      'pools: expected how many pipes of each pool run at once, each a whole number from 1, got an object',
    ],
    [
      { pools: { p: 2 ** 31 } },
      'pools: expected how many pipes of each pool run at once, each a whole number from 1, got an object',
    ],
    [{ pool: '' }, 'pool: expected a text, got ""'],
    [{ weight: 2 ** 31 }, 'weight: expected a whole number from 1 to 2147483647, got 2147483648'],
    [{ timeout: 0.5 }, 'timeout: expected from 1 to 2147483647 milliseconds, got 0.5'],
    [{ timeout: 2 ** 31 }, 'timeout: expected from 1 to 2147483647 milliseconds, got 2147483648'],
    [
      { retry: -1 },
      'retry: expected a whole number from 0, or { maxRetries, delay, factor, maxDelay, jitter, when, budget }, got -1',
    ],
    [{ retry: {} }, 'retry.maxRetries: expected a whole number from 0, got nothing'],
    [
      { retry: { maxRetries: 1, delay: 2 ** 31 } },
      'retry.delay: expected from 0 to 2147483647 milliseconds, got 2147483648',
    ],
    [
      { retry: { maxRetries: 1, maxDelay: 2 ** 31 } },
      'retry.maxDelay: expected from 0 to 2147483647 milliseconds, got 2147483648',
    ],
    [{ retry: { maxRetries: 1, factor: 0.5 } }, 'retry.factor: expected a factor from 1, got 0.5'],
    [{ retry: { maxRetries: 1, jitter: 2 } }, 'retry.jitter: expected a part from 0 to 1, got 2'],
    [{ retry: { maxRetries: 1, when: true } }, 'retry.when: expected a function, got true'],
    [{ retry: { maxRetries: 1, budget: -1 } }, 'retry.budget: expected a whole number from 0, got -1'],
    [{ priority: 1 }, 'priority: expected one of the options write, timeout, '],
    [
      { write: 'insert' },
      'write: expected "merge", "append", "overwrite", "replace", "scd2", got "insert"',
    ],
    [{ overrides: {} }, 'overrides: expected an array, got an object'],
    [
      { overrides: [{ weight: 1 }] },
      'overrides[0].match: expected an id, a pattern like "gold.*", or { tag: { name: value } }, got nothing',
    ],
    [{ overrides: [7] }, 'overrides[0].options: expected an object, got 7'],
    [
      { overrides: [{ match: 'a', mode: 'stream' }] },
      'overrides[0].mode: expected settings alone, as the plan is made, got "stream"',
    ],
    [{ failure: 'failFast' }, 'failure: expected a failure policy, such as skipDependents, got "failFast"'],
    [{ interceptors: {} }, 'interceptors: expected an array of interceptors, got an object'],
    [
      { interceptors: [{}, { befor: () => undefined }] },
      'interceptors[1].befor: expected one of the options name, before, read, write, after, around; did you mean "before"?',
    ],
    [{ interceptors: [{ after: 7 }] }, 'interceptors[0].after: expected a function, got 7'],
    [{ grace: -1 }, 'grace: expected from 0 to 2147483647 milliseconds, or Infinity, got -1'],
    [{ grace: 2 ** 31 }, 'grace: expected from 0 to 2147483647 milliseconds, or Infinity, got 2147483648'],
    [{ cancel$: Promise.resolve() }, 'cancel$: expected an observable, got a promise'],
    [{ stallAfter: Number.NaN }, 'stallAfter: expected more than 0 milliseconds, got NaN'],
    [{ journal: { append: EMPTY } }, 'journal: expected a journal, got an object'],
    [{ durations: {} }, 'durations: expected a map of milliseconds by pipe id, got an object'],
    [{ slice: {} }, 'slice: expected a function, got an object'],
    [{ autoCache: 'yes' }, 'autoCache: expected true, false or options of the advice, got "yes"'],
    [{ scheduler: {} }, 'scheduler: expected a scheduler, got an object'],
    [{ random: 4 }, 'random: expected a function, got 4'],
  ])('are refused: %p', (options, message) => {
    expect(said(options)).toContain(message);
  });

  it.each([undefined, null, 7, []])('are refused where they are none: %p', (options) => {
    expect(failureOf(() => run(pipesOf({ a: EMPTY }), options as never)).message).toContain(
      'run options: options: expected an object',
    );
  });

  // biome-ignore format: marbles are aligned by hand
  it('may all be left out by undefined, and inside of a retry too', marbles(({ expectObservable }) => {
    const names = ['signals', 'strategy', 'order', 'concurrency', 'pools', 'retry', 'overrides', 'failure', 'interceptors', 'grace', 'cancel$', 'stallAfter', 'journal', 'scheduler', 'timeout'];
    const nothing = Object.fromEntries(names.map((name) => [name, undefined]));
    const retry = { maxRetries: 1, delay: undefined, factor: undefined, maxDelay: undefined, jitter: undefined, when: undefined, budget: undefined };

    expectObservable(endings(running({ a: EMPTY }, nothing as Partial<RunOptions>))).toBe('(r|)', { r: { a: 'succeeded' } });
    expectObservable(endings(running({ a: EMPTY }, { retry } as unknown as Partial<RunOptions>))).toBe('(r|)', { r: { a: 'succeeded' } });
  }));

  // biome-ignore format: marbles are aligned by hand
  it('may be everything that is promised', marbles(({ expectObservable }) => {
    const all: Partial<RunOptions> = {
      signals: new Signals(),
      order: 'ready',
      concurrency: Number.POSITIVE_INFINITY,
      pools: { p: 1 },
      retry: { maxRetries: 2, delay: 0, factor: 1, maxDelay: 0, jitter: 0, when: () => true, budget: Number.POSITIVE_INFINITY },
      overrides: [{ match: '*', pool: 'p' }],
      interceptors: [{ name: 'nothing' }],
      grace: Number.POSITIVE_INFINITY,
      cancel$: NEVER,
      stallAfter: Number.POSITIVE_INFINITY,
      journal: memoryJournal(),
      durations: new Map(),
      slice: () => of({ kind: 'rows' }),
      autoCache: { threshold: 1 },
      random: () => 0,
      timeout: 2 ** 31 - 1,
      weight: 2 ** 31 - 1,
      write: 'overwrite',
    };
    expectObservable(endings(running({ a: { reads: 'in', run: EMPTY } }, all))).toBe('(r|)', { r: { a: 'succeeded' } });
  }));
});

// biome-ignore format: marbles are aligned by hand
describe('settings of a pipe', () => {
  const late = (after: number) => `failed: expected the end within ${after} ms, got none`;

  it('are those of the call, then of the pipe, then of the run', marbles(({ cold, expectObservable }) => {
    const slow = cold('         ---------|');
    const flow = {
      'gold.a': slow,
      'gold.b': { run: slow, timeout: 3 },
      'gold.c': { run: slow, timeout: 3 },
      d: { run: slow, timeout: 4, tags: { owner: 'me' } },
      e: slow,
    };
    const overrides = [{ match: 'gold.c', timeout: 5 }, { match: 'gold.*', timeout: 6 }, { match: { tag: { owner: 'me' } }, timeout: 7 }];

    expectObservable(endings(running(flow, { timeout: 2, grace: 0, concurrency: 9, overrides }))).toBe('-------(r|)', {
      r: { 'gold.a': late(6), 'gold.b': late(6), 'gold.c': late(5), d: late(7), e: late(2) },
    });
    expectObservable(endings(running(flow, { timeout: 2, grace: 0, concurrency: 9 }))).toBe('----(r|)', {
      r: { 'gold.a': late(2), 'gold.b': late(3), 'gold.c': late(3), d: late(4), e: late(2) },
    });
  }));

  it('come together field by field, those of a retry too', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b] = [cold('#'), cold('#')];
    const aSubs = ['(^!)         ', '--(^!)       ', '------(^!)   '];
    const bSubs = ['(^!)         ', '-----(^!)    '];
    const flow = { a: { run: a, retry: 2 }, b: { run: b, retry: { maxRetries: 1, delay: 5 } } };
    const run$ = running(flow, { retry: { maxRetries: 0, delay: 2, jitter: 0 }, overrides: [{ match: 'a', pool: 'p' }], pools: { p: 1 } });

    expectObservable(endings(run$)).toBe('------(r|)', { r: { a: 'failed: error', b: 'failed: error' } });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe(bSubs);
  }));

  it('are not changed by who changes the overrides later', marbles(({ cold, expectObservable }) => {
    const overrides = [{ match: 'a', timeout: 2 }];
    const run$ = running({ a: cold('----|') }, { overrides, grace: 0 });
    overrides[0] = { match: 'a', timeout: 9 };

    expectObservable(endings(run$)).toBe('--(r|)', { r: { a: late(2) } });
  }));
});
