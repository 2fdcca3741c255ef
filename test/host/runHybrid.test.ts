import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  catchError,
  EMPTY,
  filter,
  ignoreElements,
  map,
  NEVER,
  type Observable,
  of,
  Subject,
  Subscription,
  take,
  takeWhile,
  throwError,
} from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { carryOn, type FailurePolicy, failFast } from '../../lib/execution/failurePolicy.ts';
import { type Interceptor, veto } from '../../lib/execution/interceptor.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { run } from '../../lib/execution/run.ts';
import { RunFailedError } from '../../lib/execution/runFailedError.ts';
import type { HybridEvent } from '../../lib/host/hybridEvent.ts';
import { HybridFailedError } from '../../lib/host/hybridFailedError.ts';
import type { HybridResult } from '../../lib/host/hybridResult.ts';
import type { RunHybridOptions } from '../../lib/host/hybridSetup.ts';
import { runHybrid } from '../../lib/host/runHybrid.ts';
import { toHybridResult } from '../../lib/host/toHybridResult.ts';
import { spans } from '../../lib/observers/spans.ts';
import { batch } from '../../lib/planning/batch.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { type QueryBuilder, query } from '../../lib/streaming/queries/query.ts';
import type { QueryProgress } from '../../lib/streaming/queries/queryProgress.ts';
import { stream } from '../../lib/streaming/stream.ts';
import { StreamFailedError } from '../../lib/streaming/streamFailedError.ts';
import { StreamStartError } from '../../lib/streaming/streamStartError.ts';
import { fakeQuery } from '../../lib/testing/fakeQuery.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { type Flow, inWords } from '../execution/support/flow.ts';
import {
  allEndings,
  ending,
  endless,
  hybridInWords,
  planned,
  running,
  setOf,
  streamOf,
  told,
} from './support/mixed.ts';

const broken = new Error('broken');
const fails = throwError(() => broken);

/** The result of what is over at once. */
function resultOf(run$: Observable<HybridEvent>): HybridResult {
  const [result] = now(run$.pipe(toHybridResult()));
  if (!result) throw new Error('expected a result, got none');
  return result;
}

/** What still runs after a test. */
let open = new Subscription();
afterEach(() => {
  open.unsubscribe();
  open = new Subscription();
});

/** A set whose queries run for as long as the test does. */
function runningSet(builders: Readonly<Record<string, QueryBuilder>>, signals?: Signals) {
  const all = setOf(builders, signals);
  open.add(all.set.run$.subscribe());
  return all;
}

/** That the run failed is an event already. */
const unlessFailed: <T>(run$: Observable<T>) => Observable<T> = catchError((error: unknown) => {
  if (error instanceof HybridFailedError) return EMPTY;
  throw error;
});

// rates ──────────┐
// countries       ├──> prices ──> offers
// clicks ─────────┘
const shop = (rates: Observable<unknown>): Flow => ({
  rates,
  countries: EMPTY,
  clicks: streamOf(),
  prices: streamOf('rates clicks'),
  offers: streamOf('prices'),
  logs: streamOf(),
});

