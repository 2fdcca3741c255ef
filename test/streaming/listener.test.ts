import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concat, EMPTY, NEVER, of, Subject, throwError } from 'rxjs';
import { Signals } from '../../lib/signals/signals.ts';
import type { EngineEvent, EngineRunStatus } from '../../lib/streaming/listening/engineEvent.ts';
import { type ListenerOptions, listener } from '../../lib/streaming/listening/listener.ts';
import type { ListenerEvent } from '../../lib/streaming/listening/queryEvent.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';

const run = { queryId: 'q', runId: 'r' };
const batch = (batchId: number, more = {}): EngineEvent => ({
  kind: 'progress',
  ...run,
  batchId,
  numInputRows: 5,
  ...more,
});
const started: EngineEvent = { kind: 'started', ...run };
const terminated: EngineEvent = { kind: 'terminated', ...run };
const idle: EngineEvent = { kind: 'idle', ...run, batchId: 1 };
const gap = (missed: number): ListenerEvent => ({ kind: 'gap', queryId: 'q', missed, source: 'poll' });
const refused = (reason: string, event: EngineEvent) => ({ kind: 'refused', reason, event });

/** s starts, 0 to 3 are batches, i is idle, t ends. */
const said = { s: started, 0: batch(0), 1: batch(1), 2: batch(2), 3: batch(3), i: idle, t: terminated };

/** What is told of events that come one by one. */
function toldOf(events: readonly EngineEvent[], options: ListenerOptions = {}): ListenerEvent[] {
  const scheduler = new SimulatedScheduler();
  const source = new Subject<EngineEvent>();
  const told: ListenerEvent[] = [];
  const subscription = source
    .pipe(listener({ scheduler, turns: scheduler.asap, ...options }))
    .subscribe((event) => told.push(event));
  for (const event of events) {
    source.next(event);
    scheduler.advanceBy(1);
  }
  subscription.unsubscribe();
  return told;
}

