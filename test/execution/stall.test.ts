import { describe, expect, it } from '@jest/globals';
import { EMPTY, ignoreElements, map, NEVER, type Observable, Subject, tap } from 'rxjs';
import type { Journal } from '../../lib/execution/journal/journal.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import type { RunEvent } from '../../lib/execution/runEvent.ts';
import { sequentialIds } from '../../lib/signals/ids.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { endings, type FlowPipe, only, running, told } from './support/flow.ts';

/** When a run says that it does not advance, for how long, and who runs. */
const stallsOf = (run$: Observable<RunEvent>) =>
  only(run$, 'run_stalled').pipe(
    map(({ stall }) => `${stall.silentMs} ${stall.running.map(({ pipeId }) => pipeId).join()}`),
  );

// biome-ignore format: marbles are aligned by hand
describe('stallAfter', () => {
  it('has a silence told once, and another again', marbles(({ cold, expectObservable }) => {
    const [a, b] = [cold('        -----|'), cold('-----|')];
    const expected = '            ---a----b-|';
    const flow = { a, b: { reads: 'a', run: b } };

    expectObservable(stallsOf(running(flow, { stallAfter: 3 }))).toBe(expected, { a: '3 a', b: '3 b' });
  }));

  it('says who runs, and who waits for whom', marbles(({ cold, expectObservable }) => {
    const flow = {
      a: cold('------|'),
      b: { run: cold('-|'), priority: -1 },
      c: { reads: 'a b', run: EMPTY },
      d: { reads: 'c', run: EMPTY },
    };
    const stall = {
      silentMs: 4,
      running: [{ pipeId: 'a', runningMs: 4 }],
      waiting: [
        { pipeId: 'b', waitsFor: [] },
        { pipeId: 'c', waitsFor: ['a', 'b'] },
        { pipeId: 'd', waitsFor: ['c'] },
      ],
      waitingCount: 3,
    };

    expectObservable(only(running(flow, { stallAfter: 4, concurrency: 1 }), 'run_stalled')).toBe('----x--|', {
      x: { name: 'run_stalled', at: 4, stall },
    });
  }));

  it('leaves out those that have ended, and names the first of many', marbles(({ cold, expectObservable }) => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`m${i}`, { reads: 'a b', run: EMPTY }]));
    const waiting$ = only(running({ a: cold('-|'), b: cold('------|'), ...many }, { stallAfter: 4 }), 'run_stalled').pipe(
      map(({ stall: { waiting, waitingCount } }) => [waiting.length, waiting[0], waitingCount]),
    );

    expectObservable(waiting$).toBe('-----x|', { x: [20, { pipeId: 'm0', waitsFor: ['b'] }, 30] });
  }));

  it('says in the order given that each waits for the one before', marbles(({ cold, expectObservable }) => {
    const run$ = running({ a: cold('----|'), b: EMPTY, c: EMPTY }, { order: 'given', stallAfter: 2 });
    const waiting$ = only(run$, 'run_stalled').pipe(map(({ stall }) => stall.waiting));

    expectObservable(waiting$).toBe('--x-|', { x: [{ pipeId: 'b', waitsFor: ['a'] }, { pipeId: 'c', waitsFor: ['b'] }] });
  }));

  it('counts from the last advance: a start, an end, rows, a retry', marbles(({ cold, expectObservable }) => {
    const telling: FlowPipe['run'] = (_, { progress, scheduler }) => {
      scheduler.schedule(() => progress(1), 2);
      return cold('----------------|') as never;
    };
    const writing = cold('   --x--y---------|', { x: [{ n: 1 }], y: [{ n: 2 }] });
    const retried = cold('   --#');

    expectObservable(stallsOf(running({ telling }, { stallAfter: 3 }))).toBe('-----x----------|', { x: '3 telling' });
    expectObservable(stallsOf(running({ writing }, { stallAfter: 4 }))).toBe('---------x-----|', { x: '4 writing' });
    expectObservable(stallsOf(running({ retried }, { stallAfter: 4, retry: { maxRetries: 1, delay: 1, jitter: 0 } }))).toBe('-----|');
  }));

  it('counts no words as an advance, and tells one silence once whatever is said', marbles(({ cold, expectObservable }) => {
    const talking: FlowPipe['run'] = (_, { logger, scheduler }) => {
      for (const at of [1, 2, 4, 5, 6]) scheduler.schedule(() => logger.info('still there'), at);
      return cold('-------|') as never;
    };

    expectObservable(stallsOf(running({ talking }, { stallAfter: 3 }))).toBe('---x---|', { x: '3 talking' });
  }));

  it('counts a pipe as ended when that is told, not when it is being kept', marbles(({ cold, expectObservable }) => {
    const journal: Journal = { ...memoryJournal(), append: ({ kind }) => (kind === 'pipe_ended' ? cold<never>('---|') : EMPTY) };
    const flow = { a: cold('-|'), b: cold('----------|') };

    expectObservable(stallsOf(running(flow, { journal, stallAfter: 5 }))).toBe('---------x---|', { x: '5 b' });
  }));

  it('is five minutes unless told otherwise, and may be never', marbles(({ cold, expectObservable }) => {
    const a = cold('400s |');

    expectObservable(stallsOf(running({ a }))).toBe('300s x 99999ms |', { x: '300000 a' });
    expectObservable(stallsOf(running({ a }, { stallAfter: Number.POSITIVE_INFINITY }))).toBe('400s |');
  }));

  it('leaves no timer behind, however the run ends', marbles(({ cold, expectObservable, flush, testScheduler }) => {
    const ends = [running({ a: cold('-|') }), running({ a: cold('-#') }), running({ a: NEVER }, { cancel$: cold('-x'), grace: 0 })];

    for (const run$ of ends) expectObservable(told(run$).pipe(ignoreElements())).toBe('-|');
    expectObservable(running({ a: NEVER }, { grace: 0 }).pipe(ignoreElements()), '-!').toBe('-');
    flush();
    expect([testScheduler.actions.length, testScheduler.now()]).toEqual([0, 1]);
  }));

  it('may make whoever hears of it cancel the run', marbles(({ cold, expectObservable }) => {
    const cancel$ = new Subject<string>();
    const run$ = running({ a: cold('---------|') }, { cancel$, grace: 1, stallAfter: 3 }).pipe(tap(({ name }) => name === 'run_stalled' && cancel$.next('it hangs')));

    expectObservable(endings(run$)).toBe('----(r|)', { r: { a: 'cancelled: it hangs, abandoned' } });
  }));

  it('is told in signals', marbles(({ cold, expectObservable, expectSignals }) => {
    const signals = new Signals({ ids: sequentialIds('x') });
    const payload = { runId: 'run-x-2', silentSeconds: 0.002, running: ['a'], waiting: ['b'], waitingCount: 1 };

    expectSignals(signals, 'orchestrator.execution_stalled', '^---!').toBe('--x', { x: { name: 'orchestrator.execution_stalled', payload } });
    expectObservable(told(running({ a: cold('---|'), b: { reads: 'a', run: EMPTY } }, { signals, stallAfter: 2 })).pipe(ignoreElements())).toBe('---|');
  }));
});