// biome-ignore format: marbles are aligned by hand
describe('runHybrid', () => {
  it('runs the pipes that run once first, then starts the streams, consumers first', marbles(({ cold, expectObservable }) => {
    const slow = () => fakeQuery('-', { startTakes: 9 }).started$;
    const { set } = setOf({ clicks: slow, prices: slow });
    const [rates, countries] = [cold('-----------|'), cold('--------|')];
    const flow = { rates, countries, clicks: streamOf(), prices: streamOf('rates clicks') };
    const events$ = told(running(flow, set).pipe(filter(({ name }) => !name.startsWith('generation'))));
    const until = '   ^-------------------------------!';
    const expected = '(hrab)--c--(dep)----(PC)-----X';

    expectObservable(set.run$, '^ 1s !').toBe('');
    expectObservable(events$, until).toBe(expected, {
      h: 'hybrid_started',
      r: 'run_started',
      a: 'pipe_started rates',
      b: 'pipe_started countries',
      c: 'pipe_ended countries succeeded',
      d: 'pipe_ended rates succeeded',
      e: 'run_completed',
      p: 'prices starting',
      P: 'prices running',
      C: 'clicks starting',
      X: 'clicks running',
    });
  }));

  it('tells how each stream ended when all are over, and completes', () => {
    const { set } = runningSet({ clicks: ending, prices: ending });
    const events = now(told(running({ rates: EMPTY, clicks: streamOf(), prices: streamOf('rates clicks') }, set)));

    expect(events.slice(-3)).toEqual([
      'stream_ended prices stopped: completed',
      'stream_ended clicks stopped: completed',
      'hybrid_completed',
    ]);
  });

  it('does nothing before somebody subscribes, and whoever does has a run of their own', () => {
    const body = jest.fn(() => EMPTY);
    const { set, log } = runningSet({ clicks: ending });
    const run$ = running({ rates: body, clicks: streamOf('rates') }, set);

    expect(body).not.toHaveBeenCalled();
    const ids = [1, 2].map(() => resultOf(run$).runId);
    expect(body).toHaveBeenCalledTimes(2);
    expect(new Set(ids).size).toBe(2);
    expect(log.filter((line) => line === 'clicks running')).toHaveLength(2);
  });

  it('passes the options of a run on', marbles(({ cold, expectObservable }) => {
    const tries = [cold('---#', {}, broken), cold('--|')];
    const flow: Flow = { a: () => tries.shift() as never, b: cold('---|'), c: EMPTY, s: streamOf('a') };
    const { set } = setOf({ s: ending });
    const journal = memoryJournal();
    const noC: Interceptor = { before: ({ pipe }) => (pipe.id === 'c' ? veto('not now') : undefined) };
    const run$ = running(flow, set, {
      ...{ journal, interceptors: [noC], concurrency: 1 },
      retry: { maxRetries: 1, delay: 4, jitter: 0 },
    });
    // a takes 3, waits 4 and takes 2; b comes after it.
    const expected = '------------(r|)';

    expectObservable(set.run$, '^ 1s !').toBe('');
    expectObservable(run$.pipe(toHybridResult(), map(allEndings))).toBe(expected, {
      r: { a: 'succeeded', b: 'succeeded', c: 'skipped: vetoed not now', s: 'stopped: completed' },
    });
  }));

  it('keeps a journal under the id that all of it has', () => {
    const { set } = runningSet({ s: ending });
    const journal = memoryJournal();
    const { runId } = resultOf(running({ a: EMPTY, s: streamOf('a') }, set, { journal }));

    expect(now(journal.runs())).toEqual([[runId]]);
  });

  it('gives every pipe and every stream one end, and counts that add up', () => {
    const { set } = runningSet({ clicks: ending, prices: ending, offers: ending, logs: () => ({ progress$: fails, stop: () => EMPTY }) });
    const run$ = running(shop(fails), set);
    const events: HybridEvent[] = now(run$.pipe(unlessFailed));
    const { batch, streams, status } = resultOf(run$);

    expect(events.flatMap((event) => (event.name === 'pipe_ended' || event.name === 'stream_ended' ? [event.pipeId] : [])).sort()).toEqual(
      ['clicks', 'countries', 'logs', 'offers', 'prices', 'rates'],
    );
    expect([status, batch?.counts, streams?.counts]).toEqual([
      'failed',
      { succeeded: 1, failed: 1, skipped: 0, cancelled: 0 },
      { stopped: 1, failed: 1, exhausted: 0, skipped: 2, cancelled: 0, left: 0 },
    ]);
    expect(() => streams?.outcomeOf('clics')).toThrow('expected the id of a stream of the plan, got "clics" (did you mean "clicks"?)');
  });
});

