import { describe, expect, it, jest } from '@jest/globals';
import {
  concat,
  delayWhen,
  EMPTY,
  filter,
  map,
  merge,
  NEVER,
  Observable,
  of,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { Signals } from '../../lib/signals/signals.ts';
import type { DimensionChange } from '../../lib/streaming/dimensions/dimensionChange.ts';
import type { EngineEvent, EngineRunStatus } from '../../lib/streaming/listening/engineEvent.ts';
import { listenFor } from '../../lib/streaming/listening/listenFor.ts';
import { type Queries, queries } from '../../lib/streaming/queries/queries.ts';
import type { QueriesOptions } from '../../lib/streaming/queries/queriesOptions.ts';
import { query } from '../../lib/streaming/queries/query.ts';
import type { QueryProgress } from '../../lib/streaming/queries/queryProgress.ts';
import type { QueryStatus } from '../../lib/streaming/queries/queryState.ts';
import { QueryDependencies } from '../../lib/streaming/restarts/queryDependencies.ts';
import { queryRestarts } from '../../lib/streaming/restarts/queryRestarts.ts';
import { fakeQuery } from '../../lib/testing/fakeQuery.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { constant } from '../../operators/backoff.ts';
import { ignore } from '../../operators/recoveryStrategy.ts';
import { restartIntensity } from '../../operators/restartIntensity.ts';
import { letters, statesOf } from './support/stateLetters.ts';

const quietly = { error: () => undefined };
const quick = {
  watchdog: { staleAfter: 5, checkEvery: 1 },
  recovery: { maxRetries: 2, backoff: constant(3), stableAfter: 10 },
} satisfies QueriesOptions;

/** What happens to the queries of a set in simulated time, each with its time, as one line. */
function told(
  options: QueriesOptions,
  play: (all: Queries, scheduler: SimulatedScheduler) => void,
  names = /recovery|stalled|query_started|exhausted|restart|gap|failed/,
): { readonly lines: readonly string[]; readonly all: Queries } {
  const scheduler = new SimulatedScheduler();
  const signals = new Signals({ scheduler });
  const lines: string[] = [];
  signals.of('streaming.*').subscribe(({ name, payload }) => {
    if (!names.test(name)) return;
    const { queryId, retryCount, reason } = payload as Record<string, unknown>;
    const told = [scheduler.now(), name.replace('streaming.', ''), queryId, retryCount, reason];
    lines.push(told.filter((part) => part !== undefined).join(' '));
  });
  const all = queries({ signals, scheduler, ...quick, ...options });
  const run = all.run$.subscribe();
  play(all, scheduler);
  const played = [...lines];
  run.unsubscribe();
  return { lines: played, all };
}

// biome-ignore format: marbles are aligned by hand
describe('a supervised query', () => {
  it('is started again when it has stalled, and is well once it is stable', marbles(({ expectObservable, expectSignals, expectSubscriptions, testScheduler }) => {
    let starts = 0;
    const [hangs, works] = [fakeQuery('-p-p'), fakeQuery('-p-p-p-p-p-p-p-p')];
    const signals = new Signals({ scheduler: testScheduler });
    const all = queries({ signals, ...quick }).register(query('q', () => (starts++ === 0 ? hangs : works)));
    const run = '       ^--------------------------!';
    const states = '    (su)-----v--(su)';
    const stalled = '   ---------s';
    const attempted = ' ---------a';
    const succeeded = ' -----------------------s';
    const healthy = '   -h-----------h';
    const subs = ['     ^--------!', '------------^--------------!'];

    expectObservable(statesOf(all.states$), run).toBe(states, letters);
    expectSignals(signals, 'streaming.query_stalled', run).toBe(stalled, { s: { name: 'streaming.query_stalled', payload: { queryId: 'q', lastProgressSecondsAgo: 0.005 } } });
    expectSignals(signals, 'streaming.recovery_attempted', run).toBe(attempted, { a: { name: 'streaming.recovery_attempted', payload: { queryId: 'q', retryCount: 1, maxRetries: 2, delaySeconds: 0.003, failureClass: 'transient' } } });
    expectSignals(signals, 'streaming.recovery_succeeded', run).toBe(succeeded, { s: { name: 'streaming.recovery_succeeded', payload: { queryId: 'q', retryCount: 1 } } });
    expectSignals(signals, 'streaming.query_healthy', run).toBe(healthy, { h: { name: 'streaming.query_healthy', payload: { queryId: 'q' } } });
    expectObservable(all.run$, run).toBe('');
    expectObservable(statesOf(all.start('q'))).toBe('(u|)', letters);
    expectSubscriptions(hangs.subscriptions).toBe(subs[0] as string);
    expectSubscriptions(works.subscriptions).toBe(subs[1] as string);
  }));

  it('is given up after exactly as many restarts as it may have, and says why', () => {
    const { lines, all } = told({}, (all, scheduler) => {
      all.register(query('q', () => timer(2, scheduler).pipe(switchMap(() => throwError(() => new Error('broken'))))));
      all.start('q').subscribe(quietly);
      scheduler.advanceBy(100);
      expect(all.deadLetters).toEqual([{
        queryId: 'q', reason: 'exhausted', error: new Error('broken'), failureClass: 'unknown', at: 12, retryCount: 2,
        history: [2, 7, 12].map((at) => expect.objectContaining({ at, ranFor: 2 })),
      }]);
      expect(all.status('q')).toMatchObject({ state: 'exhausted', desired: 'running', failures: 3 });
    });
    expect(lines).toEqual([
      '2 start_failed q',
      '2 recovery_attempted q 1',
      '7 start_failed q',
      '7 recovery_failed q 1',
      '7 recovery_attempted q 2',
      '12 start_failed q',
      '12 recovery_failed q 2',
      '12 recovery_exhausted q 2 exhausted',
    ]);
    expect(all.deadLetters).toHaveLength(1);
  });

  it.each(['start', 'restart', 'revive'] as const)('has its dead letter taken out by %s', (how) => {
    told({}, (all, scheduler) => {
      let broken = true;
      all.register(query('q', () => (broken ? throwError(() => 'broken') : NEVER)));
      all.start('q').subscribe(quietly);
      scheduler.advanceBy(20);
      expect(all.deadLetters).toHaveLength(1);
      broken = false;
      all[how]('q').subscribe(quietly);
      expect([all.deadLetters, all.status('q').state]).toEqual([[], 'starting']);
    });
  });

  it('is not started again after a permanent failure, and says so', () => {
    const error = Object.assign(new Error('no such table'), { name: 'EngineError', errorClass: 'not_found' });
    const { lines, all } = told({}, (all, scheduler) => {
      all.register(query('q', () => throwError(() => error)));
      all.start('q').subscribe(quietly);
      scheduler.advanceBy(20);
      expect(all.status('q').state).toBe('failed');
    });
    expect(lines).toEqual(['0 start_failed q', '0 recovery_exhausted q 0 alert']);
    expect(all.deadLetters).toMatchObject([{ reason: 'alert', failureClass: 'permanent', retryCount: 0 }]);
  });

  it('is done without where failures are ignored', () => {
    const { all } = told({}, (all) => {
      all.register(query('q', () => throwError(() => 'broken')), { recovery: { strategy: ignore } });
      all.start('q').subscribe(quietly);
      expect(all.status('q')).toMatchObject({ state: 'stopped', reason: 'it failed, which is ignored' });
    });
    expect(all.deadLetters).toEqual([]);
  });

  it('keeps its failure count over a renewal, which is none', () => {
    const { lines } = told({}, (all, scheduler) => {
      all.register(query('q', () => merge(of({ batchId: 0, numInputRows: 1 }), timer(4, scheduler).pipe(switchMap(() => throwError(() => 'broken'))))));
      all.start('q').subscribe(quietly);
      scheduler.advanceBy(8);
      all.renew('q', { reason: 'a dimension changed' }).subscribe();
      scheduler.advanceBy(50);
    });
    expect(lines).toEqual([
      '0 query_started q',
      '4 query_failed q',
      '4 recovery_attempted q 1',
      '7 query_started q',
      '7 query_restarted q failure',
      '8 query_started q',
      '8 query_restarted q a dimension changed',
      '12 query_failed q',
      '12 recovery_failed q 1',
      '12 recovery_attempted q 2',
      '15 query_started q',
      '15 query_restarted q failure',
      '19 query_failed q',
      '19 recovery_failed q 2',
      '19 recovery_exhausted q 2 exhausted',
    ]);
  });

  it('lets at most four start again at once, over all queries', () => {
    let most = 0;
    told({ recovery: { backoff: constant(3), stableAfter: 10 } }, (all, scheduler) => {
      let starting = 0;
      for (let n = 0; n < 10; n += 1) {
        const id = `q${n}`;
        all.register(query(id, ({ epoch }) => {
          if (epoch === 1) return timer(1, scheduler).pipe(switchMap(() => throwError(() => 'broken')));
          starting += 1;
          most = Math.max(most, starting);
          return timer(5, 5, scheduler).pipe(
            tap((batchId) => { if (batchId === 0) starting -= 1; }),
            map((batchId) => ({ batchId, numInputRows: 1 })),
          );
        }));
        all.start(id).subscribe(quietly);
      }
      // Failed at 1, waited until 4, and then took their turns, four and four and two.
      scheduler.advanceBy(4 + 3 * 5);
      expect(all.list().map(({ state }) => state)).toEqual(Array(10).fill('running'));
      expect(starting).toBe(0);
    });
    expect(most).toBe(4);
  });

  it('is being stopped, and not called running, where what has stalled is given up', () => {
    told({ recovery: { maxRetries: 0 } }, (all, scheduler) => {
      all.register(query('q', () => ({ progress$: NEVER, stop: () => timer(20, scheduler) })));
      all.start('q').subscribe(quietly);
      scheduler.advanceBy(6);
      expect(all.status('q')).toMatchObject({ state: 'stopping', reason: 'it was given up' });
      scheduler.advanceBy(20);
      expect(all.status('q').state).toBe('exhausted');
    });
  });

  it('is stopped with its group when that is restarted too often', () => {
    const intensity = restartIntensity({ max: 1, within: 100 });
    const { all } = told({ recovery: { backoff: constant(1), intensity } }, (all, scheduler) => {
      all.register(query('a', () => timer(2, scheduler).pipe(switchMap(() => throwError(() => 'broken')))));
      all.register(query('b', () => ({ progress$: NEVER, stop: () => timer(5, scheduler) })));
      all.start('a').subscribe(quietly);
      all.start('b').subscribe(quietly);
      scheduler.advanceBy(6);
      // What ran is asked to stop first, and is over only then.
      expect(all.list().map(({ state }) => state)).toEqual(['failed', 'stopping']);
      scheduler.advanceBy(10);
    });
    expect(all.list().map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(all.deadLetters.map(({ queryId, reason }) => [queryId, reason])).toEqual([['a', 'escalation'], ['b', 'escalation']]);
  });

  it('has an operator of its own around each run', () => {
    const around = jest.fn((run$: Observable<QueryProgress>) => run$.pipe(takeUntil(NEVER)));
    told({}, (all, scheduler) => {
      all.register(query('q', () => concat(timer(2, scheduler).pipe(switchMap(() => throwError(() => 'broken'))))), { around });
      all.start('q').subscribe(quietly);
      scheduler.advanceBy(50);
    });
    expect(around).toHaveBeenCalledTimes(3);
  });

  it('is watched and recovered as is said of it, and of the set where it is not', () => {
    const { lines } = told({}, (all, scheduler) => {
      all.register(query('a', () => NEVER), { watchdog: { startWithin: 9 }, recovery: { maxRetries: 1 } });
      all.register(query('b', () => NEVER), { watchdog: false });
      all.start('a').subscribe(quietly);
      all.start('b').subscribe(quietly);
      scheduler.advanceBy(60);
    });
    expect(lines).toEqual([
      '10 query_stalled a', '10 start_failed a', '10 recovery_attempted a 1',
      '23 query_stalled a', '23 start_failed a', '23 recovery_failed a 1', '23 recovery_exhausted a 1 exhausted',
    ]);
  });

  it('refuses what it cannot be kept alive with, before it runs', () => {
    expect(() => queries({ recovery: { maxRetry: 3 } as object })).toThrow('recovery.maxRetry: expected one of the options maxRetries, backoff');
    expect(() => queries({ recovery: { maxRetries: -1 } })).toThrow('expected maxRetries to be an integer from 0 on or Infinity, got -1');
    expect(() => queries({ watchdog: { staleAfter: 0 } })).toThrow('expected staleAfter to be a positive number of ms, got 0');
    expect(() => queries({ watchdog: { checkEvery: 0 } })).toThrow('expected checkEvery to be a positive number of ms, got 0');
    expect(() => queries({ watchdog: 5 as never })).toThrow('watchdog: expected an object, or false, got 5');
    const all = queries();
    expect(() => all.register(query('q', () => NEVER), { watchdog: { staleAftr: 1 } as object })).toThrow('did you mean "staleAfter"?');
    expect(all.has('q')).toBe(false);
  });
});

// biome-ignore format: marbles are aligned by hand
describe('renew', () => {
  it('is done once the new run has made progress', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const fake = fakeQuery('--p-p-p-p-p', { startTakes: 1, stopTakes: 2 });
    const all = queries().register(query('q', () => fake.started$));
    const subs = ['      -^----!', '-------^-----!'];

    expectObservable(all.run$, '^----------!').toBe('');
    expectObservable(statesOf(all.start('q'))).toBe('-(u|)', letters);
    expectObservable(statesOf(concat(cold<QueryStatus>('----|'), all.renew('q')))).toBe('---------(u|)', letters);
    expectSubscriptions(fake.subscriptions).toBe(subs);
  }));

  it('begins nothing more where the old run fails for good as it is to stop, and is revived at once', () => {
    const signals = new Signals();
    const all = queries({ signals, watchdog: false, recovery: false });
    const [epochs, ends] = [[] as number[], new Subject<never>()];
    all.register(query('q', ({ epoch }) => {
      epochs.push(epoch);
      return { progress$: epoch === 1 ? ends : NEVER, stop: () => EMPTY };
    }));
    signals.of('streaming.before_stop').pipe(take(1)).subscribe(() => ends.error('for good'));
    signals.of('streaming.query_stopped').pipe(take(1)).subscribe(() => all.start('q').subscribe(quietly));
    const run = all.run$.subscribe();
    all.start('q').subscribe();
    all.renew('q').subscribe(quietly);
    expect([epochs, all.status('q').state]).toEqual([[1, 2], 'running']);
    run.unsubscribe();
  });

  it('errors when the new run fails, or somebody stops it', () => {
    told({ recovery: false }, (all, scheduler) => {
      let broken = false;
      all.register(query('q', () => (broken ? throwError(() => new Error('broken')) : of({ batchId: 0, numInputRows: 1 }).pipe((first$) => concat(first$, NEVER)))));
      all.start('q').subscribe();
      const errors: string[] = [];
      const error = ({ message }: Error) => errors.push(message);
      broken = true;
      all.renew('q').subscribe({ error });
      all.renew('q').subscribe({ error });
      broken = false;
      all.start('q').subscribe();
      all.stop('q', { reason: 'enough' }).subscribe();
      all.renew('q').subscribe({ error });
      scheduler.advanceBy(1);
      expect(errors).toEqual([
        'expected the query "q" to run, but it failed: Error: broken',
        'expected the query "q" to run, but it failed: Error: broken',
        'expected the query "q" to run, but it was stopped: enough',
      ]);
      expect(all.status('q')).toMatchObject({ state: 'stopped', desired: 'stopped' });
    });
  });
});

