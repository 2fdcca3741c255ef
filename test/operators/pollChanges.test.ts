import { describe, expect, it } from '@jest/globals';
import {
  concat,
  defer,
  EMPTY,
  map,
  NEVER,
  type Observable,
  of,
  Subject,
  take,
  tap,
  throwError,
  VirtualTimeScheduler,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { constant } from '../../operators/backoff.ts';
import { pollChanges } from '../../operators/pollChanges.ts';

/** Reads letter after letter, and the last one for ever; `#` fails. */
function letters(text: string): { readonly read: () => Observable<string>; readonly reads: () => number } {
  let reads = 0;
  const read = () =>
    defer(() => {
      const letter = text[Math.min(reads, text.length - 1)] as string;
      reads += 1;
      return letter === '#' ? throwError(() => 'error') : of(letter);
    });
  return { read, reads: () => reads };
}

const exact = { jitter: 0, stretch: 1, longest: 1_000 };

// biome-ignore format: marbles are aligned by hand
describe('pollChanges', () => {
  it('tells the first value and each change', marbles(({ expectObservable }) => {
    const { read } = letters('aabbc');
    const unsub = '   ----------!';
    const expected = 'a---b---c--';

    expectObservable(pollChanges(read, { every: 2, ...exact }), unsub).toBe(expected);
  }));

  it('stretches the interval while nothing changes, up to the longest, and not after a change', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    let reads = 0;
    const source = cold('(x|)');
    const subs = [
      '  (^!)                 ',
      '  --(^!)               ', // nothing new: four
      '  ------(^!)           ', // nothing new: five is the longest
      '  -----------(^!)      ', // changed: two
      '  -------------(^!)    ',
      '  -----------------(^!)',
    ];
    const unsub = '   --------------------!';
    const expected = 'a----------b---------';
    const result = pollChanges(() => source.pipe(map(() => (++reads < 4 ? 'a' : 'b'))), { every: 2, longest: 5, jitter: 0 });

    expectObservable(result, unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('shortens intervals by chance', marbles(({ expectObservable }) => {
    const { read } = letters('abc');
    const unsub = '   --------!';
    const expected = 'a--b--c--';

    expectObservable(pollChanges(read, { every: 4, jitter: 0.5, random: () => 0.5 }), unsub).toBe(expected);
  }));

  it('forgets nothing when a read fails', marbles(({ cold, expectObservable }) => {
    const reads = [cold('a|'), cold('#'), cold('#'), cold('a|'), cold('b|')];
    const unsub = '   --------------!';
    const expected = 'a-----------b--';
    let next = 0;

    expectObservable(pollChanges<string>(() => reads[next++] ?? NEVER, { every: 2, ...exact, backoff: constant(3) }), unsub)
      .toBe(expected);
  }));

  it('tells of each failed read before it waits', () => {
    const scheduler = new VirtualTimeScheduler(undefined, 20);
    const told: unknown[] = [];
    const { read } = letters('a##b');
    const seen: string[] = [];

    pollChanges(read, { every: 2, ...exact, backoff: constant(3), scheduler, onError: (notice) => told.push(notice) })
      .pipe(take(2)).subscribe((value) => seen.push(value));
    scheduler.flush();

    expect(seen).toEqual(['a', 'b']);
    expect(told).toEqual([
      { error: 'error', attempt: 1, delay: 3 },
      { error: 'error', attempt: 2, delay: 3 },
    ]);
  });

  it('tries again after a read that throws', marbles(({ expectObservable }) => {
    let reads = 0;
    const unsub = '   ------!';
    const expected = '--a----';
    const read = () => {
      if (++reads === 1) throw 'error';
      return of('a');
    };

    expectObservable(pollChanges(read, { every: 4, ...exact, backoff: constant(2) }), unsub).toBe(expected);
  }));

  it('tells a push at once, and not again when a read finds the same', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const { read } = letters('aabbb');
    const pushes = hot('-----b------');
    const subs = '      ^----------!';
    const unsub = '     -----------!';
    const expected = '  a----b------';

    expectObservable(pollChanges(read, { every: 4, ...exact, pushes$: pushes }), unsub).toBe(expected);
    expectSubscriptions(pushes.subscriptions).toBe(subs);
  }));

  it('takes what was pushed during a read for newer than what the read brings', marbles(({ cold, hot, expectObservable }) => {
    const reads = [cold('a|'), cold('---a|'), cold('c|')];
    const pushes = hot('----b-------');
    const unsub = '     -----------!';
    const expected = '  a---b----c--';
    let next = 0;

    expectObservable(pollChanges<string>(() => reads[next++] ?? NEVER, { every: 2, ...exact, pushes$: pushes }), unsub).toBe(expected);
  }));

  it('ends the stretching when a push changed something', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = cold('(a|)');
    const subs = [
      '                  (^!)            ',
      '                  --(^!)          ', // the next one would be at 10
      '                  -----(^!)       ',
      '                  -------(^!)     ',
    ];
    const pushes = hot(' ---b----        ');
    const unsub = '      --------!       ';
    const expected = '   a--b-a--        ';

    expectObservable(pollChanges(() => source, { every: 2, stretch: 4, longest: 8, jitter: 0, pushes$: pushes }), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('lays values over what is known, and gives that to each read', marbles(({ expectObservable }) => {
    const known: (string | undefined)[] = [];
    const { read } = letters('abc');
    const unsub = '   -----!';
    const expected = 'x-y-z-';
    const result = pollChanges<string>((before) => {
      known.push(before);
      return read();
    }, { every: 2, ...exact, overlay: (before, value) => before + value });

    expectObservable(result.pipe(tap({ unsubscribe: () => expect(known).toEqual([undefined, 'a', 'ab']) })), unsub)
      .toBe(expected, { x: 'a', y: 'ab', z: 'abc' });
  }));

  it('tells nothing where values are the same, and remembers the last of them', marbles(({ expectObservable }) => {
    const { read } = letters('0124');
    const unsub = '   ----!';
    const expected = '0--4-';
    const same = (before: string, value: string) => Number(value) - Number(before) < 2;

    expectObservable(pollChanges(read, { every: 1, ...exact, same }), unsub).toBe(expected);
  }));

  it('goes on after reads that bring nothing', marbles(({ expectObservable }) => {
    let reads = 0;
    const unsub = '   -----!';
    const expected = '----a-';

    expectObservable(pollChanges(() => (++reads < 3 ? EMPTY : of('a')), { every: 2, ...exact }), unsub).toBe(expected);
  }));

  it('stays silent with a read that never ends', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('------');
    const subs = '       ^-----!';
    const unsub = '      ------!';

    expectObservable(pollChanges(() => source, { every: 2 }), unsub).toBe('-------');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when pushes do, and unsubscribes from the read', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' ------');
    const subs = '        ^--!  ';
    const pushes = cold(' ---#  ');
    const expected = '    ---#  ';

    expectObservable(pollChanges(() => source, { every: 2, pushes$: pushes })).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('goes on when pushes have ended', marbles(({ cold, expectObservable }) => {
    const { read } = letters('ab');
    const pushes = cold('-|');
    const unsub = '      ----!';

    expectObservable(pollChanges(read, { every: 2, ...exact, pushes$: pushes }), unsub).toBe('a-b--');
  }));

  it.each(['overlay', 'same', 'backoff', 'onError'])('errors when %s throws', (name) => {
    const scheduler = new VirtualTimeScheduler(undefined, 10);
    const fails = () => {
      throw `${name} threw`;
    };
    const { read } = letters('ab#');
    const errors: unknown[] = [];

    pollChanges(read, { every: 1, ...exact, scheduler, [name]: fails }).subscribe({ error: (error) => errors.push(error) });
    scheduler.flush();

    expect(errors).toEqual([`${name} threw`]);
  });

  it('leaves no timer behind', () => {
    const scheduler = new VirtualTimeScheduler();
    const pushes$ = new Subject<string>();
    const subscription = pollChanges(() => of('a'), { every: 1, ...exact, pushes$, scheduler }).subscribe();

    expect(scheduler.actions).toHaveLength(1);
    subscription.unsubscribe();
    expect(scheduler.actions).toHaveLength(0);
    expect(pushes$.observed).toBe(false);
  });

  it('knows for each subscriber alone', marbles(({ expectObservable }) => {
    const result = pollChanges(() => of('a'), { every: 2, ...exact });

    expectObservable(result, '^----!').toBe(' a-----');
    expectObservable(result, '---^----!').toBe('---a-----');
  }));

  it('takes a push from who is just being told', () => {
    const scheduler = new VirtualTimeScheduler(undefined, 0);
    const pushes$ = new Subject<string>();
    const seen: string[] = [];

    pollChanges(() => of('a'), { pushes$, scheduler }).subscribe((value) => {
      seen.push(value);
      if (value === 'a') pushes$.next('b');
    });

    expect(seen).toEqual(['a', 'b']);
  });

  it('needs no stack for reads that fail at once', () => {
    const scheduler = new VirtualTimeScheduler(undefined, Number.POSITIVE_INFINITY);
    let left = 200_000;
    const seen: string[] = [];
    const read = () => (left-- > 0 ? throwError(() => 'error') : of('a'));

    pollChanges(read, { every: 1, ...exact, backoff: constant(0), scheduler }).pipe(take(1)).subscribe((value) => seen.push(value));
    scheduler.flush();

    expect(seen).toEqual(['a']);
  });

  it.each([
    [{ every: 0 }, 'expected every to be a positive number of ms that a timer can wait, got 0'],
    [{ stretch: 0.5 }, 'expected stretch to be a number from 1 on, got 0.5'],
    [{ every: 10, longest: 5 }, 'expected longest to be from every, 10 ms, on, got 5'],
    [{ jitter: 2 }, 'expected ratio to be a number from 0 to 1, got 2'],
  ])('refuses %j', (options, message) => {
    expect(() => pollChanges(() => concat(of(1)), options)).toThrow(message);
  });
});