// biome-ignore format: marbles are aligned by hand
describe('a failed pipe, in runHybrid,', () => {
  const ends = (failure?: FailurePolicy, more: Partial<RunHybridOptions> = {}) => {
    const { set, log } = runningSet({ clicks: ending, prices: ending, offers: ending, logs: ending });
    const result = resultOf(running(shop(fails), set, { ...(failure && { failure }), concurrency: 1, ...more }));
    return { result, log, endings: allEndings(result) };
  };

  it('keeps streams from starting that need its output, directly or not; others start', () => {
    const { result, endings, log } = ends();

    expect(endings).toEqual({
      rates: 'failed: broken',
      countries: 'succeeded',
      offers: 'skipped: upstream_failed rates',
      prices: 'skipped: upstream_failed rates',
      logs: 'stopped: completed',
      clicks: 'stopped: completed',
    });
    expect(log.map((line) => line.split(' ')[0])).not.toContain('prices');
    expect(result.status).toBe('failed');
    expect(result.errors).toEqual([expect.any(RunFailedError)]);
  });

  it('keeps all from starting where it ends the run', () => {
    const { result, endings, log } = ends(failFast);

    expect(endings).toEqual({
      rates: 'failed: broken',
      countries: 'cancelled: rates failed',
      offers: 'cancelled: rates failed',
      prices: 'cancelled: rates failed',
      logs: 'cancelled: rates failed',
      clicks: 'cancelled: rates failed',
    });
    expect(log).toEqual([]);
    expect([result.status, result.streams?.counts.cancelled]).toEqual(['failed', 4]);
  });

  it('keeps none from starting where the run carries on', () => {
    const { result, endings } = ends(carryOn);

    expect(endings).toEqual({
      rates: 'failed: broken',
      countries: 'succeeded',
      offers: 'stopped: completed',
      prices: 'stopped: completed',
      logs: 'stopped: completed',
      clicks: 'stopped: completed',
    });
    expect(result.status).toBe('failed');
  });

  it('is judged by whatever policy is given, once', () => {
    const policy = jest.fn<FailurePolicy>(() => 'carry_on');
    expect(ends(policy).endings['prices']).toBe('stopped: completed');
    expect(policy).toHaveBeenCalledTimes(1);
  });

  it('is blamed by way of pipes that were skipped for it; of several, the first in alphabetical order', () => {
    // z ── y ──┐
    //          ├──> s ──> t
    // b ───────┘
    const flow = { z: fails, y: { reads: 'z', run: EMPTY }, b: fails, s: streamOf('y b'), t: streamOf('s'), u: streamOf('y') };
    const { set } = runningSet({ s: ending, t: ending, u: ending });

    expect(allEndings(resultOf(running(flow, set)))).toMatchObject({
      s: 'skipped: upstream_failed b',
      t: 'skipped: upstream_failed b',
      u: 'skipped: upstream_failed z',
    });
  });

  it('is not handed on by a pipe that ran on what a stream left earlier', () => {
    // a ──> s(stream) ──> report(once) ──> feed(stream)
    const flow: Flow = { a: fails, s: streamOf('a'), report: { reads: 's', mode: 'batch', run: () => EMPTY }, feed: streamOf('report') };
    const { set } = runningSet({ s: ending, feed: ending });

    expect(allEndings(resultOf(running(flow, set)))).toEqual({
      a: 'failed: broken',
      report: 'succeeded',
      s: 'skipped: upstream_failed a',
      feed: 'stopped: completed',
    });
  });

  it('is not forgotten while the other streams run, and told as the end of it', marbles(({ cold, expectObservable }) => {
    const { set } = setOf({ s: endless, logs: () => fakeQuery('------------|') });
    const run$ = running({ a: cold('--#', {}, broken), s: streamOf('a'), logs: streamOf() }, set);
    const events$ = told(run$.pipe(filter(({ name }) => /^(run_failed|stream_ended|hybrid_failed)/.test(name)))).pipe(
      catchError((error: Error) => of(error.message.replace(/run-\S+/, 'this run'))),
    );
    const expected = '--(rs)--------(ehx|)';

    expectObservable(set.run$, '^ 1s !').toBe('');
    expectObservable(events$).toBe(expected, {
      r: 'run_failed',
      s: 'stream_ended s skipped: upstream_failed a',
      e: 'stream_ended logs stopped: completed',
      h: 'hybrid_failed',
      x: 'expected the run this run to succeed, but 1 of 1 pipes failed: a (Error: broken)',
    });
  }));
});

