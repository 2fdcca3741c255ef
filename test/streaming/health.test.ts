import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  map,
  NEVER,
  type Observable,
  of,
  type SchedulerLike,
  Subject,
  Subscription,
  throwError,
} from 'rxjs';
import { Signals } from '../../lib/signals/signals.ts';
import type { EngineEvent } from '../../lib/streaming/listening/engineEvent.ts';
import { listener } from '../../lib/streaming/listening/listener.ts';
import { watchedQueries } from '../../lib/streaming/listening/watchedQueries.ts';
import { QueryTerminatedError } from '../../lib/streaming/queries/queryTerminatedError.ts';
import {
  type HealthOptions,
  health,
  type QueryHealth,
  type WatchedQuery,
} from '../../lib/streaming/supervision/health.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import type { Pace } from '../../operators/fallsBehind.ts';

const values: Readonly<Record<string, Pace>> = {
  p: { numInputRows: 10, inputRowsPerSecond: 100, processedRowsPerSecond: 100 },
  b: { numInputRows: 10, inputRowsPerSecond: 100, processedRowsPerSecond: 10 },
  i: { numInputRows: 0 },
};

const quick: HealthOptions<Pace> = { checkEvery: 1, staleAfter: 5 };
const letters = { unknown: '?', healthy: 'h', unhealthy: 'u', stalled: 's', exception: 'x' } as const;
const letter = map(({ state }: QueryHealth) => letters[state]);
const named = map(({ queryId, state }: QueryHealth) => `${queryId} ${state}`);

