import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  retry,
  Subject,
  Subscription,
  switchMap,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { DefinitionError } from '../../lib/definitions/definitionError.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { queries } from '../../lib/streaming/queries/queries.ts';
import { type Query, query } from '../../lib/streaming/queries/query.ts';
import type { QueryProgress } from '../../lib/streaming/queries/queryProgress.ts';
import type { QueryStatus } from '../../lib/streaming/queries/queryState.ts';
import { fakeQuery } from '../../lib/testing/fakeQuery.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { letters, statesOf } from './support/stateLetters.ts';

const quietly = { error: () => undefined };
/** Never ends, and stops at once. */
const endless = () => ({ progress$: NEVER, stop: () => EMPTY });

/** What still runs after a test. */
let open = new Subscription();
afterEach(() => {
  open.unsubscribe();
  open = new Subscription();
});

// biome-ignore format: marbles are aligned by hand
describe('queries', () => {
  it('starts, stops and restarts a query, as it is asked to', marbles(({ expectObservable, expectSubscriptions }) => {
    const fake = fakeQuery('-p-p-p-p-p-p-p-p-p-p-p', { startTakes: 2, stopTakes: 2 });
    const all = queries().register(query('q', () => fake.started$));
    const at = (frame: number, what: Observable<QueryStatus>) => statesOf(timer(frame).pipe(switchMap(() => what)));
    const run = '     ^-----------------!';
    const started = ' --(u|)            ';
    const restarted = '---------(u|)   ';
    const stopped = ' -------------(o|) ';
    const states = '  s-u--t-s-u-t-o    ';
    const subs = ['   --^----!          ', '---------^---!'];

    expectObservable(statesOf(all.states$), run).toBe(states, letters);
    expectObservable(all.run$, run).toBe('');
    expectObservable(statesOf(all.start('q'))).toBe(started, letters);
    expectObservable(at(5, all.restart('q'))).toBe(restarted, letters);
    expectObservable(at(11, all.stop('q'))).toBe(stopped, letters);
    expectSubscriptions(fake.subscriptions).toBe(subs);
  }));

  it('makes one query of three starts', () => {
    const builder = jest.fn(endless);
    const all = queries().register(query('q', builder));
    open.add(all.run$.subscribe());
    const seen: string[] = [];
    merge(all.start('q'), all.start('q'), all.start('q')).subscribe(({ state }) => seen.push(state));
    expect([seen, builder.mock.calls.length]).toEqual([['running', 'running', 'running'], 1]);
  });

  it('makes one query of three starts while it takes its time to start', marbles(({ expectObservable, expectSubscriptions }) => {
    const fake = fakeQuery('-p', { startTakes: 3 });
    const all = queries().register(query('q', () => fake.started$));

    expectObservable(all.run$, '^---------!').toBe('');
    expectObservable(statesOf(merge(all.start('q'), all.start('q'), all.start('q')))).toBe('---(uuu|)', letters);
    expectSubscriptions(fake.subscriptions).toBe('---^------!');
  }));

  it('stops a query while it starts, and tells who waited for it', marbles(({ cold, expectObservable }) => {
    const fake = fakeQuery('-p', { startTakes: 9 });
    const all = queries().register(query('q', () => fake.started$));
    const stopping = concat(cold('---|'), all.stop('q', { reason: 'enough' }));

    expectObservable(statesOf(all.states$), '^--------!').toBe('s--(to)', letters);
    expectObservable(all.run$, '^--------!').toBe('');
    expectObservable(failureOf(all.start('q'))).toBe('---(e|)', { e: 'QueryNotRunningError: expected the query "q" to run, but it was stopped: enough' });
    expectObservable(stopping.pipe(map((status) => (status as QueryStatus).state))).toBe('---(o|)', letters);
  }));

  it('fences what does not stop in time, says so, and goes on', marbles(({ cold, expectObservable, expectSignals, testScheduler }) => {
    const fake = fakeQuery('-p', { stopTakes: Number.POSITIVE_INFINITY });
    const signals = new Signals({ scheduler: testScheduler });
    const all = queries({ signals, stopTimeout: 5 }).register(query('q', () => fake));

    expectSignals(signals, 'streaming.query_stopped', '^------------!').toBe('-------s', {
      s: { name: 'streaming.query_stopped', payload: { reason: 'new rows', fenced: true } },
    });
    expectSignals(signals, 'streaming.query_started', '^------------!').toBe('s------t', {
      s: { name: 'streaming.query_started', payload: { epoch: 1 } },
      t: { name: 'streaming.query_started', payload: { epoch: 2 } },
    });
    expectObservable(all.run$, '^-------------!').toBe('');
    expectObservable(concat(all.start('q'), cold('--|'), all.restart('q', { reason: 'new rows' })).pipe(ignoreElements())).toBe('-------|');
  }));

  it('tells the life of a query as signals', () => {
    const scheduler = new SimulatedScheduler();
    const signals = new Signals({ scheduler, memory: 100 });
    const progress$ = new Subject<QueryProgress>();
    const build = () => ({ progress$, stop: () => EMPTY, engineQueryId: 'e' });
    const all = queries({ signals, scheduler }).register(query('q', build, { name: 'Q' }));
    open.add(all.run$.subscribe());
    all.start('q').subscribe();
    progress$.next({ batchId: 4, numInputRows: 2, durationMs: 1_500 });
    all.restart('q', { reason: 'new schema' }).subscribe();
    scheduler.advanceBy(2_000);
    all.stop('q').subscribe();
    expect(signals.recent().map(({ name, payload }) => [name.replace('streaming.', ''), payload])).toEqual([
      ['query_registered', { queryId: 'q', queryName: 'Q' }],
      ['before_start', { queryId: 'q', queryName: 'Q', epoch: 1 }],
      ['query_started', { queryId: 'q', queryName: 'Q', epoch: 1, engineQueryId: 'e' }],
      ['query_healthy', { queryId: 'q' }],
      ['query_progress', { queryId: 'q', batchId: 4, numInputRows: 2, durationSeconds: 1.5 }],
      ['before_restart', { queryId: 'q', reason: 'new schema', epoch: 2 }],
      ['before_stop', { queryId: 'q', reason: 'new schema' }],
      ['query_terminated', { queryId: 'q' }],
      ['query_stopped', { queryId: 'q', reason: 'new schema', restartCount: 0, durationSeconds: 0, fenced: false }],
      ['before_start', { queryId: 'q', queryName: 'Q', epoch: 2 }],
      ['query_started', { queryId: 'q', queryName: 'Q', epoch: 2, engineQueryId: 'e' }],
      ['query_restarted', { queryId: 'q', restartCount: 1, reason: 'new schema', gapSeconds: 0 }],
      ['after_restart', { queryId: 'q', reason: 'new schema', epoch: 2, gapSeconds: 0 }],
      ['before_stop', { queryId: 'q', reason: 'it was asked for' }],
      ['query_terminated', { queryId: 'q' }],
      ['query_stopped', { queryId: 'q', reason: 'it was asked for', restartCount: 1, durationSeconds: 2, fenced: false }],
    ]);
  });

  it('has a failure be final where nothing recovers it', marbles(({ expectObservable, expectSignals, testScheduler }) => {
    const signals = new Signals({ scheduler: testScheduler });
    const all = queries({ signals, classify: () => 'transient', recovery: false }).register(query('q', () => fakeQuery('-----#')));

    expectObservable(statesOf(all.states$), '^-----!').toBe('(su)-f', letters);
    expectSignals(signals, 'streaming.query_failed', '^-----!').toBe('-----f', {
      f: { name: 'streaming.query_failed', payload: { queryId: 'q', error: 'the fake query failed', failureClass: 'transient' } },
    });
    expectObservable(all.run$, '^-----!').toBe('');
    expectObservable(statesOf(all.start('q'))).toBe('(u|)', letters);
  }));

  it('is stopped where who is told that a run gives way to another stops it', marbles(({ expectObservable }) => {
    const signals = new Signals();
    const all = queries({ signals }).register(query('q', () => fakeQuery('-p-p-p-p-p-p-p'), { readers: 2 }));
    signals.of('streaming.before_stop').pipe(take(1)).subscribe(() => all.stop('q').subscribe());
    const run = '   ^-----------!';
    const states = '(su)-(to)';
    const renewed = '-----|';

    expectObservable(statesOf(all.states$), run).toBe(states, letters);
    expectObservable(all.run$, run).toBe('');
    expectObservable(all.start('q').pipe(ignoreElements())).toBe('|');
    expectObservable(timer(4).pipe(switchMap(() => all.renew('q')), ignoreElements(), catchError(() => EMPTY))).toBe(renewed);
    expectObservable(timer(9).pipe(map(() => all.status('q').desired))).toBe('---------(s|)', { s: 'stopped' });
  }));

  it('keeps no dead letter of what fails for good while it is being stopped for a restart', marbles(({ expectObservable, expectSignals }) => {
    const signals = new Signals();
    const progress$ = new Subject<QueryProgress>();
    const handles = [{ progress$, stop: () => EMPTY }, endless()];
    const all = queries({ signals, recovery: false }).register(query('q', () => handles.shift() ?? EMPTY));
    signals.of('streaming.before_stop').subscribe(() => progress$.error(new Error('broken')));
    const run = '      ^------!';
    const restarted = '----r';
    const after = '    -----(a|)';

    expectObservable(all.run$, run).toBe('');
    expectObservable(all.start('q').pipe(ignoreElements())).toBe('|');
    expectObservable(timer(4).pipe(switchMap(() => all.restart('q')), ignoreElements(), catchError(() => EMPTY))).toBe('----|');
    expectObservable(timer(5).pipe(map(() => [all.status('q').state, all.deadLetters]))).toBe(after, { a: ['running', []] });
    expectSignals(signals, 'streaming.query_restarted', run).toBe(restarted, { r: { name: 'streaming.query_restarted', payload: { queryId: 'q', restartCount: 1, reason: 'it was asked for', gapSeconds: 0 } } });
  }));

  it.each([
    ['restart', 'streaming.before_restart', '(u|)', '(su)(to)'],
    ['revive', 'streaming.query_revived', '|   ', '(sf)    '],
  ] as const)('stays stopped where who is told of a %s stops it', (what, told, started, states) => marbles(({ expectObservable }) => {
    const signals = new Signals();
    const builder = jest.fn(what === 'restart' ? endless : () => throwError(() => new Error('broken')));
    const all = queries({ signals, recovery: false }).register(query('q', builder));
    signals.of(told).subscribe(() => all.stop('q').subscribe());
    const run = '^------!';

    expectObservable(statesOf(all.states$), run).toBe(states, letters);
    expectObservable(all.run$, run).toBe('');
    expectObservable(statesOf(all.start('q').pipe(catchError(() => EMPTY)))).toBe(started, letters);
    expectObservable(timer(4).pipe(switchMap(() => all[what]('q')), catchError(({ name }) => of(name))), run).toBe('----(e|)', { e: 'QueryNotRunningError' });
    expectObservable(defer(() => timer(6).pipe(map(() => [builder.mock.calls.length, all.status('q').desired])))).toBe('------(b|)', { b: [1, 'stopped'] });
  })());

  it('recovers as it is supervised, until that gives up, and can be revived', marbles(({ expectObservable, expectSignals, testScheduler }) => {
    const fake = fakeQuery('-----#');
    const signals = new Signals({ scheduler: testScheduler });
    const recovery = retry<QueryProgress>({ count: 1, delay: 4 });
    const all = queries({ signals, recovery }).register(query('q', () => fake));

    // Fails after five, waits four, fails again; is revived at 20, and fails twice more.
    expectObservable(statesOf(all.states$), '^ 39ms !').toBe('(su)-v---(su)-x-----(su)-v---(su)-x', letters);
    expectSignals(signals, 'streaming.query_revived', '^ 39ms !').toBe('--------------------r', { r: { name: 'streaming.query_revived', payload: { by: 'me' } } });
    expectObservable(all.run$, '^ 39ms !').toBe('');
    expectObservable(statesOf(all.start('q'))).toBe('(u|)', letters);
    expectObservable(timer(20).pipe(switchMap(() => statesOf(all.revive('q', { by: 'me' }))))).toBe('--------------------(u|)', letters);
  }));

  it('does not resurrect by a late termination what a person stopped', marbles(({ cold, expectObservable }) => {
    const all = queries({ recovery: retry({ delay: 1 }) }).register(query('q', endless));
    open.add(all.run$.subscribe());
    all.start('q').subscribe();
    all.stop('q').subscribe();

    expect(all.terminated('q', { epoch: 1, error: 'gone' })).toBe(false);
    expectObservable(cold('-----|')).toBe('-----|');
    expectObservable(statesOf(all.states$), '^---!').toBe('');
    expect(all.status('q')).toMatchObject({ state: 'stopped', desired: 'stopped' });
  }));

  it('does not call running what has died unnoticed, once it is told', () => {
    const scheduler = new SimulatedScheduler();
    const build = () => ({ progress$: NEVER, stop: () => EMPTY, engineQueryId: 'e-1' });
    const all = queries({ scheduler, recovery: retry({ delay: () => timer(10, scheduler) }) }).register(query('q', build));
    open.add(all.run$.subscribe());
    all.start('q').subscribe();
    expect(all.terminated('q', { engineQueryId: 'another' })).toBe(false);
    expect(all.status('q').state).toBe('running');
    expect(all.terminated('q', { engineQueryId: 'e-1', error: new Error('out of memory') })).toBe(true);
    expect(all.status('q')).toMatchObject({ state: 'recovering', desired: 'running', failures: 1 });
    scheduler.advanceBy(10);
    expect(all.status('q')).toMatchObject({ state: 'running', epoch: 2 });
    expect(all.metrics('q')).toMatchObject({ restarts: 1, lastErrors: [{ at: 0, error: { name: 'QueryTerminatedError', epoch: 1 } }] });
  });

  it('counts batches, rows and failures, whatever is missing', () => {
    const progress$ = new Subject<QueryProgress>();
    const all = queries().register(query('q', () => progress$));
    open.add(all.run$.subscribe());
    all.start('q').subscribe(quietly);
    progress$.next({ batchId: 0, numInputRows: 10, inputRowsPerSecond: 5, processedRowsPerSecond: 7 });
    progress$.next({ batchId: 1, numInputRows: 0 });
    progress$.next({ batchId: 1, numInputRows: 3, inputRowsPerSecond: Number.NaN });
    progress$.error('broken');
    expect(all.metrics('q')).toMatchObject({
      batches: 2, rows: 13, inputRowsPerSecond: 5, processedRowsPerSecond: 7,
      lastProgress: { batchId: 1, numInputRows: 3 }, restarts: 0, lastErrors: [{ error: 'broken' }],
    });
  });

  it('calls a clean end an end', () => {
    const all = queries({ recovery: retry(3) }).register(query('q', () => of({ batchId: 0, numInputRows: 1 })));
    open.add(all.run$.subscribe());
    const seen: string[] = [];
    all.start('q').subscribe(({ state }) => seen.push(state));
    expect(seen).toEqual(['running']);
    expect(all.status('q')).toMatchObject({ state: 'stopped', desired: 'stopped', reason: 'completed' });
  });

  it('stops all when nobody runs it any more, and starts nothing then', () => {
    const stop = jest.fn(() => EMPTY);
    const all = queries().register(query('q', () => ({ progress$: NEVER, stop })));
    const error = jest.fn();
    all.start('q').subscribe({ error });
    const run = all.run$.subscribe();
    all.start('q').subscribe();
    all.run$.subscribe({ error });
    run.unsubscribe();
    all.restart('q').subscribe({ error });
    expect(all.status('q')).toMatchObject({ state: 'stopped', reason: 'the queries run no more' });
    expect([stop.mock.calls.length, ...error.mock.calls.map(([thrown]) => (thrown as Error).message)]).toEqual([
      1,
      'expected run$ to be subscribed to before the query "q" is started, but nobody is',
      'expected run$ to be subscribed to once, but it runs already',
      'expected run$ to be subscribed to before the query "q" is started, but nobody is',
    ]);
  });

  it('goes on with the others though the operator that supervises one throws', () => {
    const all = queries().register(query('a', endless), { recovery: () => { throw new Error('no operator'); } }).register(query('b', endless));
    open.add(all.run$.subscribe());
    const error = jest.fn();
    all.start('a').subscribe({ error });
    all.start('b').subscribe();
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ message: 'expected the query "a" to run, but it failed: Error: no operator' }));
    expect(all.list().map(({ queryId, state }) => [queryId, state])).toEqual([['a', 'failed'], ['b', 'running']]);
  });

  it('may be told by who listens to its states', () => {
    const all = queries().register(query('q', endless));
    open.add(all.run$.subscribe());
    all.states$.subscribe(({ state }) => {
      if (state === 'stopping') all.start('q').subscribe(quietly);
    });
    all.start('q').subscribe();
    all.stop('q').subscribe();
    expect(all.status('q')).toMatchObject({ state: 'running', epoch: 2, desired: 'running' });
  });

  it('refuses another query of the same id, unknown ids and bad options', () => {
    const all = queries().register(query('orders', endless));
    expect(() => all.register(query('orders', endless))).toThrow('query "orders": orders: there is another query with this id');
    expect(() => all.status('order')).toThrow('expected the id of a registered query, got "order"; did you mean "orders"?');
    expect(() => queries({ stopTimout: 1, scheduler: 1 } as object)).toThrow(DefinitionError);
  });

  it('unregisters a query when it has stopped, and leaves its id to another', () => {
    const stopped = new Subject<never>();
    const all = queries().register(query('q', () => ({ progress$: NEVER, stop: () => stopped })));
    open.add(all.run$.subscribe());
    all.start('q').subscribe();
    const complete = jest.fn();
    all.unregister('q').subscribe({ complete });
    const error = jest.fn();
    all.start('q').subscribe({ error });
    expect([all.list().length, complete.mock.calls.length, error.mock.calls.length]).toEqual([1, 0, 1]);
    stopped.complete();
    expect([all.list().length, complete.mock.calls.length]).toEqual([0, 1]);
    expect(() => all.register(query('q', endless))).not.toThrow();
  });

  it('lets at most one epoch live, loses no start and starts none twice, whatever is asked when', () => {
    const command = fc.record({ at: fc.nat(60), what: fc.constantFrom('start', 'stop', 'restart') });
    const run = fc.record({ starts: fc.nat(8), lasts: fc.oneof(fc.nat(30), fc.constant(9e9)), stops: fc.oneof(fc.nat(8), fc.constant(9e9)), fails: fc.boolean() });
    fc.assert(fc.property(fc.array(command, { maxLength: 12 }), fc.array(run, { minLength: 1 }), (commands, runs) => {
      const scheduler = new SimulatedScheduler();
      const live = new Set<number>();
      const q: Query = query('q', ({ epoch, commit }) => {
        const { starts = 0, lasts = 0, stops = 0, fails = false } = runs[epoch % runs.length] ?? {};
        commit(() => live.add(epoch));
        expect([...live]).toEqual([epoch]);
        const progress$ = concat(timer(lasts, scheduler).pipe(ignoreElements()), defer(() => (fails ? throwError(() => 'broken') : EMPTY)));
        const handle = { progress$, stop: () => timer(stops, scheduler) };
        return concat(timer(starts, scheduler).pipe(map(() => handle)), NEVER).pipe(finalize(() => live.delete(epoch)));
      });
      const all = queries({ scheduler, stopTimeout: 20, recovery: retry({ count: 2, delay: () => timer(3, scheduler) }) }).register(q);
      const host = all.run$.subscribe();
      let open = 0;
      for (const { at, what } of commands) {
        scheduler.schedule(() => {
          const asked$: Observable<QueryStatus> = what === 'start' ? all.start('q') : what === 'stop' ? all.stop('q') : all.restart('q');
          open += 1;
          asked$.pipe(tap({ next: () => { open -= 1; }, error: () => { open -= 1; } })).subscribe(quietly);
        }, at);
      }
      scheduler.advanceBy(1_000);
      const status = all.status('q');
      // Whoever asked has been answered, and how it is agrees with how it is wanted.
      expect(open).toBe(0);
      expect(['registered', 'running', 'stopped', 'failed', 'exhausted']).toContain(status.state);
      expect(status.state === 'running').toBe(live.size === 1);
      if (status.desired === 'stopped') expect(['registered', 'stopped', 'failed', 'exhausted']).toContain(status.state);
      host.unsubscribe();
      scheduler.advanceBy(1_000);
      expect([live.size, all.status('q').desired]).toEqual([0, 'stopped']);
    }));
  });
});

/** The error of a source as a value. */
const failureOf = <T>(source: Observable<T>): Observable<T | string> =>
  source.pipe(catchError((error: unknown) => of(String(error))));
