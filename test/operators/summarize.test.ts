import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { from, last, lastValueFrom, map, merge, Subject, takeUntil, tap, VirtualTimeScheduler } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { type Summary, summarize } from '../../operators/summarize.ts';

const values = { a: 1, b: 2, c: 3, d: 4, n: Number.NaN, i: Number.POSITIVE_INFINITY };
const count = map(({ count }: Summary) => String(count));

async function summaryOf(numbers: readonly number[]): Promise<Summary> {
  return lastValueFrom(from(numbers).pipe(summarize()));
}

// biome-ignore format: marbles are aligned by hand
describe('summarize', () => {
  it('emits one summary for a window', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-d-a-b-c--------', values);
    const subs = '       ^---------------';
    const expected = '   -----------s----';
    const s = { count: 4, rate: 400, min: 1, mean: 2.5, max: 4, p50: 2, p95: 4 };

    expectObservable(source.pipe(summarize({ every: 10 }))).toBe(expected, { s });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('opens the next window with the next value, not before', marbles(({ cold, expectObservable }) => {
    const source = cold('-a-b------------c-----d--', values);
    const expected = '   ------2--------------1-----1';

    expectObservable(source.pipe(summarize({ every: 5 }), count)).toBe(expected);
  }));

  it('emits the open window on completion, its rate by the time that passed', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-|   ', values);
    const subs = '       ^----!   ';
    const expected = '   -----(s|)';
    const s = { count: 2, rate: 500, min: 1, mean: 1.5, max: 2, p50: 1, p95: 2 };

    expectObservable(source.pipe(summarize({ every: 10 }))).toBe(expected, { s });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('takes a window without duration for a millisecond', marbles(({ cold, expectObservable }) => {
    const source = cold('(abc|)', values);
    const expected = '   (s|)  ';
    const s = { count: 3, rate: 3_000, min: 1, mean: 2, max: 3, p50: 2, p95: 3 };

    expectObservable(source.pipe(summarize())).toBe(expected, { s });
  }));

  it('uses windows of ten seconds unless told otherwise', marbles(({ cold, expectObservable }) => {
    const source = cold('a 9998ms b 9s   |', values);
    const expected = '   10s      2 8999ms |';

    expectObservable(source.pipe(summarize(), count)).toBe(expected);
  }));

  it('summarizes the number that of gives', marbles(({ cold, expectObservable }) => {
    const source = cold('-a-b-|   ', { a: { took: 10 }, b: { took: 30 } });
    const expected = '   -----(s|)';

    const result = source.pipe(summarize({ of: ({ took }) => took }), map(({ mean }) => mean));

    expectObservable(result).toBe(expected, { s: 20 });
  }));

  it('leaves out numbers that are not finite', marbles(({ cold, expectObservable }) => {
    const source = cold('-n-a-i-c-n-|', values);
    const expected = '   --------s--|';

    expectObservable(source.pipe(summarize({ every: 5 }), map(({ count, mean, max }) => [count, mean, max])))
      .toBe(expected, { s: [2, 2, 3] });
  }));

  it('emits nothing for an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('---|', values);
    const subs = '       ^--!';
    const expected = '   ---|';

    expectObservable(source.pipe(summarize())).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('------', values);
    const subs = '       ^-----';
    const expected = '   ------';

    expectObservable(source.pipe(summarize({ every: 2 }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('runs no timer while nothing comes', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<number>();
    const summaries: Summary[] = [];
    const subscription = source.pipe(summarize({ scheduler })).subscribe((summary) => summaries.push(summary));

    expect(scheduler.actions).toHaveLength(0);
    source.next(1);
    source.next(2);
    expect(scheduler.actions).toHaveLength(1);
    scheduler.flush();
    expect(summaries).toMatchObject([{ count: 2, rate: 0.2 }]);
    expect(scheduler.actions).toHaveLength(0);
    source.next(3);
    subscription.unsubscribe();
    expect(scheduler.actions).toHaveLength(0);
  });

  it('errors when the source errors, without the open window', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-#', values);
    const subs = '       ^----!';
    const expected = '   -----#';

    expectObservable(source.pipe(summarize({ every: 10 }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when of throws', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-|');
    const subs = '       ^!    ';
    const expected = '   -#    ';
    const of = () => {
      throw 'error';
    };

    expectObservable(source.pipe(summarize({ of }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('discards the open window on an early unsubscribe', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-------c---', values);
    const unsub = '      ----!          ';
    const subs = '       ^---!          ';
    const expected = '   ---------------';

    expectObservable(source.pipe(summarize({ every: 10 })), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('keeps the windows of two subscribers apart', marbles(({ hot, expectObservable }) => {
    const source = hot('-a-b-c--------|', values);
    const second = '    --^            ';
    const expected1 = ' ------3-------|';
    const expected2 = ' --------2-----|';
    const result = source.pipe(summarize({ every: 5 }), count);

    expectObservable(result).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
  }));

  it('counts what is pushed while a summary is emitted into the next window', marbles(({ hot, expectObservable }) => {
    const source = hot('-a-b--------|', values);
    const expected = '  ------2----1|';
    const again = new Subject<number>();
    const reenter = tap((emitted: string) => emitted === '2' && again.next(7));

    const result = merge(source, again.pipe(takeUntil(source.pipe(last())))).pipe(
      summarize({ every: 5 }),
      count,
      reenter,
    );

    expectObservable(result).toBe(expected);
  }));

  it.each([0, -1, Number.NaN])('refuses windows of %p ms', (every) => {
    expect(() => summarize({ every })).toThrow(
      new RangeError(`expected every to be a positive number of ms, got ${every}`),
    );
  });

  it('is exact in everything up to 4,096 numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 4_096, size: 'max' }),
        async (numbers) => {
          const sorted = [...numbers].sort((a, b) => a - b);
          expect(await summaryOf(numbers)).toMatchObject({
            count: numbers.length,
            min: sorted[0],
            max: sorted.at(-1),
            mean: numbers.reduce((sum, number) => sum + number, 0) / numbers.length,
            p50: sorted.find((_, index) => (index + 1) * 100 >= 50 * sorted.length),
            p95: sorted.find((_, index) => (index + 1) * 100 >= 95 * sorted.length),
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is exact in all but percentiles beyond, and close in those', async () => {
    const numbers = Array.from({ length: 100_000 }, (_, index) => (index * 7_919) % 100_000);

    const { count, min, max, mean, p50, p95 } = await summaryOf(numbers);

    expect({ count, min, max, mean }).toEqual({ count: 100_000, min: 0, max: 99_999, mean: 49_999.5 });
    expect(Math.abs(p50 - 50_000)).toBeLessThan(1_000);
    expect(Math.abs(p95 - 95_000)).toBeLessThan(1_000);
  });
});