// biome-ignore format: marbles are aligned by hand
describe('listener', () => {
  it('tells what happened', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-s-0-1-i-2-t-|', said);
    const subs = '       ^------------!';
    const expected = '   -s-0-1-i-2-t-|';

    expectObservable(source.pipe(listener())).toBe(expected, said);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('tells the latest news of a burst, and each start and end', marbles(({ hot, expectObservable }) => {
    const source = hot('-(s0123t)------|', said);
    const expected = '  -(s3t)---------|';

    expectObservable(source.pipe(listener())).toBe(expected, said);
  }));

  it('holds nobody up', () => {
    const scheduler = new SimulatedScheduler();
    const source = new Subject<EngineEvent>();
    const told: ListenerEvent[] = [];
    let dropped = 0;
    const subscription = source
      .pipe(listener({ turns: scheduler.asap, scheduler, capacity: 10, onDrop: ({ total }) => { dropped = total; } }))
      .subscribe((event) => told.push(event));

    for (let i = 0; i < 10_000; i++) source.next(batch(i, { queryId: `q${i % 20}` }));
    expect(told).toEqual([]);
    scheduler.advanceBy(0);
    expect(told.filter(({ kind }) => kind === 'progress')).toHaveLength(10);
    expect(dropped).toBe(9_990);
    subscription.unsubscribe();
  });

  it('completes with an empty source, polls or not', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('--|', said);
    const subs = ['      ^-!', '^-!'];
    const expected = '   --|';

    expectObservable(source.pipe(listener())).toBe(expected);
    expectObservable(source.pipe(listener({ poll: () => of([]), pollEvery: 1 }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('------', said);
    const unsub = '      -----!';
    const subs = '       ^----!';
    const expected = '   ------';

    expectObservable(source.pipe(listener()), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when the source errors, once what waits is told', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-s-(0#)', said);
    const subs = '       ^--!   ';
    const expected = '   -s-(0#)';

    expectObservable(source.pipe(listener())).toBe(expected, said);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors with what isKnown throws', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-s-0-|', said);
    const subs = '       ^!    ';
    const expected = '   -#    ';
    const isKnown = () => { throw 'error'; };

    expectObservable(source.pipe(listener({ isKnown }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('unsubscribes from source and polls', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-s-0-1-2-', said);
    const poll = cold<EngineRunStatus[]>('---------');
    const unsub = '      ----!    ';
    const subs = '       ^---!    ';
    const polls = '      ---^!    ';
    const expected = '   -s-0-----';

    expectObservable(source.pipe(listener({ poll: () => poll, pollEvery: 3 })), unsub).toBe(expected, said);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(poll.subscriptions).toBe(polls);
  }));

  it('keeps two subscribers apart', marbles(({ hot, expectObservable }) => {
    const source = hot('-s-1-s-|', said);
    const late = '      ----^---';
    const expected1 = ' -s-1-d-|';
    const expected2 = ' -----s-|';
    const result = source.pipe(listener());

    expectObservable(result).toBe(expected1, { ...said, d: refused('duplicate', started) });
    expectObservable(result, late).toBe(expected2, said);
  }));

  it('takes in what a listener of its own makes the engine say', () => {
    const scheduler = new SimulatedScheduler();
    const source = new Subject<EngineEvent>();
    const told: string[] = [];
    const subscription = source.pipe(listener({ scheduler, turns: scheduler.asap })).subscribe(({ kind }) => {
      told.push(kind);
      if (kind === 'started') source.next(terminated);
    });

    source.next(started);
    scheduler.advanceBy(0);

    expect(told).toEqual(['started', 'terminated']);
    subscription.unsubscribe();
  });

  describe('of odd events', () => {
    it('refuses what tells a start, an end or a batch again, or one that is too old', () => {
      expect(toldOf([started, batch(2), started, batch(2), batch(1), terminated, terminated, batch(3), started])).toEqual([
        started,
        batch(2),
        refused('duplicate', started),
        refused('duplicate', batch(2)),
        refused('out_of_order', batch(1)),
        terminated,
        refused('duplicate', terminated),
        refused('after_end', batch(3)),
        refused('after_end', started),
      ]);
    });

    it('takes a batch that comes again without rows for being idle', () => {
      expect(toldOf([batch(1), batch(1, { numInputRows: 0 })])).toEqual([started, batch(1), idle]);
    });

    it('tells a start before what comes before it', () => {
      expect(toldOf([batch(1, { name: 'orders' }), { ...started, name: 'orders' }])).toEqual([
        { ...started, name: 'orders' },
        batch(1, { name: 'orders' }),
      ]);
    });

    it('leaves out what is missing or no number', () => {
      const odd = batch(1, { name: null, numInputRows: null, inputRowsPerSecond: Number.NaN, processedRowsPerSecond: Number.POSITIVE_INFINITY });
      expect(toldOf([odd])).toEqual([started, batch(1, { numInputRows: 0 })]);
    });

    it.each([
      undefined,
      null,
      'started',
      {},
      { kind: 'started' },
      { kind: 'started', queryId: 7 },
      { kind: 'paused', ...run },
      { kind: 'progress', ...run },
      { kind: 'progress', ...run, batchId: 1.5 },
    ])('refuses %p', (event) => {
      expect(toldOf([event as never])).toEqual([refused('malformed', event as never)]);
    });

    it('tells runs of a query apart, and starts anew where the engine has no ids for them', () => {
      const again: EngineEvent = { kind: 'started', queryId: 'q', runId: 'r2' };
      expect(toldOf([started, again, terminated, terminated]).map(({ kind }) => kind)).toEqual([
        'started', 'started', 'terminated', 'refused',
      ]);
      const nameless = (kind: 'started' | 'terminated'): EngineEvent => ({ kind, queryId: 'q' });
      expect(toldOf([nameless('started'), nameless('terminated'), nameless('started'), nameless('terminated')]).map(({ kind }) => kind))
        .toEqual(['started', 'terminated', 'started', 'terminated']);
    });

    it('says once of a run that nobody knows its query', () => {
      expect(toldOf([started, batch(1)], { isKnown: () => false })).toEqual([
        { kind: 'unknown_query', queryId: 'q' }, started, batch(1),
      ]);
    });

    it('remembers so many ended runs', () => {
      const end = (runId: string): EngineEvent => ({ kind: 'terminated', queryId: 'q', runId });
      const kinds = toldOf(['a', 'b', 'c', 'c', 'b', 'a'].map(end), { remember: 2 }).map(({ kind }) => kind);

      expect(kinds).toEqual(['terminated', 'terminated', 'terminated', 'refused', 'refused', 'terminated']);
    });
  });

  describe('asks the engine', () => {
    const active: EngineRunStatus = { ...run, isActive: true };

    it('and notices within one poll that a run has ended', marbles(({ hot, expectObservable }) => {
      const source = hot('-s-0-------t-|', said);
      const expected = '  -s-0-(gt)--d-|';
      const values = { ...said, g: gap(1), d: refused('duplicate', terminated) };

      for (const answer of [[], [{ ...run, isActive: false }]]) {
        expectObservable(source.pipe(listener({ poll: () => of(answer), pollEvery: 5 }))).toBe(expected, values);
      }
    }));

    it('and does not take a run for ended that started while it was being asked', marbles(({ hot, cold, expectObservable }) => {
      const source = hot('------s--------------|', said);
      const poll = cold(' ---(x|)', { x: [] });
      const expected = '  ------s------(gt)----|';

      expectObservable(source.pipe(listener({ poll: () => poll, pollEvery: 5 }))).toBe(expected, { ...said, g: gap(1) });
    }));

    it('and tells a run that nobody heard of', marbles(({ hot, expectObservable }) => {
      const source = hot('-------3-|', said);
      const expected = '  --(sg)-3-|';

      expectObservable(source.pipe(listener({ poll: () => of([{ ...active, batchId: 2 }]), pollEvery: 2 }))).toBe(expected, { ...said, g: gap(1) });
    }));

    it('and tells which batches were not heard of until the next answer', marbles(({ hot, expectObservable }) => {
      const source = hot('-s0---------------3-|', said);
      const expected = '  -s0-------g-------3-|';
      const answers = [3, 3, 3].map((batchId) => [{ ...active, batchId }]);
      let asked = 0;

      expectObservable(source.pipe(listener({ poll: () => of(answers[asked++] ?? []), pollEvery: 5 }))).toBe(expected, { ...said, g: gap(3) });
    }));

    it('and misses nothing of before it listened', marbles(({ hot, expectObservable }) => {
      const source = hot('-i-----------|', { i: { kind: 'idle', ...run } as EngineEvent });
      const expected = '  -(si)--------|';

      expectObservable(source.pipe(listener({ poll: () => of([{ ...active, batchId: 1_000 }]), pollEvery: 3 })))
        .toBe(expected, { s: started, i: { kind: 'idle', ...run } });
    }));

    it('and goes on when it fails, hangs, throws or answers nonsense', () => {
      const scheduler = new SimulatedScheduler();
      const answers = [
        () => throwError(() => new Error('gone')),
        () => NEVER,
        () => { throw new Error('thrown'); },
        () => EMPTY,
        () => of('nonsense'),
        () => of([null]),
        () => of([active]),
      ];
      let asked = 0;
      const told: string[] = [];
      const subscription = concat(of(started), NEVER)
        .pipe(listener({ poll: () => (answers[asked++] ?? (() => of([])))() as never, pollEvery: 10, scheduler, turns: scheduler.asap }))
        .subscribe((event) => told.push(event.kind === 'poll_failed' ? (event.error as Error).message : event.kind));

      scheduler.advanceBy(79);
      expect(told).toEqual([
        'started',
        'gone',
        'Timeout has occurred',
        'thrown',
        'expected the states of runs from poll, got none',
        'expected a list of runs from poll, got string',
        'expected a queryId in each run from poll, got none in number 0',
      ]);
      scheduler.advanceBy(10);
      expect(told.slice(-2)).toEqual(['gap', 'terminated']);
      subscription.unsubscribe();
    });

    it.each([0, -1, Number.NaN, 2 ** 31])('but not every %p ms', (pollEvery) => {
      expect(() => listener({ pollEvery })).toThrow(
        new RangeError(`expected pollEvery to be a positive number of ms, got ${pollEvery}`),
      );
    });
  });

  it('tells signals', marbles(({ hot, expectSignals }) => {
    const source = hot('-s-0-i-----|', said);
    const signals = new Signals();
    const expected = '  -s-p-(iq)-(gt)';
    const options: ListenerOptions = { emit: (name, payload) => signals.emit(name, payload), poll: () => of([]), pollEvery: 10 };

    source.pipe(listener(options)).subscribe();

    expectSignals(signals, 'streaming.*').toBe(expected, {
      s: { name: 'streaming.spark_query_started', payload: run },
      p: { name: 'streaming.spark_query_progress', payload: { ...run, batchId: 0, numInputRows: 5 } },
      i: { name: 'streaming.spark_query_idle', payload: { ...run, batchId: 1 } },
      q: { name: 'streaming.query_idle', payload: { queryId: 'q', batchId: 1 } },
      g: { name: 'streaming.listener_gap', payload: { queryId: 'q', missed: 1, source: 'poll' } },
      t: { name: 'streaming.spark_query_terminated', payload: run },
    });
  }));

  it('throws nothing and tells each end once, whatever comes in whichever order', () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const number = fc.oneof(fc.integer({ min: -1, max: 6 }), fc.constantFrom(Number.NaN, null, undefined, 1.5));
    const kind = fc.constantFrom('started', 'progress', 'idle', 'terminated', 'other');
    const runId = fc.constantFrom('1', '2', '3');
    const event = fc.record({ kind, queryId: id, runId, batchId: number, numInputRows: number, inputRowsPerSecond: number });
    const status = fc.record({ queryId: id, runId, isActive: fc.boolean(), batchId: number });
    const step = fc.oneof({ weight: 5, arbitrary: event }, { weight: 1, arbitrary: fc.array(status, { maxLength: 9 }) });
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 60 }), (steps) => {
        const scheduler = new SimulatedScheduler();
        const source = new Subject<EngineEvent>();
        const told: ListenerEvent[] = [];
        const asked = new Subject<readonly EngineRunStatus[]>();
        const subscription = source
          .pipe(listener({ poll: () => asked, pollEvery: 1_000, scheduler, turns: scheduler.asap }))
          .subscribe({ next: (one) => told.push(one), error: (error) => { throw error; } });
        const ended = new Set<string>();
        for (const [said, atOnce] of steps) {
          if (Array.isArray(said)) scheduler.advanceBy(1_000);
          if (Array.isArray(said)) asked.next(said as EngineRunStatus[]);
          else {
            source.next(said as EngineEvent);
            if (said.kind === 'terminated') ended.add(said.queryId + said.runId);
          }
          if (!atOnce) scheduler.advanceBy(0);
        }
        scheduler.advanceBy(0);
        const ends = told.flatMap((one) => (one.kind === 'terminated' ? [one.queryId + one.runId] : []));
        expect(new Set(ends).size).toBe(ends.length);
        for (const key of ended) expect(ends).toContain(key);
        for (const key of ends) {
          const of = told.filter((one) => 'runId' in one && one.queryId + one.runId === key);
          expect(of.at(-1)?.kind).toBe('terminated');
        }
        // All that is left ends within one poll.
        scheduler.advanceBy(1_000);
        asked.next([]);
        scheduler.advanceBy(0);
        const starts = told.flatMap((one) => (one.kind === 'started' ? [one.queryId + one.runId] : []));
        const all = told.flatMap((one) => (one.kind === 'terminated' ? [one.queryId + one.runId] : []));
        expect(new Set(starts).size).toBe(starts.length);
        expect(all).toEqual(expect.arrayContaining(starts));
        subscription.unsubscribe();
      }),
    );
  });
});
