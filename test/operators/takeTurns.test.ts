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

  it('gives the signal to whoever asks late, and to a copy', () => {
    const turns: Turn[] = [];
    const result = takeTurns((turn) => {
      turns.push(turn, { ...turn });
      return NEVER.pipe(takeUntil(turn.stop$));
    });
    const subscription = result.subscribe();
    expect(turns.map(({ stopping }) => stopping)).toEqual([false, false]);
    subscription.unsubscribe();
    result.subscribe();
    const [turn, copy, other] = turns;
    expect([turn?.stopping, other?.stopping]).toEqual([true, false]);
    expect([turn, copy, other].map((given) => given?.signal.aborted)).toEqual([true, true, false]);
    expect(turn?.signal).toBe(copy?.signal);
    expect(turn?.signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('makes no controller where nobody asks for the signal', () => {
    const Controller = globalThis.AbortController;
    const made = jest.spyOn(globalThis, 'AbortController').mockImplementation(() => new Controller());
    try {
      takeTurns(obeying(NEVER)).subscribe().unsubscribe();
      expect(made).not.toHaveBeenCalled();
      takeTurns(({ signal, stop$ }) => NEVER.pipe(takeUntil(stop$), finalize(() => signal.aborted))).subscribe().unsubscribe();
      expect(made).toHaveBeenCalledTimes(1);
    } finally {
      made.mockRestore();
    }
  });

  it('runs as many at once as it is told to', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-|        ');
    const later = '       --^           ';
    const subs = [
      '                   ^----!         ',
      '                   --^----!       ',
      '                   -----^----!    ',
    ];
    const result = takeTurns(obeying(source), { atOnce: 2 });

    expectObservable(result).toBe('        -a-b-|    ');
    expectObservable(result, later).toBe(' ---a-b-|  ');
    expectObservable(result, '---^').toBe('------a-b-|');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it.each<[string, (turn: Turn, value$: Subject<unknown>) => void]>([
    ['commits', (turn) => turn.commit(() => 'written')],
    ['emits', (_, value$) => value$.next('a')],
  ])('lets the last one commit until the next one %s', (_, takeOver) => {
    const turns: Turn[] = [];
    const value$ = new Subject<unknown>();
    const result = takeTurns<unknown>((turn) => { turns.push(turn); return turn.epoch === 1 ? NEVER : value$; }, { atOnce: 2 });
    result.subscribe();
    result.subscribe();
    const [first, second] = turns as [Turn, Turn];
    expect(first.commit(() => 'written')).toBe('written');
    takeOver(second, value$);
    expect(() => first.commit(() => 'late')).toThrow(new FencedError(2, 1));
    expect(second.commit(() => 'written')).toBe('written');
  });

  it('has taken over before its first value is seen', () => {
    const turns: Turn[] = [];
    const value$ = new Subject<string>();
    const late = jest.fn();
    const result = takeTurns((turn) => { turns.push(turn); return value$; }, { atOnce: 2 });
    result.subscribe();
    value$.next('a');
    result.subscribe(() => { expect(() => turns[0]?.commit(late)).toThrow(FencedError); });
    value$.next('b');
    expect(late).not.toHaveBeenCalled();
    expect.assertions(2);
  });

  it('has one take over no more that was asked to stop before', () => {
    const turns: Turn[] = [];
    const value$ = new Subject<string>();
    const result = takeTurns<unknown>((turn) => { turns.push(turn); return turn.epoch === 1 ? NEVER : value$; }, { atOnce: 2, stopTimeout: Number.POSITIVE_INFINITY });
    result.subscribe();
    result.subscribe().unsubscribe();
    value$.next('a');
    const [first, second] = turns as [Turn, Turn];
    expect(() => second.commit(() => 'late')).toThrow(new FencedError(1, 2));
    expect(first.commit(() => 'written')).toBe('written');
  });

  it('lets one that is asked to stop commit, if there is nobody to take over from', () => {
    const turns: Turn[] = [];
    const result = takeTurns((turn) => { turns.push(turn); return NEVER; }, { atOnce: 2, stopTimeout: Number.POSITIVE_INFINITY });
    result.subscribe().unsubscribe();
    expect(turns[0]?.commit(() => 'written while stopping')).toBe('written while stopping');
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

  it.each([0, 1.5, Number.NaN])('refuses to run %d at once', (atOnce) => {
    const refusal = `expected atOnce to be a positive integer or Infinity, got ${atOnce}`;
    expect(() => takeTurns(() => EMPTY, { atOnce })).toThrow(refusal);
    expect(() => takeTurns(() => EMPTY, { atOnce, turns: turnstile() })).toThrow(refusal);
  });

  it('has no epoch commit once a newer one has, however many run at once and whoever comes and goes when', () => {
    const visit = fc.record({ comes: fc.nat(60), stays: fc.nat(60) });
    const source = fc.record({ silent: fc.nat(30), every: fc.integer({ min: 1, max: 9 }), stops: fc.nat(30), emits: fc.boolean() });
    fc.assert(fc.property(fc.array(visit, { maxLength: 12 }), fc.array(source, { minLength: 1 }), fc.integer({ min: 2, max: 4 }), (visits, sources, atOnce) => {
      const scheduler = new SimulatedScheduler();
      const committed: number[] = [];
      let [running, most] = [0, 0];
      const result = takeTurns(({ epoch, stop$, commit }) => {
        const { silent = 0, every = 1, stops = 0, emits = false } = sources[epoch % sources.length] ?? {};
        running += 1;
        most = Math.max(most, running);
        const work = () => {
          if (emits) return;
          try { commit(() => committed.push(epoch)); } catch (error) { expect(error).toBeInstanceOf(FencedError); }
        };
        return timer(silent, every, scheduler).pipe(
          tap(work),
          takeUntil(stop$.pipe(delay(stops, scheduler))),
          map(() => epoch),
          finalize(() => { running -= 1; }),
        );
      }, { atOnce, stopTimeout: 20, scheduler });

      const seen: number[] = [];
      for (const { comes, stays } of visits) {
        scheduler.schedule(() => {
          const visitor = result.subscribe((epoch) => seen.push(committed.length, epoch));
          scheduler.schedule(() => visitor.unsubscribe(), stays);
        }, comes);
      }
      scheduler.flush();
      expect(committed).toEqual([...committed].sort((one, other) => one - other));
      for (let i = 0; i < seen.length; i += 2)
        expect(committed.slice(seen[i]).filter((epoch) => epoch < (seen[i + 1] as number))).toEqual([]);
      expect([most <= atOnce, running]).toEqual([true, 0]);
    }));
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