// biome-ignore format: marbles are aligned by hand
describe('renew of a query that its engine runs twice at once', () => {
  const run = '^--------------------!';

  it('has the old run go on until the new one makes progress', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [old, fresh] = [fakeQuery('-p-p-p-p-p-p-p', { stopTakes: 2 }), fakeQuery('--p-p-p-p-p-p-', { startTakes: 2 })];
    const all = queries().register(query('q', ({ epoch }) => (epoch === 1 ? old : fresh.started$), { readers: 2 }));
    const renewing = '     ----r';
    const renewed = '      --------(u|)';
    const states = '       (su)----u-----------';
    const epochs = '       -1-1-1-12-2-2-2-2-2--';
    const oldSubs = '      ^---------!';
    const freshSubs = '    ------^--------------!';

    expectObservable(statesOf(all.states$), run).toBe(states, letters);
    expectObservable(all.run$, run).toBe('');
    expectObservable(statesOf(all.start('q'))).toBe('(u|)', letters);
    expectObservable(statesOf(cold(renewing).pipe(switchMap(() => all.renew('q')), take(1)))).toBe(renewed, letters);
    expectObservable(all.progress$.pipe(map(({ epoch }) => String(epoch))), run).toBe(epochs);
    expectSubscriptions(old.subscriptions).toBe(oldSubs);
    expectSubscriptions(fresh.subscriptions).toBe(freshSubs);
  }));

  it('has the old run go on altogether where the new one fails, and errors', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [old, broken] = [fakeQuery('-p-p-p-p-p-p-p-p-p-p-p'), fakeQuery('---#')];
    const all = queries().register(query('q', ({ epoch }) => (epoch === 1 ? old : broken), { readers: 2 }));
    const renewing = '     ----r';
    const renewed = '      -------#';
    const states = '       (su)----------------';

    expectObservable(statesOf(all.states$), run).toBe(states, letters);
    expectObservable(all.run$, run).toBe('');
    expectObservable(statesOf(all.start('q'))).toBe('(u|)', letters);
    expectObservable(cold(renewing).pipe(switchMap(() => all.renew('q')))).toBe(renewed, {}, new Error('the fake query failed'));
    expectSubscriptions(old.subscriptions).toBe('^--------------------!');
  }));

  it('tells of both runs, and that no time was lost', () => {
    const { lines, all } = told({}, (all, scheduler) => {
      all.register(query('q', () => timer(2, 2, scheduler).pipe(map((batchId) => ({ batchId, numInputRows: 1 }))), { readers: 2 }));
      all.start('q').subscribe();
      scheduler.advanceBy(5);
      all.renew('q', { reason: 'new stores' }).subscribe();
      scheduler.advanceBy(5);
    }, /start|stop|terminated/);
    expect(lines).toEqual([
      '0 before_start q', '2 query_started q', '5 before_start q', '7 query_started q',
      '7 before_stop q new stores', '7 query_restarted q new stores', '7 query_terminated q', '7 query_stopped q new stores',
    ]);
    expect(all.metrics('q')).toMatchObject({ restarts: 1, lastEpoch: 2, lastErrors: [] });
  });

  it('is one run in the end when it is stopped, or fails, while the new one starts', () => {
    told({}, (all, scheduler) => {
      const ends = new Subject<never>();
      const live = new Set<number>();
      all.register(query('q', ({ epoch }) => new Observable<QueryProgress>((subscriber) => {
        live.add(epoch);
        subscriber.add(() => live.delete(epoch));
        subscriber.add(timer(epoch === 1 ? 1 : 10, 2, scheduler).pipe(map((batchId) => ({ batchId, numInputRows: 1 }))).subscribe(subscriber));
        if (epoch === 1) subscriber.add(ends.subscribe(subscriber));
      }), { readers: 2 }));
      all.start('q').subscribe();
      scheduler.advanceBy(2);
      all.renew('q').subscribe(quietly);
      expect([[...live], all.status('q')]).toMatchObject([[1, 2], { state: 'running', epoch: 1 }]);
      ends.error('broken');
      expect([[...live], all.status('q').state]).toEqual([[2], 'starting']);
      scheduler.advanceBy(3);
      all.renew('q').subscribe(quietly);
      all.stop('q').subscribe();
      expect([[...live], all.status('q')]).toMatchObject([[], { state: 'stopped', desired: 'stopped' }]);
    });
  });

  it('lets the old run commit until the new one does', () => {
    told({}, (all, scheduler) => {
      const commits: string[] = [];
      all.register(query('q', ({ epoch, commit }) => timer(1, 2, scheduler).pipe(
        tap(() => {
          try {
            commit(() => commits.push(`${epoch} at ${scheduler.now()}`));
          } catch {
            commits.push(`${epoch} refused`);
          }
        }),
        delayWhen(() => timer(epoch === 1 ? 0 : 3, scheduler)),
        map((batchId) => ({ batchId, numInputRows: 1 })),
      ), { readers: 2 }));
      all.start('q').subscribe();
      scheduler.advanceBy(4);
      all.renew('q').subscribe();
      scheduler.advanceBy(5);
      expect(commits).toEqual(['1 at 1', '1 at 3', '1 at 5', '2 at 5', '1 refused', '2 at 7', '2 at 9']);
    });
  });

  it.each([
    ['is refused its first progress', { around: (run$: Observable<QueryProgress>) => run$.pipe(tap(({ batchId }) => { if (batchId === 99) throw new Error('no such batch'); })) }],
    ['is called over when it has made its first', {}],
  ])('goes back to the old run where the new one %s', (_, own) => {
    told({}, (all, scheduler) => {
      all.register(query('q', ({ epoch }) => timer(1, 2, scheduler).pipe(map((batchId) => ({ batchId: epoch === 2 ? 99 : batchId, numInputRows: 1 }))), { readers: 2 }), own);
      all.progress$.subscribe(({ epoch }) => { if (epoch === 2) all.terminated('q', { error: new Error('no such batch') }); });
      all.start('q').subscribe();
      scheduler.advanceBy(2);
      const errors: string[] = [];
      all.renew('q').subscribe({ error: ({ message }: Error) => errors.push(message) });
      scheduler.advanceBy(10);
      expect(errors).toEqual([expect.stringContaining('no such batch')]);
      expect(all.status('q')).toMatchObject({ state: 'running', epoch: 1 });
      expect(all.metrics('q').lastProgress).toMatchObject({ batchId: 5 });
      all.stop('q').subscribe();
      expect(all.status('q')).toMatchObject({ state: 'stopped', desired: 'stopped' });
    });
  });

  it('takes it for no failure that an old run may not commit while it is being stopped', () => {
    told({}, (all, scheduler) => {
      all.register(query('q', ({ epoch, commit }) => ({
        progress$: timer(1, 2, scheduler).pipe(map((batchId) => ({ batchId, numInputRows: commit(() => 1) }))),
        stop: () => timer(epoch === 1 ? 5 : 0, scheduler),
      }), { readers: 2 }));
      all.start('q').subscribe();
      scheduler.advanceBy(2);
      all.renew('q').subscribe();
      scheduler.advanceBy(20);
      expect(all.status('q')).toMatchObject({ state: 'running', epoch: 2 });
      expect(all.metrics('q')).toMatchObject({ restarts: 1, lastErrors: [] });
    });
  });

  it('begins without its checkpoint where that is asked for, until a run has made progress', () => {
    told({}, (all, scheduler) => {
      const cleanStarts: boolean[] = [];
      all.register(query('q', ({ cleanStart, epoch }) => {
        cleanStarts.push(cleanStart);
        return epoch === 2 ? throwError(() => 'broken') : timer(1, 1, scheduler).pipe(map((batchId) => ({ batchId, numInputRows: 1 })));
      }));
      all.start('q').subscribe();
      scheduler.advanceBy(2);
      all.renew('q', { cleanStart: true }).subscribe(quietly);
      scheduler.advanceBy(10);
      all.restart('q').subscribe(quietly);
      expect(cleanStarts).toEqual([false, true, true, false]);
    });
  });
});

