import { describe, expect, it } from '@jest/globals';
import { catchError, map, of, switchMap, timer } from 'rxjs';
import { fakeDimension } from '../../lib/testing/fakeDimension.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';

// biome-ignore format: marbles are aligned by hand
describe('fakeDimension', () => {
  it('has the versions of a diagram', marbles(({ expectObservable }) => {
    const { versions$ } = fakeDimension('a---b--c|');
    const expected = '                    a---b--c|';

    expectObservable(versions$).toBe(expected);
  }));

  it('tells who comes later what it has by then', marbles(({ expectObservable }) => {
    const { versions$ } = fakeDimension('a---b--c');
    const later = '                      -----^---!';
    const expected = '                   -----b-c';

    expectObservable(versions$, later).toBe(expected);
  }));

  it('reads the version it has', marbles(({ cold, expectObservable }) => {
    const { read } = fakeDimension('a---b--c|');
    const polls = cold('            x-x-x-x-x|');
    const expected = '              a-a-b-b-c|';

    expectObservable(polls.pipe(switchMap(read))).toBe(expected);
    expectObservable(read()).toBe('(a|)');
  }));

  it('cannot be read before the first version, and not from # to the next', marbles(({ cold, expectObservable }) => {
    const { read, versions$ } = fakeDimension('-a--#--b');
    const polls = cold('                       x-x-x-x-x|');
    const expected = '                         y-a-z-z-b|';
    const told = '                             -a-----b';
    const polled = polls.pipe(switchMap(() => read().pipe(catchError((error: Error) => of(error.message)))));

    expectObservable(polled).toBe(expected, {
      a: 'a',
      b: 'b',
      y: 'the fake dimension has no version yet',
      z: 'the fake dimension cannot be read',
    });
    expectObservable(versions$, '^--------!').toBe(told);
  }));

  it('fails with an error of its own', marbles(({ expectObservable }) => {
    expectObservable(fakeDimension('#', { error: 'oops' }).read()).toBe('#', undefined, 'oops');
  }));

  it('takes versions for its letters', marbles(({ expectObservable }) => {
    const { versions$ } = fakeDimension('a-b', { versions: { a: 7, b: 8 } });

    expectObservable(versions$.pipe(map((version) => version + 1)), '^--!').toBe('a-b', { a: 8, b: 9 });
  }));

  it('takes another clock, and minds no jump of it', () => {
    const scheduler = new SimulatedScheduler();
    const { read } = fakeDimension('a 10s b', { scheduler });
    const seen: unknown[] = [];
    timer(5_000, 5_100, scheduler).pipe(switchMap(read)).subscribe((version) => seen.push([scheduler.elapsed, version]));
    scheduler.advanceBy(1_000);
    scheduler.setClock(1_000_000);
    scheduler.advanceBy(10_000);

    expect(seen).toEqual([[5_000, 'a'], [10_100, 'b']]);
  });

  it('refuses a letter that stands for nothing', () => {
    expect(() => fakeDimension('a-b', { versions: { a: 1 } })).toThrow("got none for 'b' (a)");
  });
});