// biome-ignore format: marbles are aligned by hand
describe('a pipe that was skipped for want of data, in runHybrid,', () => {
  const noA: Interceptor = { before: ({ pipe }) => (pipe.id === 'a' ? veto('not now') : undefined) };
  const flow = { a: EMPTY, other: EMPTY, first: streamOf('a other'), second: streamOf('other a'), next: streamOf('first') };
  const builders = { first: ending, second: ending, next: ending };

  it('keeps streams from starting whose first input was never written', () => {
    const { set } = runningSet(builders);

    expect(allEndings(resultOf(running(flow, set, { interceptors: [noA] })))).toEqual({
      a: 'skipped: vetoed not now',
      other: 'succeeded',
      first: 'skipped: no_data',
      second: 'stopped: completed',
      next: 'skipped: no_data',
    });
  });

  it('keeps none from starting where there is something from earlier', () => {
    const { set } = runningSet(builders);
    const engine = memoryEngine();
    resultOf(running(flow, set, { engine }));
    const result = resultOf(running(flow, set, { engine, interceptors: [noA] }));

    expect(allEndings(result)).toMatchObject({ a: 'skipped: vetoed not now', first: 'stopped: completed' });
    // What a stream has never written is not there; this one's query writes nothing at all.
    expect(allEndings(result)).toMatchObject({ next: 'stopped: completed' });
  });

  it('has nothing started where the engine cannot say what is there', () => {
    const { set, log } = runningSet(builders);
    const engine = { ...memoryEngine(), schema: () => fails, versions: () => fails };
    const result = resultOf(running(flow, set, { engine, interceptors: [noA] }));

    expect([result.status, result.errors, log]).toEqual(['failed', [broken], []]);
    expect(allEndings(result)).toMatchObject({ first: 'cancelled: the run is broken', second: 'cancelled: the run is broken' });
  });
});

// biome-ignore format: marbles are aligned by hand
describe('streams that fail, in runHybrid,', () => {
  const flow = { a: EMPTY, bronze: streamOf('a'), silver: streamOf('bronze'), gold: streamOf('silver') };
  const noTopic: QueryBuilder = () => { throw new Error('no such topic'); };

  it('end all of it where they cannot be started, once those started before were stopped in reverse order', () => {
    const { set, log } = runningSet({ bronze: endless, silver: noTopic, gold: endless });
    const result = resultOf(running(flow, set));

    expect(log).toEqual(['gold starting', 'gold running', 'silver starting', 'silver failed', 'gold stopping', 'gold stopped']);
    expect(result.errors).toEqual([expect.any(StreamStartError)]);
    expect(allEndings(result)).toEqual({
      a: 'succeeded',
      gold: 'stopped: the plan could not be started',
      silver: 'failed: no such topic',
      bronze: 'cancelled: silver could not be started',
    });
  });

  it('are not forgotten though the others end cleanly', () => {
    const [failing, last] = [new Subject<QueryProgress>(), new Subject<QueryProgress>()];
    const { set } = runningSet({ bronze: () => ({ progress$: failing, stop: () => EMPTY }), silver: () => ({ progress$: last, stop: () => EMPTY }), gold: ending });
    const results: HybridResult[] = [];
    running(flow, set).pipe(toHybridResult()).subscribe((result) => results.push(result));
    failing.error(broken);
    expect(results).toEqual([]);
    last.complete();

    expect(results.map(({ status, errors }) => [status, errors])).toEqual([['failed', [expect.any(StreamFailedError)]]]);
    expect(results.map(allEndings)).toEqual([
      { a: 'succeeded', gold: 'stopped: completed', silver: 'stopped: completed', bronze: 'failed: broken' },
    ]);
  });

  it('stay failed also where somebody revives them', () => {
    const [failing, last] = [new Subject<QueryProgress>(), new Subject<QueryProgress>()];
    const builds = [failing, EMPTY];
    const { set } = runningSet({
      bronze: () => ({ progress$: builds.shift() as Observable<never>, stop: () => EMPTY }),
      silver: () => ({ progress$: last, stop: () => EMPTY }),
      gold: ending,
    });
    const results: HybridResult[] = [];
    running(flow, set).pipe(toHybridResult()).subscribe((result) => results.push(result));
    failing.error(broken);
    set.revive('bronze').subscribe();
    expect(set.status('bronze').state).toBe('stopped');
    last.complete();

    expect(results.map(allEndings)).toMatchObject([{ bronze: 'failed: broken' }]);
  });

  it('are told as exhausted where they were tried again and given up', marbles(({ expectObservable }) => {
    const { set } = setOf({});
    set.register(query('s', () => fakeQuery('--#', { error: broken })), { recovery: { maxRetries: 1, backoff: () => 1 } });
    const run$ = running({ a: EMPTY, s: streamOf('a') }, set).pipe(toHybridResult(), map(({ streams }) => streams?.outcomeOf('s')));

    expectObservable(set.run$, '^ 1s !').toBe('');
    expectObservable(run$).toBe('-----(r|)', { r: { status: 'exhausted', pipeId: 's', error: broken, failures: 2 } });
  }));
});

