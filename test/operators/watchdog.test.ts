import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { map, NEVER, Observable, retry, Subject, take, throwError } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import type { Pace } from '../../operators/fallsBehind.ts';
import type { Health } from '../../operators/health.ts';
import { silenceClock } from '../../operators/silenceClock.ts';
import { type WatchdogOptions, watchdog } from '../../operators/watchdog.ts';

/** p keeps up, b falls behind, i is idle, r cannot say at which rate. */
const values: Readonly<Record<string, Pace>> = {
  p: { numInputRows: 10, inputRowsPerSecond: 100, processedRowsPerSecond: 50 },
  b: { numInputRows: 10, inputRowsPerSecond: 100, processedRowsPerSecond: 49 },
  i: { numInputRows: 0, inputRowsPerSecond: 0, processedRowsPerSecond: 0 },
  r: { numInputRows: 10 },
};

const letters = { unknown: '?', healthy: 'h', unhealthy: 'u', stalled: 's', exception: 'x' } as const;

/** Health as one letter each: ? unknown, h healthy, u unhealthy, s stalled, x exception. */
const told = (options: WatchdogOptions<Pace>) => (source: Observable<Pace>) =>
  source.pipe(
    watchdog(options),
    map(({ state }) => letters[state]),
  );

const quick: WatchdogOptions<Pace> = { checkEvery: 1, staleAfter: 5 };

