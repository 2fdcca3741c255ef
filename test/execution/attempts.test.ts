import { describe, expect, it } from '@jest/globals';
import {
  concat,
  defer,
  EMPTY,
  finalize,
  fromEvent,
  map,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { RunEvent } from '../../lib/execution/runEvent.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { TimeoutAbortError } from '../../operators/timeoutAbortError.ts';
import { now } from '../data/support/now.ts';
import { endings, type FlowPipe, only, running } from './support/flow.ts';

const broken = new Error('broken');

/** Fails so many times, then is empty. */
function failing(times: number, error: unknown = broken): Observable<never> {
  let left = times;
  return defer(() => (left-- > 0 ? throwError(() => error) : EMPTY));
}

/** Without delays, so that all of it happens at once. */
const atOnce = { delay: 0, jitter: 0 };

/** How many attempts each pipe had. */
const attemptsOf = (run$: Observable<RunEvent>) =>
  run$.pipe(
    toResult(),
    map((run) =>
      run.pipeIds.map((id) => run.stateOf(id)).map((state) => ('attempts' in state ? state.attempts : 0)),
    ),
  );

/** An engine that fails after each write, though it was committed. */
const failingLate = (engine: Engine, error: unknown): Engine => ({
  ...engine,
  write: (...write) =>
    concat(
      engine.write(...write),
      throwError(() => error),
    ),
});

/** How many rows a table has. */
const rowsIn = (engine: Engine, id: string) => now(engine.estimateSize(id))[0]?.rows;
const hasTable = (engine: Engine, id: string) => now(engine.versions([id]))[0]?.has(id);

// biome-ignore format: marbles are aligned by hand
describe('retry of a pipe', () => {
  it('tries again after delays that grow, and tells of each', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const a = cold('      -#', {}, broken);
    const subs = [
      '                   ^!        ',
      '                   ---^!     ',
      '                   --------^!',
    ];
    const expected = '    -x--y----(z|)';
    const at = { pipeId: 'a', maxAttempts: 3, error: broken };
    const ended = { status: 'failed', pipeId: 'a', startedAt: 0, endedAt: 9, attempts: 3, error: broken, abandoned: false };

    const run$ = running({ a }, { retry: { maxRetries: 2, delay: 2, jitter: 0 } });
    expectObservable(only(run$, 'pipe_retrying', 'pipe_ended')).toBe(expected, {
      x: { name: 'pipe_retrying', at: 1, ...at, attempt: 1, delayMs: 2 },
      y: { name: 'pipe_retrying', at: 4, ...at, attempt: 2, delayMs: 4 },
      z: { name: 'pipe_ended', at: 9, pipeId: 'a', outcome: ended },
    });
    expectSubscriptions(a.subscriptions).toBe(subs);
  }));

  it('stops at the first success', marbles(({ expectObservable }) => {
    const run$ = running({ a: failing(2), b: failing(0) }, { retry: { maxRetries: 5, ...atOnce } });
    expectObservable(attemptsOf(run$)).toBe('(r|)', { r: [3, 1] });
  }));

  it('is not tried again unless asked', marbles(({ expectObservable }) => {
    expectObservable(attemptsOf(running({ a: failing(1) }))).toBe('(r|)', { r: [1] });
  }));

  it('leaves a part of each delay to the chance that it is given, up to the longest', marbles(({ expectObservable }) => {
    const chances = [0, 0.5, 0.25, 0.75];
    const run$ = running(
      { a: failing(4) },
      { retry: { maxRetries: 4, delay: 10, factor: 3, maxDelay: 60, jitter: 0.4 }, random: () => chances.shift() ?? 0 },
    );
    const delays$ = only(run$, 'pipe_retrying').pipe(map(({ delayMs }) => delayMs));

    expectObservable(delays$).toBe('a 9ms b 23ms c 53ms d 41ms |', { a: 10, b: 24, c: 54, d: 42 });
  }));

  it('asks when about each error, that of an engine too', marbles(({ expectObservable, flush }) => {
    const asked: unknown[] = [];
    const when = (error: unknown) => {
      asked.push(error);
      return error !== broken;
    };
    const engineError = new EngineError('invalid', 'no way');
    const run$ = running({ a: failing(1), b: failing(1, engineError) }, { retry: { maxRetries: 1, ...atOnce, when } });

    expectObservable(attemptsOf(run$)).toBe('(r|)', { r: [1, 2] });
    flush();
    expect(asked).toEqual([broken, engineError]);
  }));

  it('fails with what when throws', marbles(({ expectObservable }) => {
    const when = () => { throw new Error('no answer'); };
    expectObservable(endings(running({ a: failing(1) }, { retry: { maxRetries: 1, when } }))).toBe('(r|)', { r: { a: 'failed: no answer' } });
  }));

  it('does not try again what an engine calls permanent', marbles(({ expectObservable }) => {
    const run$ = running(
      {
        a: failing(1, new EngineError('invalid', 'no way')),
        b: failing(1, new EngineError('conflict', 'somebody else')),
        c: failing(1, new EngineError('invalid', 'it depends', { transient: true })),
      },
      { retry: { maxRetries: 1, ...atOnce } },
    );
    expectObservable(attemptsOf(run$)).toBe('(r|)', { r: [1, 2, 2] });
  }));

  it('shares one budget with all pipes of the run, and with no other run', marbles(({ expectObservable }) => {
    const never = throwError(() => broken);
    const run$ = running(
      { a: never, b: { run: never, retry: { maxRetries: 9 } }, c: never },
      { retry: { maxRetries: 2, budget: 5, ...atOnce }, concurrency: 1 },
    );
    expectObservable(attemptsOf(run$)).toBe('(r|)', { r: [3, 4, 1] });
    expectObservable(attemptsOf(run$)).toBe('(r|)', { r: [3, 4, 1] });
  }));

  it('does not repeat a write that was committed', marbles(({ expectObservable, flush }) => {
    const engine = failingLate(memoryEngine(), broken);
    const a: FlowPipe = { run: of([{ n: 1 }]), write: 'append' };
    const run$ = running({ a }, { engine, retry: { maxRetries: 3, ...atOnce } });

    expectObservable(endings(run$)).toBe('(r|)', { r: { a: 'failed: broken' } });
    flush();
    expect(rowsIn(engine, 'a')).toBe(1);
  }));

  it('writes once though an attempt failed in the midst of writing', marbles(({ cold, expectObservable, flush }) => {
    const engine = memoryEngine();
    const rows = [cold('x#', { x: [{ n: 1 }] }), cold('xy|', { x: [{ n: 1 }], y: [{ n: 2 }] })];
    const a: FlowPipe = { run: () => rows.shift() as never, write: 'append' };

    expectObservable(endings(running({ a }, { engine, retry: { maxRetries: 1, ...atOnce } }))).toBe('---(r|)', { r: { a: 'succeeded' } });
    flush();
    expect(rowsIn(engine, 'a')).toBe(2);
  }));

  it('warns of pipes that append and are tried again', marbles(({ expectObservable }) => {
    const flow = { a: { run: EMPTY, write: 'append' }, b: EMPTY, c: { run: EMPTY, write: 'append', writes: null } } as const;
    const kinds = (run$: Observable<RunEvent>) =>
      only(run$, 'run_started').pipe(map(({ warnings }) => warnings.map(({ kind, pipeIds }) => [kind, pipeIds])));

    expectObservable(kinds(running(flow, { retry: 1 }))).toBe('(w|)', { w: [['unsafe_retry', ['a']]] });
    expectObservable(kinds(running(flow))).toBe('(w|)', { w: [] });
    expectObservable(kinds(running(flow, { retry: 1, slice: () => of({ kind: 'rows' }) }))).toBe('(w|)', { w: [['unsafe_retry', ['a', 'b']]] });
  }));
});

