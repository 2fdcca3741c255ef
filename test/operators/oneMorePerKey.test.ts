import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  defer,
  EMPTY,
  finalize,
  map,
  NEVER,
  type Observable,
  of,
  range,
  Subject,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { oneMorePerKey } from '../../operators/oneMorePerKey.ts';

const itself = (value: string) => value;
const small = (value: string) => value.toLowerCase();

// biome-ignore format: marbles are aligned by hand
describe('oneMorePerKey', () => {
  it('works for a key once at a time, and once more for all that came meanwhile', marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('-aaaa----------');
    const subs = '      ^-------------!';
    const work = cold('  ----x|         ');
    const works = [
      '                 -^----!        ',
      '                 ------^----!   ',
    ];
    const unsub = '     --------------!';
    const expected = '  -----x----x----';

    expectObservable(source.pipe(oneMorePerKey(itself, () => work)), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(work.subscriptions).toBe(works);
  }));

  it('works for as many keys at once as it may, and a slot is held until the work has ended', marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('-(abc)-----|    ');
    const work = cold('  -x--|          ');
    const works = [
      '                 -^---!          ',
      '                 -^---!          ',
      '                 -----^---!      ',
    ];
    const expected = '  --(xx)x----|';

    expectObservable(source.pipe(oneMorePerKey(itself, () => work, { concurrency: 2 }))).toBe(expected);
    expectSubscriptions(work.subscriptions).toBe(works);
  }));

  it('lets the most urgent go first, and otherwise who came first', marbles(({ hot, cold, expectObservable }) => {
    const source = hot('-(a123)---------|');
    const work = cold('  --(x|)          ');
    const expected = '  ---a-3-1-2------|';
    const priority = (value: string) => (value === '3' ? 1 : 0);
    const result = source.pipe(oneMorePerKey(itself, (value) => work.pipe(map(() => value)), { concurrency: 1, priority }));

    expectObservable(result).toBe(expected);
  }));

  it('merges what waits, which may make it more urgent', marbles(({ hot, cold, expectObservable }) => {
    const source = hot('-(abcC)------|');
    const work = cold('  --(x|)       ');
    const expected = '  ---a-z-b-----|';
    const result = source.pipe(oneMorePerKey(small, (value) => work.pipe(map(() => value)), {
      concurrency: 1, merge: (waiting, value) => waiting + value, priority: (value) => value.length,
    }));

    expectObservable(result).toBe(expected, { a: 'a', b: 'b', z: 'cC' });
  }));

  it('has a key wait for those that go before it, if they wait or work', marbles(({ hot, cold, expectObservable }) => {
    const source = hot('-(cba)----b---|');
    const work = cold('  --(x|)       ');
    const expected = '  ---c-b-a----b-|';
    const before: Record<string, string[]> = { a: ['b'], b: ['c'] };
    const result = source.pipe(oneMorePerKey(itself, (value) => work.pipe(map(() => value)), {
      concurrency: 9, after: (key) => before[key] ?? [],
    }));

    expectObservable(result).toBe(expected);
  }));

  it('completes with an empty source, and with one that ends before its works at their end', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('--|');
    const subs = '       ^-!';
    const work = cold('  ---x|');

    expectObservable(source.pipe(oneMorePerKey(itself, () => NEVER))).toBe('--|');
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectObservable(cold('(aa|)').pipe(oneMorePerKey(itself, () => work))).toBe('---x---x|');
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('----');
    const subs = '       ^--!';

    expectObservable(source.pipe(oneMorePerKey(itself, () => EMPTY)), '---!').toBe('----');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when the source errors, and unsubscribes the works', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const work = cold('  -------');
    const works = '      -^--!  ';

    expectObservable(cold('-a--#').pipe(oneMorePerKey(itself, () => work))).toBe('----#');
    expectSubscriptions(work.subscriptions).toBe(works);
  }));

  it('errors when a work errors, and unsubscribes everything', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-ab----');
    const subs = '       ^---!  ';
    const other = cold(' -------');
    const others = '     --^-!  ';

    expectObservable(source.pipe(oneMorePerKey(itself, (value) => (value === 'a' ? cold('---#') : other)))).toBe('----#');
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(other.subscriptions).toBe(others);
  }));

  it.each(['key', 'work', 'priority', 'merge', 'after', 'onWait'])('errors when %s throws, and unsubscribes from the source', (name) => {
    const source = new Subject<string>();
    const errors: unknown[] = [];
    const given = { key: itself, work: () => NEVER, [name]: () => { throw `${name} threw`; } };

    source.pipe(oneMorePerKey(given.key, given.work, { ...given, concurrency: 1 })).subscribe({ error: (error) => errors.push(error) });
    for (const value of ['a', 'a', 'a']) source.next(value);

    expect(errors).toEqual([`${name} threw`]);
    expect(source.observed).toBe(false);
  });

  it('unsubscribes the works and forgets what waits on unsubscribe', marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot(' -aab---');
    const subs = '       ^----!  ';
    const work = cold('  -------');
    const works = '      -^---!  ';

    expectObservable(source.pipe(oneMorePerKey(itself, () => work, { concurrency: 1 })), '-----!').toBe('------');
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(work.subscriptions).toBe(works);
  }));

  it('works for each subscriber alone', marbles(({ hot, cold, expectObservable }) => {
    const source = hot(' -a-a------');
    const result = source.pipe(oneMorePerKey(itself, () => cold('---x|')));

    expectObservable(result, '^---------!').toBe('----x---x--');
    expectObservable(result, '--^-------!').toBe('------x----');
  }));

  it('announces what waits, and why', () => {
    const source = new Subject<string>();
    const told: string[] = [];
    source.pipe(oneMorePerKey(small, () => NEVER, {
      concurrency: 2,
      after: (key) => (key === 'c' ? ['a'] : []),
      merge: (waiting, value) => waiting + value,
      onWait: ({ key, value, because, waiting, running }) => told.push(`${key} ${value} ${because} ${waiting} ${running}`),
    })).subscribe();

    for (const value of ['a', 'c', 'b', 'd', 'A', 'a', 'D']) source.next(value);

    expect(told).toEqual(['c c behind 1 1', 'd d full 2 2', 'a A working 3 2', 'a Aa joined 3 2', 'd dD joined 3 2']);
  });

  it('takes what comes from a work that is just being started, and from who is told of a wait', () => {
    const source = new Subject<string>();
    const seen: string[] = [];
    const works: Record<string, Observable<string>> = {
      a: defer(() => {
        source.next('b');
        source.next('a');
        works['a'] = of('a');
        return of('first');
      }),
      b: of('b'),
    };
    source.pipe(oneMorePerKey(itself, (value) => works[value] ?? EMPTY, { concurrency: 1 })).subscribe((value) => seen.push(value));

    source.next('a');

    expect(seen).toEqual(['first', 'b', 'a']);
  });

  it('starts what was pushed while a wait was being told', () => {
    const source = new Subject<string>();
    const seen: string[] = [];
    source.pipe(oneMorePerKey(itself, (value) => { seen.push(value); return NEVER; }, {
      concurrency: 2,
      after: (key) => (key === 'b' ? ['a'] : []),
      onWait: ({ key }) => { if (key === 'b') source.next('c'); },
    })).subscribe();

    source.next('a');
    source.next('b');

    expect(seen).toEqual(['a', 'c']);
  });

  it('refuses keys that go before each other in a circle', () => {
    const errors: Error[] = [];
    const before: Record<string, string[]> = { a: ['b'], b: ['a'] };
    const both = new Subject<string>();
    both.pipe(oneMorePerKey(itself, (value) => (value === 'x' ? defer(() => { both.next('a'); both.next('b'); return EMPTY; }) : EMPTY), {
      after: (key) => before[key] ?? [],
    })).subscribe({ error: (error) => errors.push(error) });

    both.next('x');

    expect(errors.map(({ message }) => message)).toEqual(['expected after to go in no circle, got keys that all wait for each other']);
  });

  it('needs no stack for 100,000 keys that wait, and then end where they start', () => {
    const first = new Subject<number>();
    let seen = 0;
    range(100_000).pipe(oneMorePerKey((value) => value, (value) => (value === 0 ? first : of(value)), { concurrency: 1 })).subscribe(() => {
      seen += 1;
    });
    first.next(0);
    first.complete();

    expect(seen).toBe(100_000);
  });

  it('never works twice at once for a key, keeps the limit and the order, and forgets nothing', () => {
    const pushes = fc.array(fc.record({ after: fc.nat(6), key: fc.constantFrom('a', 'b', 'c', 'd'), takes: fc.nat(9) }), { maxLength: 50 });
    fc.assert(fc.property(pushes, fc.integer({ min: 1, max: 3 }), (values, concurrency) => {
      const scheduler = new VirtualTimeScheduler(undefined, Number.POSITIVE_INFINITY);
      const source = new Subject<{ key: string; takes: number; n: number[] }>();
      const working = new Set<string>();
      const done: number[] = [];
      const before: Record<string, string[]> = { a: ['b', 'c'], b: ['c'] };
      let left = 0;
      source.pipe(oneMorePerKey(({ key }) => key, ({ key, takes, n }) => {
        expect(working.has(key)).toBe(false);
        expect((before[key] ?? []).filter((other) => working.has(other))).toEqual([]);
        working.add(key);
        expect(working.size).toBeLessThanOrEqual(concurrency);
        done.push(...n);
        return (takes === 0 ? EMPTY : timer(takes, scheduler)).pipe(finalize(() => working.delete(key)));
      }, {
        concurrency,
        after: (key) => before[key] ?? [],
        merge: (waiting, value) => ({ ...value, n: [...waiting.n, ...value.n] }),
      })).subscribe({ error: (error) => { throw error; } });
      let at = 0;
      values.forEach(({ after, key, takes }, n) => {
        at += after;
        left += 1;
        scheduler.schedule(() => source.next({ key, takes, n: [n] }), at);
      });
      scheduler.flush();
      expect(working.size).toBe(0);
      expect([...done].sort((a, b) => a - b)).toEqual([...Array(left).keys()]);
    }));
  });

  it.each([0, 1.5, -1, Number.NaN])('refuses %p as concurrency', (concurrency) => {
    expect(() => NEVER.pipe(oneMorePerKey(itself, () => throwError(() => 'error'), { concurrency }))).toThrow(
      `expected concurrency to be a positive integer or Infinity, got ${concurrency}`,
    );
  });
});
