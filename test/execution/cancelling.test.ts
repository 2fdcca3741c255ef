import { describe, expect, it, jest } from '@jest/globals';
import {
  catchError,
  delay,
  EMPTY,
  ignoreElements,
  map,
  NEVER,
  of,
  Subject,
  skip,
  take,
  takeUntil,
  throwError,
} from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Interceptor, PipeCall } from '../../lib/execution/interceptor.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { CancelledError } from '../../operators/cancelledError.ts';
import { endings, endingsIn, type FlowPipe, inWords, running, told } from './support/flow.ts';

/** What is told as signals of runs and pipes, in a few words each. */
function heardBy(signals: Signals): string[] {
  const heard: string[] = [];
  signals.of('*').subscribe(({ name, payload }) => {
    if (name.startsWith('entity.')) return;
    const { pipeId, reason } = payload as { pipeId?: string; reason?: string };
    heard.push([name.split('.')[1], pipeId, reason].filter(Boolean).join(' '));
  });
  return heard;
}

/** Errors are told apart by their name. */
const whatever = catchError((error: Error) => throwError(() => error.name));
const asked = 'cancelled: x';

// biome-ignore format: marbles are aligned by hand
describe('unsubscribing from a run', () => {
  it('aborts what runs, gives it the grace, and tells as signals what became of all', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const signals = new Signals();
    const [a, b] = [cold('-----------|'), cold('-|')];
    const unsub = '       ----!       ';
    const aSubs = '       ^------!    ';
    const expected = '    (xyz)       ';
    const heard = heardBy(signals);
    const run$ = running({ a, b: { reads: 'a', run: b } }, { signals, grace: 3 });

    expectObservable(told(run$), unsub).toBe(expected, { x: 'run_started', y: 'generation_started 0', z: 'pipe_started a' });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe([]);
    flush();
    expect(heard.slice(5)).toEqual([
      'pipe_cancelled a nobody listens any more',
      'generation_completed',
      'generation_started',
      'pipe_cancelled b nobody listens any more',
      'generation_completed',
      'execution_failed',
      'run_failed',
    ]);
  }));

  it('tells bodies why, and waits only until they have ended', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const signals = new Signals();
    const source = cold(' -----------|');
    const unsub = '       --!         ';
    const subs = '        ^---!       ';
    const reasons: unknown[] = [];
    const run: FlowPipe['run'] = (_, { signal }) => {
      const stop$ = new Subject<void>();
      signal.addEventListener('abort', () => {
        reasons.push(signal.reason);
        stop$.next();
      });
      return source.pipe(takeUntil(stop$.pipe(delay(2)))) as never;
    };
    const ended = signals.of('datapipes.pipe_cancelled').pipe(map(({ payload: { pipeId, abandoned } }) => ({ pipeId, abandoned })));

    expectObservable(told(running({ a: run }, { signals })).pipe(ignoreElements()), unsub).toBe('-');
    expectObservable(ended, '^----!').toBe('----e', { e: { pipeId: 'a', abandoned: false } });
    expectSubscriptions(source.subscriptions).toBe(subs);
    flush();
    expect(reasons).toEqual([new CancelledError()]);
  }));

  it('leaves nothing behind in the clock', marbles(({ cold, expectObservable, flush, testScheduler }) => {
    const run$ = running({ a: cold('-|'), b: { run: cold('-----|'), timeout: 9 } }, { grace: 1, retry: 2 });

    expectObservable(told(run$).pipe(ignoreElements()), '--!').toBe('-');
    flush();
    expect(testScheduler.actions.length).toBe(0);
  }));

  it('warns nobody of a run that fails because of it', marbles(({ cold, expectObservable, flush }) => {
    const warned = jest.spyOn(process, 'emitWarning');

    expectObservable(running({ a: cold('--#') }).pipe(ignoreElements()), '-!').toBe('-');
    flush();
    expect(warned).not.toHaveBeenCalled();
  }));

  it('may happen from inside of any event', marbles(({ flush }) => {
    const flow = {
      a: EMPTY,
      b: { reads: 'a', run: EMPTY },
      c: throwError(() => new Error('broken')),
      d: { reads: 'c', run: EMPTY },
      e: { reads: 'b', run: NEVER },
    };
    /** Leaves at that event, and tells at which it left and what the signals said. */
    const leftAt = (event: number) => {
      const signals = new Signals();
      const [heard, seen] = [heardBy(signals), [] as string[]];
      told(running(flow, { signals, grace: 0, stallAfter: Number.POSITIVE_INFINITY })).pipe(take(event)).subscribe((one) => seen.push(one));
      flush();
      return { heard, seen };
    };
    const all = Array.from({ length: 20 }, (_, event) => leftAt(event + 1)).filter(({ seen }, event) => seen.length === event + 1);

    expect(all.at(-1)?.seen.at(-1)).toBe('pipe_started e');
    for (const { heard } of all) {
      const ends = heard.filter((one) => /^(after_pipe|pipe_failed|pipe_skipped|pipe_cancelled) /.test(one));
      expect(ends.map((one) => one.split(' ')[1]).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(ends).toContain('pipe_cancelled e nobody listens any more');
      expect(heard.slice(-2)).toEqual(['execution_failed', 'run_failed']);
    }
  }));
});