/** A body that ends at once, with what it has, when it is told to. */
const obeying =
  (source: Observable<unknown>): FlowPipe['run'] =>
  (_, { signal }) =>
    source.pipe(takeUntil(fromEvent(signal, 'abort'))) as never;

// biome-ignore format: marbles are aligned by hand
describe('timeout of a pipe', () => {
  const late = 'failed: expected the end within 3 ms, got none';

  it('is no matter for a pipe that is in time to the millisecond', marbles(({ cold, expectObservable }) => {
    expectObservable(endings(running({ a: cold('---|') }, { timeout: 3 }))).toBe('---(r|)', { r: { a: 'succeeded' } });
  }));

  it('aborts a pipe, and tells its body why', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const source = cold('  -----|');
    const subs = '         ^----!';
    const result = '       -----(r|)';
    const reasons: unknown[] = [];
    const run: FlowPipe['run'] = (_, { signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return source as never;
    };

    expectObservable(endings(running({ a: { run, writes: null } }, { timeout: 3 }))).toBe(result, { r: { a: late } });
    expectSubscriptions(source.subscriptions).toBe(subs);
    flush();
    expect(reasons).toEqual([new TimeoutAbortError('total', 3)]);
  }));

  it('writes nothing of a body that ends early because it is told to', marbles(({ cold, expectObservable, flush }) => {
    const engine = memoryEngine();
    const rows = { x: [{ n: 1 }], y: [{ n: 2 }] };
    const asStream = obeying(cold('-x---y|', rows));
    const asGenerator: FlowPipe['run'] = (_, { signal, progress }) =>
      (function* () {
        yield [{ n: 1 }];
        progress(1);
        if (!signal.aborted) yield [{ n: 2 }];
      })();
    const cancelling$ = new Subject<void>();
    const run$ = running({ a: { run: asGenerator } }, { engine, cancel$: cancelling$ });

    expectObservable(endings(running({ a: asStream }, { engine, timeout: 3 }))).toBe('---(r|)', { r: { a: late } });
    expectObservable(endings(run$.pipe(tap(({ name }) => name === 'pipe_progress' && cancelling$.next())))).toBe('(r|)', {
      r: { a: 'cancelled: it was asked for' },
    });
    flush();
    expect(hasTable(engine, 'a')).toBe(false);
  }));

  it('leaves a pipe behind that has not ended after the grace', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  ---------|');
    const subs = '         ^----!    ';
    const expected = '     -----(x|) ';
    const outcome = { status: 'failed', pipeId: 'a', startedAt: 0, endedAt: 5, attempts: 1, error: new TimeoutAbortError('total', 3), abandoned: true };

    expectObservable(only(running({ a: source }, { timeout: 3, grace: 2 }), 'pipe_ended')).toBe(expected, {
      x: { name: 'pipe_ended', at: 5, pipeId: 'a', outcome },
    });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('holds the slot and what depends on the pipe until then', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b, c] = [cold('---------|'), cold('-|'), cold('-|')];
    const bSubs = '         -----^!';
    const result = '        ------(r|)';
    const flow = { a: { run: a, timeout: 3 }, b, c: { reads: 'a', run: c } };

    expectObservable(endings(running(flow, { grace: 2, concurrency: 1 }))).toBe(result, {
      r: { a: late, b: 'succeeded', c: 'skipped: upstream_failed a' },
    });
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe([]);
  }));

  it('lets a write stand that was committed by then', marbles(({ cold, expectObservable }) => {
    const engine = memoryEngine({ latency: 4 });

    expectObservable(endings(running({ a: cold('|') }, { engine, timeout: 3 }))).toBe('----(r|)', { r: { a: 'succeeded' } });
  }));

  it('is for each attempt, and another attempt may be in time', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [slow, quick] = [cold('---------|'), cold('--|')];
    const slowSubs = '      ^----!    ';
    const quickSubs = '     ------^-! ';
    const result = '        --------(r|)';
    const bodies = [slow, quick];
    const run$ = running({ a: () => bodies.shift() as never }, { timeout: 3, grace: 2, retry: { maxRetries: 1, delay: 1, jitter: 0 } });

    expectObservable(endings(run$)).toBe(result, { r: { a: 'succeeded' } });
    expectSubscriptions(slow.subscriptions).toBe(slowSubs);
    expectSubscriptions(quick.subscriptions).toBe(quickSubs);
  }));

  it('leaves a body that is left behind its own signal, and takes no rows from it any more', marbles(({ cold, expectObservable, flush }) => {
    const seen: unknown[] = [];
    // It goes on though nobody is subscribed to it any more, as a promise would.
    const stubborn: FlowPipe['run'] = (_, context) => {
      const goOn = () => {
        seen.push(context.signal.aborted);
        context.progress(100);
      };
      for (const at of [6, 9]) context.scheduler.schedule(goOn, at);
      return cold('------------|') as never;
    };
    const willing: FlowPipe['run'] = (_, context) => {
      context.progress(1);
      return cold('---|').pipe(finalize(() => seen.push(context.signal.aborted))) as never;
    };
    const bodies = [stubborn, willing];
    const a: FlowPipe = { writes: null, run: (inputs, context) => bodies.shift()?.(inputs, context) ?? EMPTY };
    const run$ = running({ a }, { timeout: 3, grace: 2, retry: { maxRetries: 1, delay: 2, jitter: 0 } });

    expectObservable(only(run$, 'pipe_progress').pipe(map(({ at, rows }) => [at, rows]))).toBe('-------x--|', { x: [7, 1] });
    flush();
    expect(seen).toEqual([true, true, false]);
  }));
});