// biome-ignore format: marbles are aligned by hand
describe('listenFor', () => {
  /** A query that its engine calls by an id for each run, and that never says by itself that it is over. */
  const remote = (id: string) => query(id, ({ epoch }) => ({ progress$: NEVER, stop: () => EMPTY, engineQueryId: `${id}-run-${epoch}` }));

  it('recovers a query that its engine calls over', () => {
    const { lines } = told({ watchdog: false }, (all, scheduler) => {
      const events$ = new Subject<EngineEvent>();
      all.register(remote('q')).start('q').subscribe();
      events$.pipe(listenFor(all, { scheduler, turns: scheduler.asap })).subscribe();
      events$.next({ kind: 'started', queryId: 'engine-id', runId: 'q-run-1' });
      events$.next({ kind: 'terminated', queryId: 'engine-id', runId: 'q-run-1', error: 'out of memory', errorType: 'OutOfMemoryError' });
      scheduler.advanceBy(4);
      // What comes again, late, of a run before, changes nothing.
      events$.next({ kind: 'terminated', queryId: 'engine-id', runId: 'q-run-1' });
      scheduler.advanceBy(4);
      expect(all.status('q')).toMatchObject({ state: 'running', epoch: 2 });
      expect(all.metrics('q').lastErrors).toMatchObject([{ error: { name: 'QueryTerminatedError', cause: { name: 'OutOfMemoryError', message: 'out of memory' } } }]);
    }, /query_|recovery_att|unknown/);
    expect(lines.filter((line) => !line.includes('registered'))).toEqual([
      '0 query_started q', '0 spark_query_started engine-id', '0 spark_query_terminated engine-id',
      '0 query_failed q', '0 query_terminated q', '0 recovery_attempted q 1', '3 query_started q', '3 query_restarted q failure',
    ]);
  });

  it('notices within one poll that a termination was lost', () => {
    const { lines } = told({ watchdog: false }, (all, scheduler) => {
      const events$ = new Subject<EngineEvent>();
      let alive: readonly EngineRunStatus[] = [];
      all.register(remote('q')).start('q').subscribe();
      events$.pipe(listenFor(all, { poll: () => of(alive), pollEvery: 100, scheduler, turns: scheduler.asap })).subscribe();
      events$.next({ kind: 'started', queryId: 'q', runId: 'q-run-1' });
      alive = [{ queryId: 'q', runId: 'q-run-1', isActive: true }];
      scheduler.advanceBy(150);
      alive = [];
      scheduler.advanceBy(100);
    });
    expect(lines).toEqual([
      '0 query_started q', '0 spark_query_started q', '200 listener_gap q', '200 query_failed q', '200 recovery_attempted q 1',
      '203 query_started q', '203 query_restarted q failure',
    ]);
  });

  it('does not resurrect what a person stopped', () => {
    told({}, (all, scheduler) => {
      const events$ = new Subject<EngineEvent>();
      all.register(remote('q')).start('q').subscribe();
      events$.pipe(listenFor(all, { scheduler, turns: scheduler.asap })).subscribe();
      all.stop('q').subscribe();
      events$.next({ kind: 'terminated', queryId: 'q', runId: 'q-run-1', error: 'stopped' });
      scheduler.advanceBy(50);
      expect(all.status('q')).toMatchObject({ state: 'stopped', desired: 'stopped' });
    });
  });

  it('knows a query by its own id where the engine has none for its runs', () => {
    told({}, (all, scheduler) => {
      const events$ = new Subject<EngineEvent>();
      all.register(query('q', () => ({ progress$: NEVER, stop: () => EMPTY }))).start('q').subscribe();
      events$.pipe(listenFor(all, { scheduler, turns: scheduler.asap })).subscribe();
      events$.next({ kind: 'terminated', queryId: 'q' });
      scheduler.advanceBy(1);
      expect(all.status('q').state).toBe('recovering');
    });
  });
});