// biome-ignore format: marbles are aligned by hand
describe('watchdog', () => {
  it('tells health when it changes, and not else', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('--p-p-b-b-p-p-|', values);
    const subs = '       ^-------------!';
    const expected = '   ?-h---u---h---|';

    expectObservable(source.pipe(told(quick))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('tells the progress that health comes of', marbles(({ cold, expectObservable }) => {
    const source = cold('--p-b-|', values);
    const expected = '   a-b-c-|';

    expectObservable(source.pipe(watchdog(quick))).toBe(expected, {
      a: { state: 'unknown' },
      b: { state: 'healthy', progress: values['p'] },
      c: { state: 'unhealthy', progress: values['b'] },
    });
  }));

  it('tells a silence once, and at most one look after it was too long', marbles(({ cold, expectObservable }) => {
    const source = cold('-p---------------p-|', values);
    const expected = '   ?h-----s---------h-|';

    expectObservable(source.pipe(told(quick))).toBe(expected);
  }));

  it('tells for how long it has been silent at least', marbles(({ cold, expectObservable }) => {
    const source = cold('-p---------------', values);
    const unsub = '      -------------!   ';
    const expected = '   ?h----------s----';

    const result = source.pipe(watchdog({ checkEvery: 4, staleAfter: 5 }));

    expectObservable(result, unsub).toBe(expected, {
      '?': { state: 'unknown' },
      h: { state: 'healthy', progress: values['p'] },
      s: { state: 'stalled', silentMs: 8 },
    });
  }));

  it('looks every 30 s for a silence of 300 s unless told otherwise', marbles(({ cold, expectObservable }) => {
    const source = cold('20s p 10m       |', values);
    const expected = '   ? 19999ms h 309999ms s 290s |';

    expectObservable(source.pipe(told({}))).toBe(expected);
  }));

  it('tells one that never said anything, by a limit of its own', marbles(({ cold, expectObservable }) => {
    const source = cold('-----------p------', values);
    const unsub = '      -----------------!';
    const expected1 = '  ?---------s       ';
    const expected2 = '  ?-----s----h---s--';

    const silent = NEVER as Observable<Pace>;
    expectObservable(silent.pipe(told({ ...quick, startWithin: 9 })), unsub).toBe(expected1);
    expectObservable(source.pipe(told({ ...quick, staleAfter: 4, startWithin: 5 })), unsub).toBe(expected2);
  }));

  it('does not take an idle one for stalled', marbles(({ cold, expectObservable }) => {
    const source = cold('-p-i--------------p--------|', values);
    const expected = '   ?h---------------------s---|';

    expectObservable(source.pipe(told(quick))).toBe(expected);
  }));

  it('takes an idle one for stalled when idleWithin is over', marbles(({ cold, expectObservable }) => {
    const source = cold('-p-i-------i--------------|', values);
    const expected = '   ?h-----------------s------|';

    expectObservable(source.pipe(told({ ...quick, idleWithin: 8 }))).toBe(expected);
  }));

  it('lets isIdle say what is idle', marbles(({ cold, expectObservable }) => {
    const source = cold('-p--------b------|', values);
    const expected = '   ?h-------------s-|';
    const isIdle = ({ processedRowsPerSecond }: Pace) => processedRowsPerSecond === 50;

    expectObservable(source.pipe(told({ ...quick, isIdle, isBehind: () => undefined }))).toBe(expected);
  }));

  it('is well again when it is idle', marbles(({ cold, expectObservable }) => {
    const source = cold('-b-i-b-------i-|', values);
    const expected = '   ?u-h-u----s--h-|';

    expectObservable(source.pipe(told(quick))).toBe(expected);
  }));

  it('stays unhealthy on a value that cannot say, and is healthy otherwise', marbles(({ cold, expectObservable }) => {
    const source = cold('-r-b-r-p-r-----------r-|', values);
    const expected = '   ?h-u---h------s------h-|';

    expectObservable(source.pipe(told(quick))).toBe(expected);
  }));

  it('tells an exception, and errors', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-p---#', values);
    const subs = '       ^----!';
    const expected = '   ?h---(x#)';

    expectObservable(source.pipe(told(quick))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('starts from the beginning when it is subscribed anew', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-----p----------#                ', values);
    const unsub = '      ---------------------------------!';
    const subs = [
      '                  ^---------------!                 ',
      '                  ----------------^---------------! ',
      '                  --------------------------------^!',
    ];
    const expected = '   ?----h----s-----(x?)-h----s-----(x?)';

    const result = source.pipe(watchdog({ ...quick, startWithin: 9 }), map(({ state }) => letters[state]), retry());

    expectObservable(result, unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('tells again of one that was restarted and hangs again', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = cold('-p-------------------p--', values);
    const restart$ = hot('---------r----r-------r-');
    const subs = '       ^----------------------!';
    const restarts = '   ^----------------------!';
    const unsub = '      -----------------------!';
    const expected = '   ?h-----s-?---------s-h?-';

    expectObservable(source.pipe(told({ ...quick, restart$ })), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(restart$.subscriptions).toBe(restarts);
  }));

  it('goes on when restart$ completes, and errors when that errors', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -p-p--|', values);
    const completes = cold('-|     ');
    const fails = cold('  ----#  ');
    const subs = [
      '                   ^-----!',
      '                   ^---!  ',
    ];
    const expected1 = '   ?h----|';
    const expected2 = '   ?h--#  ';

    expectObservable(source.pipe(told({ ...quick, restart$: completes }))).toBe(expected1);
    expectObservable(source.pipe(told({ ...quick, restart$: fails }))).toBe(expected2);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('--|', values);
    const subs = '       ^-!';
    const expected = '   ?-|';

    expectObservable(source.pipe(told(quick))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it.each(['isIdle', 'isBehind'])('errors with what %s throws, without an exception', (name) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-p-p-|', values);
      const subs = '       ^!    ';
      const expected = '   ?#    ';
      const thrower = () => {
        throw 'error';
      };

      expectObservable(source.pipe(told({ ...quick, [name]: thrower }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    })();
  });

  it('does not subscribe to the source for who leaves at once', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-p-|', values);
    const expected = '   (?|)';
    const clock = silenceClock();

    expectObservable(source.pipe(told({ clock }), take(1))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe([]);
    expect(clock.watched).toBe(0);
  }));

  it('watches nothing after an early unsubscribe', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const source = cold('-p-----------', values);
    const unsub = '      ---!         ';
    const subs = '       ^--!         ';
    const expected = '   ?h-----------';
    const clock = silenceClock({ checkEvery: 1 });

    expectObservable(source.pipe(told({ staleAfter: 5, clock })), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    flush();
    expect(clock.watched).toBe(0);
  }));

  it('watches nothing any more once it is told of an end', () => {
    const clock = silenceClock();
    const seen: [string, number][] = [];

    throwError(() => 'error')
      .pipe(watchdog({ clock }))
      .subscribe({ next: ({ state }) => seen.push([state, clock.watched]), error: () => seen.push(['error', clock.watched]) });

    expect(seen).toEqual([['unknown', 0], ['exception', 0], ['error', 0]]);
  });

  it('keeps two subscribers apart', marbles(({ hot, expectObservable }) => {
    const source = hot(' -p-b------------', values);
    const late = '       ----^----------!';
    const unsub = '      ---------------!';
    const expected1 = '  ?h-u----s-------';
    const expected2 = '  ----?----s------';
    const result = source.pipe(told(quick));

    expectObservable(result, unsub).toBe(expected1);
    expectObservable(result, late).toBe(expected2);
  }));

  it('tells a source that emits while it is being told in order', () => {
    const source = new Subject<Pace>();
    const seen: string[] = [];
    const { p, b } = values as { p: Pace; b: Pace };
    const subscription = source.pipe(watchdog()).subscribe(({ state }) => {
      seen.push(state);
      if (state === 'healthy' && seen.length < 5) source.next(b);
      if (state === 'unhealthy') source.next(p);
    });

    source.next(p);
    subscription.unsubscribe();

    expect(seen).toEqual(['unknown', 'healthy', 'unhealthy', 'healthy', 'unhealthy', 'healthy']);
  });

  it('stops a synchronous source for who has heard enough', () => {
    let emitted = 0;
    const source = new Observable<Pace>((subscriber) => {
      for (; !subscriber.closed && emitted < 100; emitted++) subscriber.next(values['p'] as Pace);
    });

    source.pipe(watchdog(), take(2)).subscribe();

    expect(emitted).toBe(1);
  });

  it('lets a stall lead to a restart in the very pipeline', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-p--------------', values);
    const unsub = '      ---------------!';
    const subs = [
      '                  ^------!        ',
      '                  -------^------! ',
      '                  --------------^!',
    ];
    const expected = '   ?h-----?h-----?-';

    const result = source.pipe(
      told(quick),
      map((letter) => {
        if (letter === 's') throw 'stalled';
        return letter;
      }),
      retry(),
    );

    expectObservable(result, unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it.each(['staleAfter', 'startWithin', 'idleWithin'])('refuses an unusable %s', (name) => {
    for (const limit of [0, -1, Number.NaN]) {
      expect(() => watchdog({ [name]: limit })).toThrow(
        new RangeError(`expected ${name} to be a positive number of ms, got ${limit}`),
      );
    }
  });

  it('neither makes up a stall nor misses one, whatever comes when and however clocks are set', () => {
    const step = fc.record({
      after: fc.integer({ min: 0, max: 40 }),
      letter: fc.constantFrom('p', 'b', 'i', 'r', 'restart'),
      jump: fc.constantFrom(0, 0, -50_000, 86_400_000, -1),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const scheduler = new SimulatedScheduler({ startsAt: 1e12 });
        const source = new Subject<Pace>();
        const restart$ = new Subject<void>();
        const limits = { staleAfter: 25, startWithin: 40, idleWithin: 60, checkEvery: 10 };
        const seen: [Health<Pace>, number][] = [];
        source
          .pipe(watchdog({ ...limits, restart$, scheduler }))
          .subscribe((health) => seen.push([health, scheduler.elapsed]));
        let heardAt = 0;
        let within = limits.startWithin;
        for (const { after, letter, jump } of [...steps, { after: 200, letter: 'p', jump: 0 }]) {
          scheduler.setClock(scheduler.now() + jump);
          scheduler.advanceBy(after);
          const silent = scheduler.elapsed - heardAt;
          const [last, at] = seen.at(-1) as [Health<Pace>, number];
          if (silent > within + 2 * limits.checkEvery) expect(last.state).toBe('stalled');
          if (silent < within) expect(last.state).not.toBe('stalled');
          if (last.state === 'stalled') {
            expect(at - heardAt).toBeGreaterThanOrEqual(last.silentMs);
            expect(last.silentMs).toBeGreaterThanOrEqual(within);
          }
          heardAt = scheduler.elapsed;
          within = letter === 'restart' ? limits.startWithin : letter === 'i' ? limits.idleWithin : limits.staleAfter;
          if (letter === 'restart') restart$.next();
          else source.next(values[letter] as Pace);
        }
        const states = seen.map(([{ state }]) => state);
        expect(states.filter((state, i) => state === states[i - 1])).toEqual([]);
      }),
    );
  });
});