// biome-ignore format: marbles are aligned by hand
describe('unsubscribing from runHybrid', () => {
  const flow = (a: Observable<unknown>): Flow => ({ a, b: { reads: 'a', run: EMPTY }, bronze: streamOf('b'), gold: streamOf('bronze') });
  const heardBy = (signals: Signals) => {
    const heard: string[] = [];
    signals.of('*').subscribe(({ name, payload }) => {
      if (/^(datapipes\.pipe_cancelled|orchestrator\.hybrid|streaming\.orchestrator)/.test(name)) {
        const { pipeId, reason } = payload as { readonly pipeId?: string; readonly reason?: string };
        heard.push([name, pipeId, reason].filter(Boolean).join(' '));
      }
    });
    return heard;
  };

  it('cancels the pipes that run once, and starts no stream', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const signals = new Signals();
    const heard = heardBy(signals);
    const { set, log } = setOf({ bronze: endless, gold: endless }, signals);
    const a = cold(' -------------|');
    const unsub = '  ----!          ';
    const subs = '   ^------!       ';

    expectObservable(set.run$, '^ 1s !').toBe('');
    expectObservable(running(flow(a), set, { grace: 3 }).pipe(ignoreElements()), unsub).toBe('');
    expectSubscriptions(a.subscriptions).toBe(subs);
    flush();
    expect(log).toEqual([]);
    const reason = 'nobody listens any more';
    expect(heard).toEqual([
      'orchestrator.hybrid_started',
      ...['a', 'b', 'gold', 'bronze'].map((id) => `datapipes.pipe_cancelled ${id} ${reason}`),
      `orchestrator.hybrid_cancelled ${reason}`,
    ]);
  }));

  it('stops the streams that it has started, in reverse order', () => {
    const signals = new Signals();
    const heard = heardBy(signals);
    const { set, log } = runningSet({ bronze: endless, gold: endless }, signals);
    const running$ = running(flow(EMPTY), set).subscribe();
    log.length = 0;
    running$.unsubscribe();

    expect(log).toEqual(['bronze stopping', 'bronze stopped', 'gold stopping', 'gold stopped']);
    expect(heard).toEqual([
      'orchestrator.hybrid_started',
      'streaming.orchestrator_started',
      'streaming.orchestrator_stopped',
      'orchestrator.hybrid_cancelled nobody listens any more',
    ]);
  });

  it('between both parts starts no stream either', () => {
    const { set, log } = runningSet({ bronze: endless, gold: endless });
    const names = now(running(flow(EMPTY), set).pipe(map(({ name }) => name), takeUntilSeen('run_completed')));

    expect(names.at(-1)).toBe('run_completed');
    expect(log).toEqual([]);
  });

  it('is what take does with the first event: nothing has run', () => {
    const body = jest.fn(() => EMPTY);
    const { set, log } = runningSet({ s: endless });

    expect(now(running({ a: body, s: streamOf('a') }, set).pipe(take(1)))).toMatchObject([{ name: 'hybrid_started', pipeIds: ['a'], streamIds: ['s'] }]);
    expect(body).not.toHaveBeenCalled();
    expect(log).toEqual([]);
  });
});

const takeUntilSeen = (last: string) => (names$: Observable<string>) =>
  names$.pipe(takeWhile((name) => name !== last, true));

