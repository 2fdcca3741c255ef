import { describe, expect, it, jest } from '@jest/globals';
import {
  concat,
  defer,
  EMPTY,
  map,
  NEVER,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { DefinitionError } from '../../lib/definitions/definitionError.ts';
import { type Query, type QueryContext, query } from '../../lib/streaming/queries/query.ts';
import type { QueryProgress } from '../../lib/streaming/queries/queryProgress.ts';
import type { RunningQuery } from '../../lib/streaming/queries/runningQuery.ts';
import { fakeQuery } from '../../lib/testing/fakeQuery.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { FencedError } from '../../operators/fence.ts';
import { restartWhen } from '../../operators/restartWhen.ts';

const batch = (batchId: number): QueryProgress => ({ batchId, numInputRows: 1 });
const batchIds = (source: Observable<QueryProgress>) =>
  source.pipe(map(({ batchId }) => 'abcdefgh'[batchId]));
const failed = new Error('the fake query failed');

// biome-ignore format: marbles are aligned by hand
describe('query', () => {
  it('starts a handle when it is subscribed to, and fails as that does', marbles(({ expectObservable, expectSubscriptions }) => {
    const fake = fakeQuery('-p-p-#');
    const orders = query('orders', () => fake);

    expectObservable(batchIds(orders)).toBe('-a-b-#', undefined, failed);
    expectSubscriptions(fake.subscriptions).toBe('^----!');
  }));

  it('takes a handle that is observed, and progress that is observed', marbles(({ expectObservable }) => {
    const slow = fakeQuery('-p-p-|', { startTakes: 3 });

    expectObservable(batchIds(query('q', () => slow.started$))).toBe('----a-b-|');
    expectObservable(batchIds(query('q', () => fakeQuery('-p-p-|').progress$))).toBe('-a-b-|');
  }));

  it('stops a handle, and begins again only when that has stopped', marbles(({ expectObservable, expectSubscriptions }) => {
    const fake = fakeQuery('-p-p-p-p', { stopTakes: 4 });
    const one = '         ---!              ';
    const other = '       ----^-------!     ';
    const subs = ['       ^------!          ', '-------^--------!'];
    const orders = query('orders', () => fake);

    expectObservable(batchIds(orders), one).toBe('  -a-');
    expectObservable(batchIds(orders), other).toBe('--------e-f-');
    expectSubscriptions(fake.subscriptions).toBe(subs);
  }));

  it('gives up a handle that does not stop in time', marbles(({ expectObservable }) => {
    const fake = fakeQuery('-p', { stopTakes: Number.POSITIVE_INFINITY });
    const orders = query('orders', () => fake);

    expectObservable(batchIds(orders), '--!').toBe('-a');
    expectObservable(batchIds(orders), '---^ 40s !').toBe('--- 29997ms --- b');
  }));

  it('stops while it starts, and then nothing runs', marbles(({ expectObservable, expectSubscriptions }) => {
    const slow = fakeQuery('-p', { startTakes: 5 });
    const orders = query('orders', () => slow.started$);

    expectObservable(orders, '---!').toBe('');
    expectSubscriptions(slow.subscriptions).toBe([]);
  }));

  it('starts nothing once it was stopped by who is told that it is about to', marbles(({ expectObservable, expectSubscriptions }) => {
    const fake = fakeQuery('-p-p');
    const builder = jest.fn(() => fake);
    const stop$ = new Subject<void>();
    const over = jest.fn(() => expect(builder).not.toHaveBeenCalled());
    const stopped = query('q', builder).watched({ starting: () => stop$.next(), over });

    expectObservable(stopped.pipe(takeUntil(stop$))).toBe('|');
    expectObservable(defer(() => over.mock.calls)).toBe('(e|)', { e: [1] });
    expectSubscriptions(fake.subscriptions).toBe([]);
  }));

  it('aborts the signal of a builder that is stopped', () => {
    let context: QueryContext | undefined;
    const build = (given: QueryContext) => {
      context = given;
      return NEVER;
    };
    const orders = query('orders', build, { checkpoint: 'here', config: { a: 1 } });
    const subscription = orders.subscribe();
    expect(context).toMatchObject({ queryId: 'orders', epoch: 1, checkpoint: 'here', config: { a: 1 } });
    expect(context?.signal.aborted).toBe(false);
    subscription.unsubscribe();
    expect(context?.signal.aborted).toBe(true);
    expect(() => context?.commit(() => 'late')).toThrow(FencedError);
  });

  it('waits for its stop though progress ends or fails before', () => {
    const scheduler = new SimulatedScheduler();
    const stopped = new Subject<never>();
    const progress$ = new Subject<QueryProgress>();
    const over = jest.fn();
    const onLateError = jest.fn();
    const orders = query('orders', () => ({ progress$, stop: () => stopped }));
    orders.watched({ over, onLateError, scheduler }).subscribe().unsubscribe();
    progress$.error('torn off');
    expect(over).not.toHaveBeenCalled();
    stopped.complete();
    expect([over.mock.calls, onLateError.mock.calls]).toEqual([[[1]], [['torn off']]]);
    expect(scheduler.waiting).toBe(0);
  });

  it('tells its watcher how it goes', () => {
    const told: unknown[] = [];
    const tell = (what: string) => (...of: unknown[]) => { told.push([what, ...of]); };
    const scheduler = new SimulatedScheduler();
    const orders = query('orders', () => ({ progress$: NEVER, engineQueryId: 'e-1', stop: () => NEVER }));
    orders
      .watched({ starting: tell('starting'), started: tell('started'), fenced: tell('fenced'), over: tell('over'), stopTimeout: 5, scheduler })
      .subscribe()
      .unsubscribe();
    scheduler.flush();
    expect(told).toEqual([['starting', 1], ['started', 1, 'e-1'], ['fenced', 1], ['over', 1]]);
  });

  it('takes a handle that is promised, and ends when that does', async () => {
    const progress$ = of(batch(1), batch(2));
    const seen: unknown[] = [];
    query('orders', async () => ({ progress$, stop: () => EMPTY })).subscribe({
      next: ({ batchId }) => seen.push(batchId),
      complete: () => seen.push('complete'),
    });
    await new Promise(setImmediate);
    expect(seen).toEqual([1, 2, 'complete']);
  });

  it('waits for a promise that is stopped, and stops what comes of it', async () => {
    const stop = jest.fn(() => EMPTY);
    const over = jest.fn();
    const started = jest.fn();
    let resolve: (running: RunningQuery) => void = () => undefined;
    const orders = query('orders', () => new Promise<RunningQuery>((done) => { resolve = done; }));
    orders.watched({ over, started }).subscribe().unsubscribe();
    await Promise.resolve();
    expect(over).not.toHaveBeenCalled();
    resolve({ progress$: NEVER, stop });
    await new Promise(setImmediate);
    expect([stop, over, started].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('stops what a promise brings after it was given up', async () => {
    const scheduler = new SimulatedScheduler();
    const stop = jest.fn(() => EMPTY);
    const over = jest.fn();
    let resolve: (running: RunningQuery) => void = () => undefined;
    const orders = query('orders', () => new Promise<RunningQuery>((done) => { resolve = done; }));
    orders.watched({ over, stopTimeout: 5, scheduler }).subscribe().unsubscribe();
    await scheduler.advanceByAsync(5);
    expect([over, stop].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    resolve({ progress$: NEVER, stop });
    await scheduler.settle();
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('does not call a start failed that was broken off as it was asked to', async () => {
    const onLateError = jest.fn();
    const obeying = ({ signal }: QueryContext) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    query('orders', obeying).watched({ onLateError }).subscribe().unsubscribe();
    await new Promise(setImmediate);
    expect(onLateError).not.toHaveBeenCalled();
  });

  it.each<[string, () => never | Observable<never>]>([
    ['a builder that throws', () => { throw failed; }],
    ['an observable that fails', () => throwError(() => failed)],
  ])('fails with %s', (_, build) => {
    const error = jest.fn();
    query('orders', build).subscribe({ error });
    expect(error).toHaveBeenCalledWith(failed);
  });

  it('refuses what is no progress, and a second handle', () => {
    const error = jest.fn();
    const built = (what: unknown) => query('orders', () => what as RunningQuery);
    const never: RunningQuery = { progress$: NEVER, stop: () => EMPTY };
    for (const wrong of [of(1), of(never, { ...never }), 7]) built(wrong).subscribe({ error });
    expect(error.mock.calls.map(([thrown]) => String(thrown))).toEqual([
      'TypeError: expected progress, with batchId and numInputRows, or a running query, with progress$ and stop, got 1',
      'TypeError: expected one running query of its builder, got another one',
      expect.stringContaining('TypeError: You provided'),
    ]);
  });

  it('starts anew for each subscriber, with a larger epoch', () => {
    const orders = query('orders', ({ epoch }) => of(batch(epoch)));
    const seen: number[] = [];
    concat(orders, defer(() => orders)).subscribe(({ batchId }) => seen.push(batchId));
    expect(seen).toEqual([1, 2]);
  });

  it('runs beside itself as often as its engine allows', marbles(({ expectObservable, expectSubscriptions }) => {
    const fake = fakeQuery('-p-p-p-p');
    const orders = query('orders', () => fake.progress$, { readers: 2 });
    const subs = ['       ^--!     ', '-^---!   ', '---^-----!'];

    expectObservable(batchIds(orders), '---!').toBe('     -a-');
    expectObservable(batchIds(orders), '-^---!').toBe('   --b-c');
    expectObservable(batchIds(orders), '--^------!').toBe('----d-e-f');
    expectSubscriptions(fake.subscriptions).toBe(subs);
  }));

  it('is restarted without a gap', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const fake = fakeQuery('--p-p-p-p');
    const notifier = cold('----n');
    const unsub = '        --------!   ';
    const subs = [
      '                    ^--------!  ',
      '                    ----^------!',
    ];
    const expected = '     --a-b-(cd)  ';
    const stopTakes = 3;
    const own = (): RunningQuery => {
      const stopped$ = new Subject<void>();
      const stop = () => timer(stopTakes).pipe(tap(() => stopped$.next()));
      return { progress$: fake.progress$.pipe(takeUntil(stopped$)), stop };
    };
    const orders = query('orders', own, { readers: 2 });

    expectObservable(batchIds(orders.pipe(restartWhen(notifier, { overlap: true }))), unsub).toBe(expected);
    expectSubscriptions(fake.subscriptions).toBe(subs);
  }));

  it('has the old run commit until the new one does', () => {
    const contexts: QueryContext[] = [];
    const progress$ = new Subject<QueryProgress>();
    const build = (context: QueryContext) => { contexts.push(context); return progress$; };
    const orders = query('orders', build, { readers: 2 });
    orders.subscribe();
    orders.subscribe();
    const [old, next] = contexts as [QueryContext, QueryContext];
    expect(old.commit(() => 'written')).toBe('written');
    next.commit(() => 'written');
    expect(() => old.commit(() => 'late')).toThrow(FencedError);
  });

  it('goes on after the epochs of an earlier process', () => {
    const epochs: number[] = [];
    const orders = query('orders', ({ epoch }) => { epochs.push(epoch); return EMPTY; }, { lastEpoch: 41 });
    orders.subscribe();
    orders.subscribe();
    expect(epochs).toEqual([42, 43]);
  });

  it('makes no controller for a builder that does not ask for the signal', () => {
    const Controller = globalThis.AbortController;
    const made = jest.spyOn(globalThis, 'AbortController').mockImplementation(() => new Controller());
    try {
      for (const build of [() => NEVER, () => ({ progress$: NEVER, stop: () => EMPTY })])
        query('orders', build).subscribe().unsubscribe();
      expect(made).not.toHaveBeenCalled();
      query('orders', ({ signal }) => (signal.aborted ? EMPTY : NEVER)).subscribe().unsubscribe();
      expect(made).toHaveBeenCalledTimes(1);
    } finally {
      made.mockRestore();
    }
  });

  it.each([
    [{ readers: 0 }, 'readers: expected a positive integer or Infinity, got 0'],
    [{ readers: 1.5 }, 'readers: expected a positive integer or Infinity, got 1.5'],
    [{ readers: '2' }, 'readers: expected a positive integer or Infinity, got "2"'],
    [{ lastEpoch: -1 }, 'lastEpoch: expected an epoch, a whole number from 0, got -1'],
    [{ lastEpoch: Number.NaN }, 'lastEpoch: expected an epoch, a whole number from 0, got NaN'],
  ])('refuses %j', (options, message) => {
    expect(() => query('orders', () => EMPTY, options as object)).toThrow(message);
  });

  it('tells everything that is wrong with a definition at once', () => {
    const define = query as (...args: unknown[]) => Query;
    expect(() => define('or ders', undefined, { nam: 'x', dependencies: ['a', 'a'], config: 1 })).toThrow(DefinitionError);
    expect(() => define('or ders', undefined, { nam: 'x', dependencies: ['a', 'a'], config: 1 })).toThrow(
      [
        'query "or ders": 5 things are wrong',
        '  or ders: expected an id of segments of letters, digits, "_" and "-", with dots between, that begin with a letter, got "or ders"; did you mean "or_ders"?',
        '  builder: expected a function, got undefined',
        '  nam: expected one of the options name, checkpoint, dependencies, config, readers, lastEpoch; did you mean "name"?',
        '  dependencies[1]: expected each once, got "a" again',
        '  config: expected an object, got 1',
      ].join('\n'),
    );
  });

  it('says what it was declared with', () => {
    const orders = query('orders', () => EMPTY, { name: 'Orders', dependencies: ['stores'] });
    expect(orders).toMatchObject({ kind: 'query', id: 'orders', name: 'Orders', checkpoint: undefined, dependencies: ['stores'], config: {}, readers: 1 });
    expect(query('q', () => EMPTY, { readers: 3 }).readers).toBe(3);
    expect(query('q', () => EMPTY).name).toBe('q');
  });
});
