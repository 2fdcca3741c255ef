import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  concat,
  delay,
  EMPTY,
  finalize,
  identity,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  Subject,
  Subscription,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { FencedError, fence } from '../../operators/fence.ts';
import type { Turn } from '../../operators/givenTurn.ts';
import { takeTurns } from '../../operators/takeTurns.ts';
import { turnstile } from '../../operators/turnstile.ts';

/** Ends so many frames after it is asked to. */
const obeying =
  <T>(source: Observable<T>, frames = 0) =>
  ({ stop$ }: Turn) =>
    source.pipe(takeUntil(stop$.pipe(frames > 0 ? delay(frames) : identity)));

// biome-ignore format: marbles are aligned by hand
describe('takeTurns', () => {
  it('runs a source that is alone', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-|');
    const subs = '        ^----!';
    const expected = '    -a-b-|';

    expectObservable(takeTurns(obeying(source))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('completes with an empty source, and goes on with one that never ends', marbles(({ expectObservable }) => {
    expectObservable(takeTurns(() => EMPTY)).toBe('|');
    expectObservable(takeTurns(() => NEVER), '----!').toBe('-----');
  }));

  it('errors with the source, and when start throws, and lets the next begin', marbles(({ cold, expectObservable }) => {
    const failing = takeTurns(() => cold('-a-#'));
    const throwing = takeTurns(() => { throw 'thrown'; });

    expectObservable(failing).toBe('-a-#');
    expectObservable(failing).toBe('----a-#');
    expectObservable(throwing).toBe('#', undefined, 'thrown');
    expectObservable(throwing).toBe('#', undefined, 'thrown');
  }));

  it('begins the next only when the last has stopped', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-c-d-e-      ');
    const one = '         ---!             ';
    const other = '       ----^---------!  ';
    const subs = [
      '                   ^-----!           ',
      '                   ------^----------!',
    ];
    const result = takeTurns(obeying(source, 3), { stopTimeout: 10 });

    expectObservable(result, one).toBe('  -a-');
    expectObservable(result, other).toBe('-------a-b-c-d-');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('gives up a source that does not stop in time', marbles(({ cold, expectObservable, expectSubscriptions, testScheduler, flush }) => {
    const source = cold(' -a-b-c-d-e-f-g-');
    const one = '         --!             ';
    const other = '       ---^----------! ';
    const subs = [
      '                   ^------!            ',
      '                   -------^-----------!',
    ];
    const fenced: unknown[] = [];
    const onFenced = (epoch: number) => fenced.push([testScheduler.now(), epoch]);
    const result = takeTurns(() => source, { stopTimeout: 5, onFenced });

    expectObservable(result, one).toBe('  -a-');
    expectObservable(result, other).toBe('--------a-b-c-');
    expectSubscriptions(source.subscriptions).toBe(subs);
    flush();
    expect(fenced).toEqual([[7, 1], [19, 2]]);
  }));

  it('never starts one that leaves while it waits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-c-|');
    const result = takeTurns(obeying(source));

    expectObservable(result).toBe('        -a-b-c-|');
    expectObservable(result, '--!').toBe('');
    expectObservable(result).toBe('        --------a-b-c-|');
    expectSubscriptions(source.subscriptions).toBe(['^------!', '-------^------!']);
  }));

  it('aborts the signal when it asks to stop, and not when the source ends by itself', () => {
    const signals: AbortSignal[] = [];
    const source = new Subject<never>();
    const result = takeTurns(({ signal, stop$ }) => {
      signals.push(signal);
      return source.pipe(takeUntil(stop$));
    });
    result.subscribe().unsubscribe();
    result.subscribe();
    source.complete();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('refuses commits of a turn that is over, and of one that was given up', () => {
    const scheduler = new SimulatedScheduler();
    const turns: Turn[] = [];
    const start = (turn: Turn) => {
      turns.push(turn);
      return NEVER;
    };
    const result = takeTurns(start, { stopTimeout: 5, scheduler });
    const first = result.subscribe();
    expect(turns[0]?.commit(() => 'written')).toBe('written');
    first.unsubscribe();
    expect(turns[0]?.commit(() => 'written while stopping')).toBe('written while stopping');
    result.subscribe();
    scheduler.advanceBy(5);
    const write = jest.fn();
    expect(() => turns[0]?.commit(write)).toThrow(new FencedError(2, 1));
    expect(write).not.toHaveBeenCalled();
    expect(turns[1]?.commit(() => 'written')).toBe('written');
  });

  it('tells onLateError of what goes wrong while it stops', () => {
    const scheduler = new SimulatedScheduler();
    const onLateError = jest.fn();
    const failing = ({ stop$ }: Turn) => merge(NEVER, stop$.pipe(map(() => { throw 'late'; })));
    takeTurns(failing, { onLateError, scheduler }).subscribe().unsubscribe();
    const onFenced = () => { throw 'fenced'; };
    takeTurns(() => NEVER, { onLateError, onFenced, scheduler }).subscribe().unsubscribe();
    scheduler.flush();
    expect(onLateError.mock.calls).toEqual([['late'], ['fenced']]);
  });

  it('shares turns and epochs with others, if it is told to', marbles(({ cold, expectObservable }) => {
    const shared = { turns: turnstile(), epochs: fence({ after: 6 }) };
    const telling = ({ epoch }: Turn) => concat(cold('--|'), of(epoch));

    expectObservable(takeTurns(telling, shared)).toBe('--(a|)', { a: 7 });
    expectObservable(takeTurns(telling, shared)).toBe('----(a|)', { a: 8 });
    expectObservable(takeTurns(telling)).toBe('        --(a|)', { a: 1 });
  }));

  it('may be left and subscribed to again by what it emits', () => {
    const seen: number[] = [];
    const result = takeTurns(({ epoch, stop$ }) => concat(of(epoch), NEVER).pipe(takeUntil(stop$)));
    const again = new Subscription();
    result.pipe(take(1), tap(() => again.add(result.subscribe((epoch) => seen.push(epoch))))).subscribe((epoch) => seen.push(epoch));
    expect(seen).toEqual([1, 2]);
    again.unsubscribe();
  });

  it('leaves no timer behind', () => {
    const scheduler = new SimulatedScheduler();
    const result = takeTurns(obeying(NEVER), { scheduler });
    result.subscribe().unsubscribe();
    expect(scheduler.waiting).toBe(0);
  });

  it('waits for ever where it is told to', () => {
    const scheduler = new SimulatedScheduler();
    const begun = jest.fn();
    const result = takeTurns(() => { begun(); return NEVER; }, { stopTimeout: Number.POSITIVE_INFINITY, scheduler });
    result.subscribe().unsubscribe();
    result.subscribe();
    scheduler.advanceBy(1e9);
    expect(begun).toHaveBeenCalledTimes(1);
  });

  it.each([-1, Number.NaN, 2 ** 31])('refuses to wait %d ms', (stopTimeout) => {
    expect(() => takeTurns(() => EMPTY, { stopTimeout })).toThrow(`expected stopTimeout to be from 0 to 2147483647 ms, or Infinity, got ${stopTimeout}`);
  });

  it('has at most one live epoch, and loses and doubles no start, whoever comes and goes when', () => {
    const visit = fc.record({ comes: fc.nat(100), stays: fc.nat(100) });
    const source = fc.record({ lasts: fc.oneof(fc.nat(60), fc.constant(Number.POSITIVE_INFINITY)), stops: fc.oneof(fc.nat(30), fc.constant(Number.POSITIVE_INFINITY)) });
    fc.assert(fc.property(fc.array(visit, { maxLength: 12 }), fc.array(source, { minLength: 1 }), (visits, sources) => {
      const scheduler = new SimulatedScheduler();
      const after = (ms: number) => (ms === Number.POSITIVE_INFINITY ? NEVER : timer(ms, scheduler));
      const live = new Set<number>();
      const seen = visits.map((): (number | 'end')[] => []);
      const result = takeTurns(({ epoch, stop$, commit }) => {
        const { lasts = 0, stops = 0 } = sources[epoch % sources.length] ?? {};
        commit(() => live.add(epoch));
        expect([...live]).toEqual([epoch]);
        const ended$ = after(lasts).pipe(ignoreElements(), takeUntil(stop$.pipe(delayedBy(stops, scheduler))));
        return concat(of(epoch), ended$).pipe(finalize(() => live.delete(epoch)));
      }, { stopTimeout: 20, scheduler });

      visits.forEach(({ comes, stays }, i) => {
        scheduler.schedule(() => {
          const visitor = result.subscribe({ next: (epoch) => seen[i]?.push(epoch), complete: () => seen[i]?.push('end') });
          scheduler.schedule(() => visitor.unsubscribe(), stays);
        }, comes);
      });
      scheduler.flush();
      const begun = seen.flat().filter((what) => what !== 'end');
      expect([...begun].sort((one, other) => one - other)).toEqual(begun.map((_, i) => i + 1));
      expect(seen.filter(([first]) => first === 'end')).toEqual([]);
      expect(live.size).toBe(0);
    }));
  });
});

const delayedBy = (ms: number, scheduler: SimulatedScheduler) =>
  ms === Number.POSITIVE_INFINITY ? () => NEVER : delay<void>(ms, scheduler);
