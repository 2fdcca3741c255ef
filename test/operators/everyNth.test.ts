import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { of, Subject, take, tap, toArray } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { everyNth } from '../../operators/everyNth.ts';

// biome-ignore format: marbles are aligned by hand
describe('everyNth', () => {
  it('passes the first value and every n-th after it', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -a-b-c-d-e-f-g-|');
    const subs = '        ^--------------!';
    const expected = '    -a-----d-----g-|';

    expectObservable(source.pipe(everyNth(3))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('passes everything when n is 1', marbles(({ cold, expectObservable }) => {
    const source = cold(' -a-b-c-|');
    const expected = '    -a-b-c-|';

    expectObservable(source.pipe(everyNth(1))).toBe(expected);
  }));

  it('always passes what keep selects, which does not change whose turn it is', marbles(({ cold, expectObservable }) => {
    const source = cold(' -a-X-c-d-e-X-g-|');
    const expected = '    -a-X---d---X-g-|';

    expectObservable(source.pipe(everyNth(3, { keep: (value) => value === 'X' }))).toBe(expected);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' --|');
    const subs = '        ^-!';
    const expected = '    --|';

    expectObservable(source.pipe(everyNth(2))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' ------');
    const subs = '        ^-----';
    const expected = '    ------';

    expectObservable(source.pipe(everyNth(2))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when the source errors', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-#');
    const subs = '        ^----!';
    const expected = '    -a---#';

    expectObservable(source.pipe(everyNth(2))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when keep throws', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-c-|');
    const subs = '        ^--!';
    const expected = '    -a-#';
    const keep = () => {
      throw 'error';
    };

    expectObservable(source.pipe(everyNth(2, { keep }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('unsubscribes from the source early', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -a-b-c-d-|');
    const unsub = '       ------!   ';
    const subs = '        ^-----!   ';
    const expected = '    -a---c-   ';

    expectObservable(source.pipe(everyNth(2)), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('counts for each subscriber alone', marbles(({ hot, expectObservable }) => {
    const source = hot('  -a-b-c-d-e-|');
    const second = '      --^         ';
    const expected1 = '   -a---c---e-|';
    const expected2 = '   ---b---d---|';
    const result = source.pipe(everyNth(2));

    expectObservable(result).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
  }));

  it('counts what a re-entrant source pushes', () => {
    const source = new Subject<number>();
    const passed: number[] = [];
    const reenter = tap((value: number) => {
      if (value < 6) source.next(value + 1);
      if (value < 6) source.next(value + 2);
    });
    source.pipe(everyNth(2), take(4), tap((value) => passed.push(value)), reenter).subscribe();

    source.next(0);

    expect(passed).toEqual([0, 2, 4, 6]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %p', (n) => {
    expect(() => everyNth(n)).toThrow(new RangeError(`expected n to be a positive integer, got ${n}`));
  });

  it('only adds to what passes when keep is given', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), fc.func(fc.boolean()), (values, n, keep) => {
        let passed: number[] = [];
        of(...values).pipe(everyNth(n, { keep }), toArray()).subscribe((all) => { passed = all; });
        expect(passed).toEqual(values.filter((value, index) => index % n === 0 || keep(value)));
      }),
    );
  });
});