// biome-ignore format: marbles are aligned by hand
describe('health', () => {
  it('tells the health of each query, with its id', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const q = cold('      -p--------|', values);
    const r = cold('        -b-|     ', values);
    const queries = hot(' q-r-------|', { q: { queryId: 'q', progress$: q }, r: { queryId: 'r', progress$: r } });
    const subs = '        ^---------!';
    const qSubs = '       ^---------!';
    const rSubs = '       --^--!     ';
    const expected = '    abcd---e--|';

    const result = queries.pipe(health(quick), named);

    expectObservable(result).toBe(expected, { a: 'q unknown', b: 'q healthy', c: 'r unknown', d: 'r unhealthy', e: 'q stalled' });
    expectSubscriptions(queries.subscriptions).toBe(subs);
    expectSubscriptions(q.subscriptions).toBe(qSubs);
    expectSubscriptions(r.subscriptions).toBe(rSubs);
  }));

  it('watches on when one query fails', marbles(({ cold, hot, expectObservable }) => {
    const q = cold('      -#             ', values);
    const r = cold('        -p----------|', values);
    const queries = hot(' q-r|           ', { q: { queryId: 'q', progress$: q }, r: { queryId: 'r', progress$: r } });
    const expected = '    ?x?h-----s----|';

    expectObservable(queries.pipe(health(quick), letter)).toBe(expected);
  }));

  it('watches one that comes again in place of the first, and takes it for stalled again', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const q = cold('      -p-----------     ', values);
    const queries = hot(' q--------q--------', { q: { queryId: 'q', progress$: q } });
    const unsub = '       -----------------!';
    const subs = [
      '                   ^--------!        ',
      '                   ---------^-------!',
    ];
    const expected = '    ?h-----s-?h-----s-';

    expectObservable(queries.pipe(health(quick), letter), unsub).toBe(expected);
    expectSubscriptions(q.subscriptions).toBe(subs);
  }));

  it('takes one that was restarted within its progress for stalled again', marbles(({ cold, hot, expectObservable }) => {
    const progress$ = cold('  -p---------------', values);
    const restart$ = cold('   ---------r-------');
    const queries = hot('     q                ', { q: { queryId: 'q', progress$, restart$ } });
    const unsub = '           ----------------!';
    const expected = '        ?h-----s-?----s--';

    expectObservable(queries.pipe(health(quick), letter), unsub).toBe(expected);
  }));

  it('completes with an empty source, and stays silent with one that never emits', marbles(({ cold, expectObservable }) => {
    const empty = cold<WatchedQuery>('--|');
    const never = cold<WatchedQuery>('---');
    const unsub = '      --!';

    expectObservable(empty.pipe(health(quick))).toBe('--|');
    expectObservable(never.pipe(health(quick)), unsub).toBe('---');
  }));

  it('errors when the source errors or a callback throws', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const q = cold('   -p-p-   ', values);
    const fails = hot('q--#    ', { q: { queryId: 'q', progress$: q } });
    const goesOn = hot('q------', { q: { queryId: 'q', progress$: q } });
    const subs = [
      '                ^--!   ',
      '                ^!     ',
    ];
    const isIdle = () => { throw 'error'; };

    expectObservable(fails.pipe(health(quick), letter)).toBe('?h-#');
    expectObservable(goesOn.pipe(health({ ...quick, isIdle }), letter)).toBe('?#');
    expectSubscriptions(q.subscriptions).toBe(subs);
  }));

  it('keeps two subscribers apart', marbles(({ cold, hot, expectObservable }) => {
    const q = cold('      -p---------', values);
    const queries = hot(' q---q-----|', { q: { queryId: 'q', progress$: q } });
    const late = '        --^------! ';
    const unsub = '       ---------! ';
    const result = queries.pipe(health(quick), letter);

    expectObservable(result, unsub).toBe('?h--?h----');
    expectObservable(result, late).toBe(' ----?h----');
  }));

  it('has one timer for all queries, and none when nobody is watched', () => {
    const scheduler = new SimulatedScheduler();
    const scheduled = jest.spyOn(scheduler, 'schedule');
    const queries = new Subject<WatchedQuery>();
    const ended = new Subject<Pace>();
    const subscription = queries.pipe(health({ scheduler })).subscribe();

    for (let i = 0; i < 100; i++) queries.next({ queryId: `q${i}`, progress$: ended });
    expect(scheduled).toHaveBeenCalledTimes(1);
    scheduler.advanceBy(200_000);
    expect(scheduler.waiting).toBe(1);
    ended.complete();
    expect(scheduler.waiting).toBe(0);
    subscription.unsubscribe();
  });

  it('tells signals, with nothing said of a query that has said nothing', marbles(({ cold, hot, expectSignals }) => {
    const signals = new Signals();
    const q = cold('        -b-p------i---#   ', values);
    const queries = cold('  q-----------------', { q: { queryId: 'q', progress$: q } });
    const times = hot('    -s---------------u');
    const expected = '     -au-h----s-h---x-b';
    const options: HealthOptions<Pace> = {
      ...quick,
      emit: (name, payload) => signals.emit(name, payload),
      classify: () => 'transient',
    };

    expectSignals(signals, 'streaming.*').toBe(expected, {
      a: { name: 'streaming.watchdog_started', payload: { intervalSeconds: 0.001 } },
      u: { name: 'streaming.query_unhealthy', payload: { queryId: 'q', reason: 'falls_behind', inputRowsPerSecond: 100, processedRowsPerSecond: 10 } },
      h: { name: 'streaming.query_healthy', payload: { queryId: 'q' } },
      s: { name: 'streaming.query_stalled', payload: { queryId: 'q', lastProgressSecondsAgo: 0.005 } },
      x: { name: 'streaming.query_exception', payload: { queryId: 'q', error: 'error', errorType: 'string', failureClass: 'transient' } },
      b: { name: 'streaming.watchdog_stopped', payload: {} },
    });
    let subscription = Subscription.EMPTY;
    times.subscribe((time) => {
      if (time === 's') subscription = queries.pipe(health(options)).subscribe();
      else subscription.unsubscribe();
    });
  }));

  it('tells as signals that a look failed', () => {
    const signals = new Signals();
    const told: string[] = [];
    signals.of('streaming.*').subscribe(({ name }) => told.push(name));
    const emit: HealthOptions<Pace>['emit'] = (name, payload) => signals.emit(name, payload);

    throwError(() => new Error('gone')).pipe(health({ emit })).subscribe({ error: () => undefined });

    expect(told).toEqual(['streaming.watchdog_started', 'streaming.watchdog_error', 'streaming.watchdog_stopped']);
  });

  describe('of what a listener tells', () => {
    const run = { queryId: 'q', runId: 'r' };
    const said: Record<string, EngineEvent> = {
      s: { kind: 'started', ...run },
      1: { kind: 'progress', ...run, batchId: 1, numInputRows: 1 },
      i: { kind: 'idle', ...run },
      t: { kind: 'terminated', ...run },
      x: { kind: 'terminated', ...run, error: 'out of memory', errorType: 'EngineError' },
      S: { kind: 'started', ...run, runId: 'r2' },
    };
    const watched = (source: Observable<EngineEvent>, turns: SchedulerLike) =>
      source.pipe(listener({ turns }), watchedQueries(), health<Pace>(quick));

    it('hangs, is restarted, hangs again, and ends', marbles(({ hot, expectObservable, testScheduler }) => {
      const source = hot('-s-1--------S--------i-------t-|', said);
      const expected = '  -?-h-----s--?-----s--h---------|';

      expectObservable(watched(source, testScheduler).pipe(letter)).toBe(expected);
    }));

    it('fails with what the engine says, and comes again', marbles(({ hot, expectObservable, testScheduler }) => {
      const source = hot('-s-1-x-S-|', said);
      const expected = '  -a-b-c-a-|';

      expectObservable(watched(source, testScheduler)).toBe(expected, {
        a: { queryId: 'q', state: 'unknown' },
        b: { queryId: 'q', state: 'healthy', progress: said['1'] },
        c: { queryId: 'q', state: 'exception', error: new QueryTerminatedError('q', { error: Object.assign(new Error('out of memory'), { name: 'EngineError' }) }) },
      });
    }));
  });

  it('throws nothing and tells changes alone, whatever an engine says in whichever order', () => {
    const id = fc.constantFrom('a', 'b');
    const number = fc.oneof(fc.integer({ min: -1, max: 9 }), fc.constantFrom(Number.NaN, undefined));
    const event = fc.record({
      kind: fc.constantFrom('started', 'progress', 'progress', 'idle', 'terminated', 'other'),
      queryId: id,
      runId: fc.constantFrom('1', '2', '3', '4'),
      batchId: number,
      numInputRows: number,
      inputRowsPerSecond: number,
      processedRowsPerSecond: number,
      error: fc.constantFrom(undefined, 'error'),
    });
    const step = fc.tuple(event, fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, -3_600_000, 3_600_000));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const scheduler = new SimulatedScheduler({ startsAt: 1e12 });
        const source = new Subject<EngineEvent>();
        const told: QueryHealth[] = [];
        const subscription = source
          .pipe(
            listener({ poll: () => NEVER, pollEvery: 7, scheduler, turns: scheduler.asap }),
            watchedQueries(),
            health<Pace>({ ...quick, scheduler }),
          )
          .subscribe({ next: (one) => told.push(one), error: (error) => { throw error; } });
        for (const [said, after, jump] of steps) {
          source.next(said as EngineEvent);
          scheduler.setClock(scheduler.now() + jump);
          scheduler.advanceBy(after);
        }
        for (const queryId of ['a', 'b']) {
          const states = told.filter((one) => one.queryId === queryId).map(({ state }) => state);
          // A query that comes again begins anew, and may end without having said anything.
          expect(states.filter((state, i) => state !== 'unknown' && state === states[i - 1])).toEqual([]);
          expect(states[0] ?? 'unknown').toBe('unknown');
        }
        subscription.unsubscribe();
      }),
    );
  });

  it('holds nothing of queries that have ended', () => {
    const scheduler = new SimulatedScheduler();
    const queries = new Subject<WatchedQuery>();
    const subscription = queries.pipe(health({ scheduler })).subscribe();

    for (let i = 0; i < 1_000; i++) queries.next({ queryId: `q${i % 7}`, progress$: of(values['p'] as Pace) });

    expect(scheduler.waiting).toBe(0);
    subscription.unsubscribe();
  });
});
