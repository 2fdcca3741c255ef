import { describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, Observable, of, retry, Subject, throwError } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { failWhenStalled, StalledError } from '../../operators/failWhenStalled.ts';
import type { Pace } from '../../operators/fallsBehind.ts';
import { silenceClock } from '../../operators/silenceClock.ts';

const values: Readonly<Record<string, Pace>> = {
  p: { numInputRows: 10 },
  i: { numInputRows: 0 },
  k: { numInputRows: 10, inputRowsPerSecond: 100, processedRowsPerSecond: 50 },
  b: { numInputRows: 10, inputRowsPerSecond: 100, processedRowsPerSecond: 49 },
};
const quick = { checkEvery: 1, staleAfter: 4, stalled: () => 'stalled' };

// biome-ignore format: marbles are aligned by hand
describe('failWhenStalled', () => {
  it('passes on what is in time, and its end', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-p-p--p-|', values);
    const subs = '       ^-------!';
    const expected = '   -p-p--p-|';

    expectObservable(source.pipe(failWhenStalled(quick))).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('fails after a silence, and leaves the source before it does', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-p-------p', values);
    const subs = '       ^-----!   ';
    const expected = '   -p----#   ';

    expectObservable(source.pipe(failWhenStalled(quick))).toBe(expected, values, 'stalled');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('fails what never said anything, by a limit of its own', marbles(({ expectObservable }) => {
    expectObservable(NEVER.pipe(failWhenStalled({ ...quick, startWithin: 2 }))).toBe('---#', values, 'stalled');
  }));

  it('takes no silence after an idle value for one', marbles(({ cold, expectObservable }) => {
    const source = cold('-i---------p|', values);
    const expected = '   -i---------p|';

    expectObservable(source.pipe(failWhenStalled(quick))).toBe(expected, values);
  }));

  it('tells health when it changes, before the value that it comes of', () => {
    const source = new Subject<Pace>();
    const told: unknown[] = [];
    source.pipe(failWhenStalled({ onHealth: ({ state }) => told.push(state), clock: silenceClock() })).subscribe({
      next: ({ numInputRows }) => told.push(numInputRows),
      error: (error) => told.push(error),
    });
    for (const letter of 'kkbk') source.next(values[letter] as Pace);
    source.error('broken');
    expect(told).toEqual(['healthy', 10, 10, 'unhealthy', 10, 'healthy', 10, 'exception', 'broken']);
  });

  it('tells a silence, and fails with an error that says for how long', () => {
    const scheduler = new SimulatedScheduler();
    const told: unknown[] = [];
    const guarded = NEVER.pipe(failWhenStalled({ scheduler, onHealth: (health) => told.push(health) }));
    guarded.subscribe({ error: (error) => told.push(error) });
    scheduler.advanceBy(330_000);
    expect(told).toEqual([{ state: 'stalled', silentMs: 300_000 }, new StalledError(300_000)]);
    expect(scheduler.waiting).toBe(0);
  });

  it('watches afresh whoever subscribes again', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-p-------', values);
    const subs = ['      ^-----!', '------^-----!'];
    const expected = '   -p-----p----#';

    expectObservable(source.pipe(failWhenStalled(quick), retry(1))).toBe(expected, values, 'stalled');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('keeps two subscribers apart', marbles(({ hot, expectObservable }) => {
    const guarded = hot('-p-----------', values).pipe(failWhenStalled(quick));

    expectObservable(guarded).toBe('                      -p---#', values, 'stalled');
    expectObservable(guarded, '---^').toBe('              -------#', values, 'stalled');
  }));

  it('passes on an empty source and its error', marbles(({ expectObservable }) => {
    expectObservable(EMPTY.pipe(failWhenStalled(quick))).toBe('|');
    expectObservable(throwError(() => 'broken').pipe(failWhenStalled(quick))).toBe('#', values, 'broken');
  }));

  it('leaves the source when it is left, and is not watched any more', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-p-p-p-p', values);
    const unsub = '      ----!';
    const expected = '   -p-p-';

    expectObservable(source.pipe(failWhenStalled(quick)), unsub).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe('^---!');
  }));

  it('fails with what a callback throws', () => {
    const thrown: unknown[] = [];
    const fails = (): never => {
      throw 'thrown';
    };
    const scheduler = new SimulatedScheduler();
    const error = (error: unknown) => thrown.push(error);
    of(values['p'] as Pace).pipe(failWhenStalled({ onHealth: fails, scheduler })).subscribe({ error });
    of(values['p'] as Pace).pipe(failWhenStalled({ isIdle: fails, scheduler })).subscribe({ error });
    of(values['p'] as Pace).pipe(failWhenStalled({ isBehind: fails, scheduler })).subscribe({ error });
    NEVER.pipe(failWhenStalled({ stalled: fails, scheduler })).subscribe({ error });
    scheduler.flush();
    expect(thrown).toEqual(['thrown', 'thrown', 'thrown', 'thrown']);
  });

  it('bears a source that emits while it is told', () => {
    const source = new Subject<Pace>();
    const seen: number[] = [];
    source.pipe(failWhenStalled({ scheduler: new SimulatedScheduler() })).subscribe(({ numInputRows }) => {
      seen.push(numInputRows);
      if (seen.length === 1) source.next({ numInputRows: 2 });
    });
    source.next({ numInputRows: 1 });
    expect(seen).toEqual([1, 2]);
  });

  it('may be ended by who is told of its health', () => {
    const source = new Observable<Pace>((subscriber) => {
      subscriber.next({ numInputRows: 1 });
      return () => seen.push('left');
    });
    const seen: unknown[] = [];
    const subscription = source
      .pipe(failWhenStalled({ onHealth: () => queueMicrotask(() => subscription.unsubscribe()), scheduler: new SimulatedScheduler() }))
      .subscribe(({ numInputRows }) => seen.push(numInputRows));
    subscription.unsubscribe();
    expect(seen).toEqual([1, 'left']);
  });

  it('refuses limits that mean nothing', () => {
    expect(() => failWhenStalled({ staleAfter: 0 })).toThrow('expected staleAfter to be a positive number of ms, got 0');
  });
});