// biome-ignore format: marbles are aligned by hand
describe('cancel$, in runHybrid,', () => {
  const flow = (a: Observable<unknown>): Flow => ({ a, bronze: streamOf('a'), gold: streamOf('bronze') });

  it('cancels the pipes that run once, and no stream starts', marbles(({ cold, expectObservable }) => {
    const { set } = setOf({ bronze: endless, gold: endless });
    const cancel$ = cold('--x', { x: 'enough' });
    const run$ = running(flow(cold('------|')), set, { cancel$, grace: 0 });

    expectObservable(set.run$, '^ 1s !').toBe('');
    expectObservable(run$.pipe(toHybridResult(), map((result) => [result.status, result.cancelling, allEndings(result)]))).toBe('--(r|)', {
      r: ['cancelled', 'enough', { a: 'cancelled: enough, abandoned', gold: 'cancelled: enough', bronze: 'cancelled: enough' }],
    });
  }));

  it('stops the streams, and the end is told; somebody is subscribed to it once', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const { set } = setOf({ bronze: () => fakeQuery('-', { stopTakes: 3 }), gold: () => fakeQuery('-', { stopTakes: 2 }) });
    const cancel$ = cold('----x ', { x: 'enough' });
    const a = cold('      --|   ');
    const result = '      ---------(r|)';
    const run$ = running(flow(a), set, { cancel$ });

    expectObservable(set.run$, '^ 1s !').toBe('');
    expectObservable(run$.pipe(toHybridResult(), map((result) => [result.status, result.cancelling, allEndings(result)]))).toBe(result, {
      r: ['cancelled', 'enough', { a: 'succeeded', gold: 'stopped: the plan was stopped', bronze: 'stopped: the plan was stopped' }],
    });
    expectSubscriptions(cancel$.subscriptions).toBe('^--------!');
  }));

  it('stops the streams also when it fails, which is not forgotten', () => {
    const cancel$ = new Subject<string>();
    const { set } = runningSet({ bronze: endless, gold: endless });
    const results: HybridResult[] = [];
    running(flow(EMPTY), set, { cancel$ }).pipe(toHybridResult()).subscribe((result) => results.push(result));
    cancel$.error(broken);

    expect(results.map(({ status, errors, cancelling }) => [status, errors, cancelling])).toEqual([['failed', [broken], 'what was to cancel it failed']]);
  });

  it('fails the run when it fails while pipes run, and is told once', () => {
    const { set, log } = runningSet({ bronze: endless, gold: endless });
    const result = resultOf(running(flow(NEVER), set, { cancel$: fails, grace: 0 }));

    expect([result.status, result.errors, result.batch?.error, log]).toEqual(['failed', [expect.any(RunFailedError)], broken, []]);
  });

  it('leaves alone what ran before, and says so', () => {
    const cancel$ = new Subject<string>();
    const { set } = runningSet({ bronze: endless, gold: endless });
    set.start('gold').subscribe();
    const results: HybridResult[] = [];
    running(flow(EMPTY), set, { cancel$ }).pipe(toHybridResult()).subscribe((result) => results.push(result));
    cancel$.next('enough');

    expect(results.map(allEndings)).toEqual([{ a: 'succeeded', gold: 'left', bronze: 'stopped: the plan was stopped' }]);
    expect(set.status('gold').state).toBe('running');
  });
});

// biome-ignore format: marbles are aligned by hand
describe('a plan of one part, in runHybrid,', () => {
  it('is run as by run, where no pipe is a stream', marbles(({ cold, expectObservable }) => {
    const plan = planned({ a: cold('--|'), b: { reads: 'a', run: cold('--#', {}, broken) }, c: { reads: 'b', run: EMPTY } }, batch);
    const { set } = setOf({});
    const inside$ = runHybrid(plan, { engine: memoryEngine(), queries: set }).pipe(
      filter(({ name }) => !name.startsWith('hybrid')),
      map(hybridInWords),
      unlessFailed,
    );
    const alone$ = run(plan, { engine: memoryEngine() }).pipe(map(inWords), catchError(() => EMPTY));

    expectObservable(inside$).toEqual(alone$);
  }));

  it('is run as by stream, where every pipe is one', () => {
    const plan = planned({ a: EMPTY, b: { reads: 'a', run: EMPTY } }, streaming);
    const inWordsOf = (run$: Observable<{ readonly queryId: string; readonly state: string }>) => now(run$.pipe(map(({ queryId, state }) => `${queryId} ${state}`)));
    const inside$ = runHybrid(plan, { engine: memoryEngine(), queries: runningSet({ a: ending, b: ending }).set }).pipe(
      filter((event) => event.name === 'stream_changed'),
      map(({ status }) => status),
    );
    const alone$ = stream(plan, { queries: runningSet({ a: ending, b: ending }).set });

    expect(inWordsOf(inside$)).toEqual(inWordsOf(alone$));
    expect(inWordsOf(alone$)).toEqual(['b starting', 'b running', 'b stopped', 'a starting', 'a running', 'a stopped']);
  });

  it('has a result without the other part', () => {
    const { set } = runningSet({ a: ending });
    const options = { engine: memoryEngine(), queries: set };

    expect(resultOf(runHybrid(planned({ a: EMPTY }, batch), options))).toMatchObject({ status: 'succeeded', streams: undefined, batch: { counts: { succeeded: 1 } } });
    expect(resultOf(runHybrid(planned({ a: EMPTY }, streaming), options))).toMatchObject({ status: 'succeeded', batch: undefined, streams: { counts: { stopped: 1 } } });
  });
});

