import { describe, expect, it, jest } from '@jest/globals';
import { delay, EMPTY, from, lastValueFrom, map, NEVER, Observable, of, Subject, take, timer } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { runGenerations } from '../../operators/runGenerations.ts';

type Generation = readonly ('a' | 'b' | 'c')[];
const values: Record<string, Generation> = { x: ['a', 'b'], y: ['c'], z: [] };

/** Runs each member for three frames. */
const slowly = (member: string) => timer(3).pipe(map(() => member));

const indices = (size: number) => Array.from({ length: size }, (_, index) => index);

// biome-ignore format: marbles are aligned by hand
describe('runGenerations', () => {
  it('begins a generation when the one before it has ended', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const members = { a: cold('-a-a|'), b: cold('b|'), c: cold('c-|') };
    const source = hot('  -(xzy|)   ', values);
    const subs = '        ^!        ';
    const a = '           -^---!    ';
    const b = '           -^!       ';
    const c = '           -----^-!  ';
    const expected = '    -ba-ac-|  ';

    const result = source.pipe(runGenerations((member) => members[member]));

    expectObservable(result).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(members.a.subscriptions).toBe(a);
    expectSubscriptions(members.b.subscriptions).toBe(b);
    expectSubscriptions(members.c.subscriptions).toBe(c);
  }));

  it('runs at most as many members at once as it may', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  (x|)   ', { x: [0, 1, 2] });
    const member = cold(' --|    ');
    const runs = [
      '                   ^-!    ',
      '                   ^-!    ',
      '                   --^-!  ',
    ];
    const expected = '    ----|  ';

    expectObservable(source.pipe(runGenerations(() => member, { concurrency: 2 }))).toBe(expected);
    expectSubscriptions(member.subscriptions).toBe(runs);
  }));

  it('runs all members of a generation at once unless told otherwise', () => {
    const run = jest.fn(() => NEVER);
    of(indices(1_000)).pipe(runGenerations(run)).subscribe();

    expect(run).toHaveBeenCalledTimes(1_000);
  });

  it('starts the most urgent members of a generation first, and keeps the limits of pools', () => {
    const started: string[] = [];
    const open = new Subject<never>();
    const run = (member: string) => {
      started.push(member);
      return open;
    };
    const priority = (member: string) => (member === 'c' ? 1 : 0);
    const pool = (member: string) => (member === 'b' ? undefined : 'narrow');
    of(['a', 'b', 'c']).pipe(runGenerations(run, { priority, pool, pools: { narrow: 1 } })).subscribe();

    expect(started).toEqual(['c', 'b']);
    open.complete();
    expect(started).toEqual(['c', 'b', 'a']);
  });

  it('follows a concurrency that changes', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('      (x|)  ', { x: [0, 1, 2] });
    const member = cold('     ---|  ');
    const concurrency = hot(' 1-2-  ', { 1: 1, 2: 2 });
    const runs = [
      '                        ^--!     ',
      '                        --^--!   ',
      '                        ---^--!  ',
    ];
    const expected = '         ------|  ';

    expectObservable(source.pipe(runGenerations(() => member, { concurrency }))).toBe(expected);
    expectSubscriptions(member.subscriptions).toBe(runs);
  }));

  it('hands each member and its index in its generation to run', () => {
    const run = jest.fn((_: string, __: number) => EMPTY);
    of(['a', 'b'], ['c']).pipe(runGenerations(run)).subscribe();

    expect(run.mock.calls).toEqual([['a', 0], ['b', 1], ['c', 0]]);
  });

  it('wraps the run of each member', marbles(({ hot, expectObservable }) => {
    const source = hot('  -(x|)    ', { x: ['a'] });
    const expected = '    ------(a|)';

    expectObservable(source.pipe(runGenerations(slowly, { around: delay(2) }))).toBe(expected);
  }));

  it('completes with an empty source and with empty generations', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const empty = cold('  --|   ', values);
    const source = hot('  -z-z-|', values);
    const subs = '        ^----!';
    const expected = '    -----|';

    expectObservable(empty.pipe(runGenerations(slowly))).toBe('--|');
    expectObservable(source.pipe(runGenerations(slowly))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -----', values);
    const subs = '        ^----';
    const expected = '    -----';

    expectObservable(source.pipe(runGenerations(slowly))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors at once when the source errors', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -xy-#', values);
    const member = cold(' -----');
    const subs = '        ^---!';
    const runs = [
      '                   -^--!',
      '                   -^--!',
    ];
    const expected = '    ----#';

    expectObservable(source.pipe(runGenerations(() => member))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(member.subscriptions).toBe(runs);
  }));

  it('errors with the first member that errors, and unsubscribes the others', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -x-y---', values);
    const failing = cold('--#    ');
    const other = cold('  -----  ');
    const subs = '        ^--!   ';
    const subsOther = '   -^-!   ';
    const expected = '    ---#   ';

    expectObservable(source.pipe(runGenerations((member) => (member === 'a' ? other : failing)))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(other.subscriptions).toBe(subsOther);
  }));

  it.each([
    ['run', { run: (): Observable<string> => { throw 'error'; }, options: {} }],
    ['around', { run: slowly, options: { around: (): Observable<string> => { throw 'error'; } } }],
  ])('errors with what %s throws', (_, { run, options }) => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-x--', values);
      const subs = '      ^!  ';
      const expected = '  -#  ';

      expectObservable(source.pipe(runGenerations(run, options))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    })();
  });

  it('unsubscribes the source and all running members', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -xy----', values);
    const member = cold(' ------ ');
    const unsub = '       ----!  ';
    const subs = '        ^---!  ';
    const runs = [
      '                   -^--!  ',
      '                   -^--!  ',
    ];
    const expected = '    -------';

    expectObservable(source.pipe(runGenerations(() => member)), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(member.subscriptions).toBe(runs);
  }));

  it('keeps the runs of two subscribers apart', marbles(({ hot, expectObservable }) => {
    const source = hot('  -y--y------|', values);
    const second = '      --^         ';
    const expected1 = '   ----c--c---|';
    const expected2 = '   -------c---|';
    const result = source.pipe(runGenerations(slowly));

    expectObservable(result).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
  }));

  it('takes in a generation that a member brings about', () => {
    const [source, told] = [new Subject<number[]>(), [] as number[]];
    source.pipe(runGenerations((member) => of(member))).subscribe((member) => {
      told.push(member);
      if (member < 3) source.next([member + 1, 9]);
    });
    source.next([1, 8]);

    expect(told).toEqual([1, 8, 2, 9, 3, 9]);
  });

  it('stops endless members and an endless source when the subscriber has enough', () => {
    let [asked, generations] = [0, 0];
    const endless = new Observable<number[]>((subscriber) => {
      while (!subscriber.closed) subscriber.next([generations++]);
    });
    const run = () =>
      new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(asked++);
      });
    endless.pipe(runGenerations(run), take(3)).subscribe();

    expect({ asked, generations }).toEqual({ asked: 3, generations: 1 });
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a concurrency of %p', (concurrency) => {
    expect(() => runGenerations(() => EMPTY, { concurrency })).toThrow(
      new RangeError(`expected concurrency to be a positive integer, got ${concurrency}`),
    );
  });

  it.each([1, 4, Number.POSITIVE_INFINITY])(
    'finishes 100,000 members that end at once, where mergeMap stops without a word (concurrency %p)',
    async (concurrency) => {
      const members = indices(100_000);
      const slowFirst = (member: number) => (member === 0 ? Promise.resolve(member) : of(member));
      let seen = 0;
      const result = of(members).pipe(runGenerations(slowFirst, { concurrency }), map(() => ++seen));

      await expect(lastValueFrom(result)).resolves.toBe(100_000);
    },
  );

  it('finishes 100,000 generations that end at once, where concatMap stops without a word', async () => {
    const generations = indices(100_000).map((member) => [member]);
    const slowFirst = (member: number) => (member === 0 ? Promise.resolve(member) : of(member));

    await expect(lastValueFrom(from(generations).pipe(runGenerations(slowFirst)))).resolves.toBe(99_999);
  });
});