// biome-ignore format: marbles are aligned by hand
describe('queryRestarts', () => {
  const change = (newVersion: number): DimensionChange => ({ entityId: 'stores', oldVersion: newVersion - 1, newVersion, changeClass: 'data' });
  const dependencies = new QueryDependencies();
  dependencies.register('q', { dimensions: [{ entityId: 'stores', kind: 'capturedAtStart' }] });
  const endless = (scheduler: SimulatedScheduler) => query('q', () => timer(2, 4, scheduler).pipe(map((batchId) => ({ batchId, numInputRows: 1 }))));
  const options = { dependencies, quietPeriod: 5, maxWait: 20 };

  it('has a query run afresh after changes, and is done when it has made progress', () => {
    const outcomes: unknown[] = [];
    const { lines } = told({ watchdog: false }, (all, scheduler) => {
      const changes$ = new Subject<DimensionChange>();
      all.register(endless(scheduler)).start('q').subscribe();
      changes$.pipe(queryRestarts(all, { ...options, scheduler }).follow).subscribe((outcome) => outcomes.push(outcome));
      scheduler.advanceBy(10);
      changes$.next(change(2));
      changes$.next(change(3));
      scheduler.advanceBy(50);
    }, /restart|query_started/);
    expect(lines.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '2 query_started q', '10 restart_scheduled q', '10 restart_coalesced q', '15 before_restart q',
      '17 query_started q', '17 query_restarted q', '17 after_restart q',
    ]);
    expect(outcomes).toMatchObject([{ status: 'restarted', queryId: 'q', gapSeconds: 0.002, changes: [{ newVersion: 2 }, { newVersion: 3 }] }]);
  });

  it.each([
    ['stopped', (all: Queries) => all.stop('q').subscribe(), 'it is stopped, and its next start sees the change'],
    ['recovering', (all: Queries) => all.terminated('q', {}), 'it is recovering, and its next start sees the change'],
    ['gone', (all: Queries) => all.unregister('q').subscribe(), 'there is no such query in the set'],
  ])('restarts nothing that is %s, and says so', (_, end, reason) => {
    const outcomes: unknown[] = [];
    const previews: unknown[] = [];
    const { lines } = told({ recovery: { backoff: constant(1_000) } }, (all, scheduler) => {
      const changes$ = new Subject<DimensionChange>();
      all.register(endless(scheduler)).start('q').subscribe();
      const { follow, preview } = queryRestarts(all, { ...options, scheduler });
      changes$.pipe(follow).subscribe((outcome) => outcomes.push(outcome));
      scheduler.advanceBy(10);
      end(all);
      changes$.next(change(2));
      preview(change(2)).subscribe(({ queries }) => previews.push(...queries));
      scheduler.advanceBy(50);
    }, /before_restart|blocked/);
    expect(lines).toHaveLength(1);
    expect(outcomes).toMatchObject([{ status: 'blocked', verdict: 'not_running', reason }]);
    expect(previews).toMatchObject([{ queryId: 'q', verdict: 'not_running', blockedBecause: reason }]);
  });

  it('tells of a restart that failed, and leaves the rest to recovery', () => {
    let broken = false;
    const { lines, all } = told({}, (all, scheduler) => {
      const changes$ = new Subject<DimensionChange>();
      all.register(query('q', () => (broken ? throwError(() => 'no such column') : timer(1, 4, scheduler).pipe(map((batchId) => ({ batchId, numInputRows: 1 }))))));
      all.start('q').subscribe();
      changes$.pipe(queryRestarts(all, { ...options, scheduler }).follow).subscribe();
      scheduler.advanceBy(2);
      broken = true;
      changes$.next(change(2));
      scheduler.advanceBy(6);
      broken = false;
      scheduler.advanceBy(10);
      expect(all.status('q').state).toBe('running');
    }, /restart|recovery/);
    expect(all.metrics('q').restarts).toBe(1);
    expect(lines.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '2 restart_scheduled q', '7 before_restart q', '7 recovery_attempted q', '7 restart_failed q', '11 query_restarted q',
    ]);
  });

  it('gives its slot to another when a restarted query makes no progress in time', () => {
    let hangs = false;
    const outcomes: unknown[] = [];
    told({ watchdog: false }, (all, scheduler) => {
      const changes$ = new Subject<DimensionChange>();
      all.register(query('q', () => (hangs ? NEVER : timer(1, 4, scheduler).pipe(map((batchId) => ({ batchId, numInputRows: 1 }))))));
      all.start('q').subscribe();
      changes$.pipe(queryRestarts(all, { ...options, scheduler, progressWithin: 30 }).follow, filter(({ status }) => status === 'failed')).subscribe((outcome) => outcomes.push(outcome));
      scheduler.advanceBy(2);
      hangs = true;
      changes$.next(change(2));
      scheduler.advanceBy(50);
    });
    expect(outcomes).toMatchObject([{ status: 'failed', error: { name: 'TimeoutError' } }]);
  });
});