// biome-ignore format: marbles are aligned by hand
describe('one run, in runHybrid,', () => {
  it('has one id and one span around both parts', () => {
    const signals = new Signals({ memory: 1_000 });
    const { set } = runningSet({ s: ending }, signals);
    const { runId } = resultOf(running({ a: EMPTY, s: streamOf('a') }, set));
    const events = signals.recent();
    const runs = events.filter(({ payload }) => 'runId' in (payload as object));
    const all = now(of(...events).pipe(spans()));
    const byId = new Map(all.map((span) => [span.spanId, span]));
    const parents = Object.fromEntries(all.map(({ name, parentSpanId = '' }) => [name, byId.get(parentSpanId)?.name]));

    expect([...new Set(runs.map(({ payload }) => (payload as { readonly runId: string }).runId))]).toEqual([runId]);
    expect([...new Set(all.map(({ traceId }) => traceId))]).toHaveLength(1);
    expect(parents).toMatchObject({
      'orchestrator.hybrid': undefined,
      'datapipes.run': 'orchestrator.hybrid',
      'streaming.orchestrator': 'orchestrator.hybrid',
      'streaming.start': 'streaming.orchestrator',
    });
  });

  it('tells a stream that is skipped as any pipe that is', () => {
    const signals = new Signals({ memory: 1_000 });
    const { set } = runningSet({ s: ending }, signals);
    const { runId } = resultOf(running({ a: fails, s: streamOf('a') }, set));
    const told = signals.recent().filter(({ name }) => /pipe_skipped|hybrid_failed/.test(name)).map(({ payload }) => payload);

    expect(told).toEqual([
      { runId, pipeId: 's', pipeName: 's', skipReason: 'upstream_failed', upstream: 'a' },
      {
        ...{ runId, pipeIds: ['a'], streamIds: ['s'], errorType: 'HybridFailedError', durationSeconds: expect.any(Number) },
        error: `expected the run ${runId} to succeed, but 1 of 1 pipes failed: a (Error: broken)`,
      },
    ]);
  });
});

// biome-ignore format: marbles are aligned by hand
describe('what runHybrid refuses', () => {
  const { set } = runningSet({ clicks: ending, prics: ending });
  const body = jest.fn(() => EMPTY);
  const plan = planned({ a: body, clicks: streamOf('a'), prices: streamOf('clicks') });
  const refused = (options: object, of = plan) => () => runHybrid(of, { engine: memoryEngine(), queries: set, ...options });

  it.each<[string, () => unknown, string]>([
    ['streams without a query', refused({}), 'stream: prices: expected a registered query for this pipe; did you mean "prics"?'],
    ['options that no run has', refused({ concurency: 1 }), 'concurency'],
    ['no set of queries', refused({ queries: undefined }), 'run options: queries: expected a set of queries, got undefined'],
    ['another bus than that of the queries', refused({ signals: new Signals() }), 'run options: signals: expected the bus of the queries, got another one'],
    ['a plan that nobody has validated', refused({}, { ...plan }), 'expected a plan that "plan" made or "validatePlan" accepted, got another one'],
    ['an order that a plan has already', refused({ order: 'given' }, planned({ a: body, clicks: streamOf('a') })), 'expected ids of pipes to run in the order given, got a plan, which has its own'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
    expect(body).not.toHaveBeenCalled();
  });

  it('queries that do not run, before anything does', () => {
    const idle = setOf({ clicks: ending }).set;
    const error = jest.fn();
    runHybrid(planned({ a: body, clicks: streamOf('a') }), { engine: memoryEngine(), queries: idle }).subscribe({ error });

    expect(error).toHaveBeenCalledWith(new Error('expected run$ of the queries to be subscribed to before the plan is, but nobody is'));
    expect(body).not.toHaveBeenCalled();
  });
});
