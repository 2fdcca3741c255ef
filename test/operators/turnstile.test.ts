import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { defer, EMPTY, finalize, NEVER, Observable, of, Subject, take, tap, timer } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { turnstile } from '../../operators/turnstile.ts';

// biome-ignore format: marbles are aligned by hand
describe('turnstile', () => {
  it('lets one source run after the other, in the order in which they came', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const one = cold('   -a-b-|        ');
    const other = cold('      -c-|     ');
    const third = cold('         -d-|  ');
    const later = '      -^            ';
    const oneSubs = '    ^----!        ';
    const otherSubs = '  -----^--!     ';
    const thirdSubs = '  --------^--!  ';
    const oneByOne = turnstile();

    expectObservable(one.pipe(oneByOne)).toBe('  -a-b-|');
    expectObservable(other.pipe(oneByOne)).toBe('------c-|');
    expectObservable(third.pipe(oneByOne), later).toBe('---------d-|');
    expectSubscriptions(one.subscriptions).toBe(oneSubs);
    expectSubscriptions(other.subscriptions).toBe(otherSubs);
    expectSubscriptions(third.subscriptions).toBe(thirdSubs);
  }));

  it('lets two subscriptions of one source run one after the other', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-|');
    const result = source.pipe(turnstile());

    expectObservable(result).toBe('-a-|');
    expectObservable(result).toBe('----a-|');
    expectSubscriptions(source.subscriptions).toBe(['^--!', '---^--!']);
  }));

  it('lets the next through after an error, and after an empty source', marbles(({ cold, expectObservable }) => {
    const oneByOne = turnstile();

    expectObservable(cold('-a-#').pipe(oneByOne)).toBe('-a-#');
    expectObservable(EMPTY.pipe(oneByOne)).toBe('       ---|');
    expectObservable(cold('-b|').pipe(oneByOne)).toBe(' ----b|');
  }));

  it('waits with a source that never ends, until that is left', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const never = cold(' -    ');
    const unsub = '      ----!';
    const oneByOne = turnstile();

    expectObservable(never.pipe(oneByOne), unsub).toBe('-----');
    expectObservable(of('a').pipe(oneByOne)).toBe('----(a|)');
    expectSubscriptions(never.subscriptions).toBe('^---!');
  }));

  it('forgets one that leaves while it waits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const first = cold('  ----|');
    const second = cold(' -    ');
    const oneByOne = turnstile();

    expectObservable(first.pipe(oneByOne)).toBe('----|');
    expectObservable(second.pipe(oneByOne), '--!').toBe('-----');
    expectObservable(of('a').pipe(oneByOne)).toBe('----(a|)');
    expectSubscriptions(second.subscriptions).toBe([]);
  }));

  it('lets the next through only once the last has cleaned up', () => {
    const told: string[] = [];
    const oneByOne = turnstile();
    const first = new Subject<never>();
    first.pipe(finalize(() => told.push('cleaned up')), oneByOne).subscribe();
    defer(() => { told.push('begun'); return EMPTY; }).pipe(oneByOne).subscribe();
    first.complete();
    expect(told).toEqual(['cleaned up', 'begun']);
  });

  it('lets the next through although a finalizer throws', () => {
    const oneByOne = turnstile();
    const broken = NEVER.pipe(finalize(() => { throw new Error('broken'); }), oneByOne).subscribe();
    const next = jest.fn();
    of('a').pipe(oneByOne).subscribe(next);
    expect(() => broken.unsubscribe()).toThrow('broken');
    expect(next).toHaveBeenCalledWith('a');
  });

  it('passes on the error of a source that throws when it is subscribed to', () => {
    const oneByOne = turnstile();
    const error = jest.fn();
    new Observable(() => { throw 'thrown'; }).pipe(oneByOne).subscribe({ error });
    const next = jest.fn();
    of('a').pipe(oneByOne).subscribe(next);
    expect([error.mock.calls, next.mock.calls]).toEqual([[['thrown']], [['a']]]);
  });

  it('lets through any number of sources that end at once', () => {
    const oneByOne = turnstile();
    const first = new Subject<number>();
    let ended = 0;
    first.pipe(oneByOne).subscribe();
    for (let n = 0; n < 100_000; n++)
      of(n).pipe(oneByOne).subscribe({ complete: () => { ended += 1; } });
    first.complete();
    expect(ended).toBe(100_000);
  });

  it('has one wait that is subscribed to by another that runs', () => {
    const oneByOne = turnstile();
    const told: string[] = [];
    const inner = defer(() => { told.push('inner'); return EMPTY; }).pipe(oneByOne);
    of('outer').pipe(tap(() => inner.subscribe()), tap((value) => told.push(value)), oneByOne).subscribe();
    expect(told).toEqual(['outer', 'inner']);
  });

  it('may be left in the midst of a synchronous source', () => {
    const oneByOne = turnstile();
    const seen: unknown[] = [];
    of(1, 2, 3).pipe(oneByOne, take(1)).subscribe((n) => seen.push(n));
    of('next').pipe(oneByOne).subscribe((value) => seen.push(value));
    expect(seen).toEqual([1, 'next']);
  });

  it('lets as many run at once as it is told to', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const one = cold('   -a-b-|    ');
    const other = cold(' --c|      ');
    const third = cold('    -d-e-| ');
    const fourth = cold('     f|   ');
    const thirdSubs = '  ---^----! ';
    const fourthSubs = ' -----^!   ';
    const twoAtOnce = turnstile({ atOnce: 2 });

    expectObservable(one.pipe(twoAtOnce)).toBe('   -a-b-|');
    expectObservable(other.pipe(twoAtOnce)).toBe(' --c|');
    expectObservable(third.pipe(twoAtOnce)).toBe(' ----d-e-|');
    expectObservable(fourth.pipe(twoAtOnce)).toBe('-----f|');
    expectSubscriptions(third.subscriptions).toBe(thirdSubs);
    expectSubscriptions(fourth.subscriptions).toBe(fourthSubs);
  }));

  it('never has more run at once than it is told to, and lets all through', () => {
    const visits = fc.array(fc.record({ comes: fc.nat(30), lasts: fc.nat(20), stays: fc.nat(40) }), { maxLength: 20 });
    fc.assert(fc.property(visits, fc.integer({ min: 1, max: 4 }), (all, atOnce) => {
      const scheduler = new SimulatedScheduler();
      const through = turnstile({ atOnce });
      let [running, most] = [0, 0];
      for (const { comes, lasts, stays } of all) {
        const source = defer(() => {
          running += 1;
          most = Math.max(most, running);
          return timer(lasts, scheduler).pipe(finalize(() => { running -= 1; }));
        });
        scheduler.schedule(() => {
          const visitor = source.pipe(through).subscribe();
          scheduler.schedule(() => visitor.unsubscribe(), stays);
        }, comes);
      }
      scheduler.flush();
      expect(running).toBe(0);
      expect(most).toBeLessThanOrEqual(atOnce);
      let free = 0;
      for (let n = 0; n < atOnce; n++) NEVER.pipe(tap({ subscribe: () => { free += 1; } }), through).subscribe();
      expect(free).toBe(atOnce);
    }));
  });

  it('has one wait though there is room, until the start of the other has returned', () => {
    const through = turnstile({ atOnce: 2 });
    const told: string[] = [];
    const inner = defer(() => { told.push('inner'); return EMPTY; }).pipe(through);
    of('outer').pipe(tap(() => inner.subscribe()), tap((value) => told.push(value)), through).subscribe();
    expect(told).toEqual(['outer', 'inner']);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses to let %d through at once', (atOnce) => {
    expect(() => turnstile({ atOnce })).toThrow(`expected atOnce to be a positive integer or Infinity, got ${atOnce}`);
  });

  it('shares nothing between two of its kind', () => {
    NEVER.pipe(turnstile()).subscribe();
    const next = jest.fn();
    of('a').pipe(turnstile()).subscribe(next);
    expect(next).toHaveBeenCalledWith('a');
  });
});