// biome-ignore format: marbles are aligned by hand
describe('cancel$ of a run', () => {
  it('cancels it, and its end is told', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const a = cold('       ------|        ');
    const cancel$ = cold(' --x---         ');
    const cancelSubs = '   ^---!          ';
    const aSubs = '        ^---!          ';
    const expected = '     ----(abcdef#)  ';
    const run$ = running({ a, b: { reads: 'a', run: EMPTY } }, { cancel$, grace: 2 });

    expectObservable(run$.pipe(skip(3), map(inWords), whatever)).toBe(expected, {
      a: 'pipe_ended a cancelled',
      b: 'generation_completed 0',
      c: 'generation_started 1',
      d: 'pipe_ended b cancelled',
      e: 'generation_completed 1',
      f: 'run_failed',
    }, 'RunFailedError');
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(cancel$.subscriptions).toBe(cancelSubs);
  }));

  it('says why, where it emits a text', marbles(({ cold, expectObservable }) => {
    const run$ = running({ a: NEVER }, { cancel$: cold('-x', { x: 'the lights go out' }), grace: 0 });
    const result$ = run$.pipe(toResult(), map((run) => [run.status, run.error, endingsIn(run)]));

    expectObservable(result$).toBe('-(r|)', { r: ['cancelled', undefined, { a: 'cancelled: the lights go out, abandoned' }] });
    expectObservable(endings(running({ a: NEVER }, { cancel$: cold('-x', { x: 7 }), grace: 0 }))).toBe('-(r|)', { r: { a: 'cancelled: it was asked for, abandoned' } });
  }));

  it('cancels it as well by an error, which the run tells', marbles(({ cold, expectObservable }) => {
    const error = new Error('no connection');
    const run$ = running({ a: EMPTY, b: NEVER }, { cancel$: cold('-#', {}, error), grace: 0 });
    const result$ = run$.pipe(toResult(), map((run) => [run.status, run.error, endingsIn(run)]));

    expectObservable(result$).toBe('-(r|)', {
      r: ['failed', error, { a: 'succeeded', b: 'cancelled: what was to cancel it failed, abandoned' }],
    });
  }));

  it('does nothing to what has ended, and counts once', marbles(({ cold, expectObservable }) => {
    const cancel$ = cold('--xx', { x: 'again' });

    expectObservable(endings(running({ a: cold('--|') }, { cancel$: cold('--x') }))).toBe('--(r|)', { r: { a: 'succeeded' } });
    expectObservable(endings(running({ a: cold('----|') }, { cancel$, grace: 1 }))).toBe('---(r|)', { r: { a: 'cancelled: again, abandoned' } });
  }));

  it('keeps everything from starting when it emits at once', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const a = cold('-|');
    const events$ = told(running({ a, b: a }, { cancel$: of(true) }));

    expectObservable(events$).toBe('(abcdef|)', {
      a: 'run_started',
      b: 'generation_started 0',
      c: 'pipe_ended a cancelled',
      d: 'pipe_ended b cancelled',
      e: 'generation_completed 0',
      f: 'run_failed',
    });
    expectSubscriptions(a.subscriptions).toBe([]);
  }));

  it('ends the delay before a retry', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const a = cold('       -#', {}, new Error('broken'));
    const cancel$ = cold(' ---x');
    const aSubs = ['       ^!  ', '^!  '];
    const result = '       ---(r|)';
    const options = { cancel$, retry: { maxRetries: 3, delay: 9 } };

    expectObservable(endings(running({ a }, options))).toBe(result, { r: { a: asked } });
    expectObservable(endings(running({ a }, { ...options, interceptors: [{}] }))).toBe(result, { r: { a: asked } });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
  }));

  it('leaves an attempt that was late as failed', marbles(({ cold, expectObservable }) => {
    const run$ = running({ a: cold('----------|') }, { timeout: 2, grace: 4, cancel$: cold('---x'), retry: 1 });

    expectObservable(endings(run$)).toBe('------(r|)', { r: { a: 'failed: expected the end within 2 ms, got none' } });
  }));

  it('lets a write stand that was under way', marbles(({ cold, expectObservable }) => {
    const engine = memoryEngine({ latency: 4 });
    const run$ = running({ a: cold('|'), b: { reads: 'a', run: EMPTY } }, { engine, cancel$: cold('---x'), grace: 9 });

    expectObservable(endings(run$)).toBe('----(r|)', { r: { a: 'succeeded', b: asked } });
  }));

  it('does not wait for what is found out before the first pipe', marbles(({ cold, expectObservable }) => {
    const slow = { ...memoryJournal(), durations: () => NEVER };
    const flow = { a: EMPTY, b: { reads: 'a', run: EMPTY }, c: { reads: 'a', run: EMPTY } };
    const r = { a: asked, b: asked, c: asked };

    expectObservable(endings(running(flow, { journal: slow, cancel$: cold('--x') }))).toBe('--(r|)', { r });
    expectObservable(endings(running(flow, { journal: slow, cancel$: of('x') }))).toBe('(r|)', { r });
    expectObservable(endings(running(flow, { engine: memoryEngine({ latency: 9 }), autoCache: true, cancel$: cold('--x') }))).toBe('--(r|)', { r });
  }));

  it('says of a pipe in the midst of interceptors whether it was left behind', marbles(({ cold, expectObservable }) => {
    const options = { cancel$: cold('--x'), grace: 2, interceptors: [{}] };
    const stubborn = { run: cold('---------|'), writes: null };
    const willing = { run: cold('---|'), writes: null };

    expectObservable(endings(running({ stubborn, willing }, options))).toBe('----(r|)', {
      r: { stubborn: `${asked}, abandoned`, willing: asked },
    });
  }));

  it('is known to interceptors in every step', marbles(({ cold, expectObservable, flush }) => {
    const known: string[] = [];
    const slow = (step: string, { signal }: PipeCall) => {
      signal.addEventListener('abort', () => known.push(step));
      return cold<never>('---|');
    };
    const cancelledIn = (interceptor: Interceptor) => running({ a: EMPTY }, { interceptors: [interceptor], cancel$: cold('--x'), grace: 5 });

    expectObservable(endings(cancelledIn({ before: (call) => slow('before', call) }))).toBe('---(r|)', { r: { a: asked } });
    expectObservable(endings(cancelledIn({ write: (_, call) => slow('write', call) }))).toBe('---(r|)', { r: { a: asked } });
    expectObservable(endings(cancelledIn({ after: (_, call) => slow('after', call) }))).toBe('---(r|)', { r: { a: 'succeeded' } });
    flush();
    expect(known.sort()).toEqual(['after', 'before', 'write']);
  }));
});
