import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { map, NEVER, Subject, VirtualTimeScheduler } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { type Coalesced, coalescePerKey } from '../../operators/coalescePerKey.ts';

const all = () => 'k';
const text = map(({ values }: Coalesced<unknown, string>) => values.join(''));

// biome-ignore format: marbles are aligned by hand
describe('coalescePerKey', () => {
  it('tells what was collected once nothing has come for a while', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('-a-b------c----');
    const subs = '      ^-------------!';
    const unsub = '     --------------!';
    const expected = '  ------x------y-';

    expectObservable(source.pipe(coalescePerKey(all, { quietPeriod: 3 }), text), unsub).toBe(expected, { x: 'ab', y: 'c' });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('waits no longer than it may, and collects anew after that', marbles(({ hot, expectObservable }) => {
    const source = hot('-a-b-c-d-e-----');
    const unsub = '     --------------!';
    const expected = '  ------x-----y--';

    expectObservable(source.pipe(coalescePerKey(all, { quietPeriod: 3, maxWait: 5 }), text), unsub).toBe(expected, { x: 'abc', y: 'de' });
  }));

  it('has a clock for each key', marbles(({ hot, expectObservable }) => {
    const source = hot('-a-b-A---------');
    const unsub = '     --------------!';
    const expected = '  --------x-y----';

    expectObservable(source.pipe(coalescePerKey((value) => value.toLowerCase(), { quietPeriod: 5 }), text), unsub).toBe(expected, { x: 'b', y: 'aA' });
  }));

  it('tells all that is collected when the source completes', marbles(({ hot, expectObservable }) => {
    const source = hot('-b-a-b|');
    const expected = '  ------(xy|)';

    expectObservable(source.pipe(coalescePerKey((value) => value, { quietPeriod: 9 }), text)).toBe(expected, { x: 'bb', y: 'a' });
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('--|');
    const subs = '       ^-!';

    expectObservable(source.pipe(coalescePerKey(all))).toBe('--|');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('----');
    const subs = '       ^--!';

    expectObservable(source.pipe(coalescePerKey(all)), '---!').toBe('----');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when the source errors, and what is collected is lost', marbles(({ cold, expectObservable }) => {
    expectObservable(cold('-a-#').pipe(coalescePerKey(all, { quietPeriod: 3 }))).toBe('---#');
  }));

  it('errors when key throws, and unsubscribes from the source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a---');
    const subs = '       ^!   ';
    const key = () => {
      throw 'error';
    };

    expectObservable(source.pipe(coalescePerKey(key))).toBe('-#');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when onCollect throws', marbles(({ cold, expectObservable }) => {
    const onCollect = () => {
      throw 'error';
    };

    expectObservable(cold('-a---').pipe(coalescePerKey(all, { onCollect }))).toBe('-#');
  }));

  it('tells of each value and what it joins before it waits', () => {
    const scheduler = new VirtualTimeScheduler();
    const told: string[] = [];
    const source = new Subject<string>();
    const onCollect = ({ key, value, joins }: { key: string; value: string; joins: readonly string[] }) =>
      told.push(`${key}: ${value} joins ${joins.join('')}`);

    source.pipe(coalescePerKey(all, { onCollect, scheduler })).subscribe((collected) => told.push(collected.values.join('')));
    for (const value of ['a', 'b', 'c']) source.next(value);
    scheduler.flush();

    expect(told).toEqual(['k: a joins ', 'k: b joins a', 'k: c joins ab', 'abc']);
  });

  it('leaves no timer behind', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<string>();
    const subscription = source.pipe(coalescePerKey((value) => value, { scheduler })).subscribe();

    for (const value of ['a', 'b', 'a']) source.next(value);
    expect(scheduler.actions).toHaveLength(4);
    subscription.unsubscribe();
    expect(scheduler.actions).toHaveLength(0);
    expect(source.observed).toBe(false);
  });

  it('collects what a synchronous source emits', marbles(({ cold, expectObservable }) => {
    const source = cold('(abc|)');
    const expected = '   (x|)  ';

    expectObservable(source.pipe(coalescePerKey(all, { quietPeriod: 3 }), text)).toBe(expected, { x: 'abc' });
  }));

  it('collects for each subscriber alone', marbles(({ hot, expectObservable }) => {
    const source = hot('-a-b-------');
    const result = source.pipe(coalescePerKey(all, { quietPeriod: 3 }), text);

    expectObservable(result, '^---------!').toBe(' ------x----', { x: 'ab' });
    expectObservable(result, '--^-------!').toBe(' ------y----', { y: 'b' });
  }));

  it('collects what comes from who is just being told', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<string>();
    const seen: string[] = [];

    source.pipe(coalescePerKey(all, { quietPeriod: 3, scheduler }), text).subscribe((value) => {
      seen.push(value);
      if (value === 'a') source.next('b');
    });
    source.next('a');
    scheduler.flush();

    expect(seen).toEqual(['a', 'b']);
  });

  it('loses nothing, tells nothing twice, and keeps to both clocks', () => {
    const pushes = fc.array(fc.record({ after: fc.nat(12), key: fc.constantFrom('a', 'b', 'c') }), { maxLength: 60 });
    fc.assert(fc.property(pushes, fc.integer({ min: 1, max: 8 }), fc.nat(20), (values, quietPeriod, more) => {
      const scheduler = new VirtualTimeScheduler(undefined, Number.POSITIVE_INFINITY);
      const source = new Subject<{ key: string; at: number }>();
      const pushed: { key: string; at: number }[] = [];
      const told: { key: string; at: number }[] = [];
      const maxWait = quietPeriod + more;
      source.pipe(coalescePerKey(({ key }) => key, { quietPeriod, maxWait, scheduler })).subscribe(({ key, values: of }) => {
        const [first, last] = [of[0]?.at ?? Number.NaN, of.at(-1)?.at ?? Number.NaN];
        expect(of.every((value) => value.key === key)).toBe(true);
        expect(scheduler.now()).toBe(Math.min(last + quietPeriod, first + maxWait));
        told.push(...of);
      });
      let at = 0;
      for (const { after, key } of values) {
        at += after;
        scheduler.schedule(() => {
          const value = { key, at: scheduler.now() };
          pushed.push(value);
          source.next(value);
        }, at);
      }
      scheduler.flush();
      const order = (of: typeof told) => ['a', 'b', 'c'].flatMap((key) => of.filter((value) => value.key === key));
      expect(order(told)).toEqual(order(pushed));
    }));
  });

  it.each([
    [{ quietPeriod: -1 }, 'expected quietPeriod to be a number of ms that a timer can wait, got -1'],
    [{ quietPeriod: 10, maxWait: 5 }, 'expected maxWait to be from quietPeriod, 10 ms, on, got 5'],
  ])('refuses %j', (options, message) => {
    expect(() => NEVER.pipe(coalescePerKey(all, options))).toThrow(message);
  });
});
