import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  defer,
  EMPTY,
  finalize,
  firstValueFrom,
  from,
  map,
  mergeAll,
  mergeMap,
  NEVER,
  Observable,
  type OperatorFunction,
  of,
  range,
  Subject,
  take,
  tap,
  throwError,
  timer,
  toArray,
  VirtualTimeScheduler,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { limit } from '../../operators/limit.ts';

const many = 100_000;
const limits = { 0: 0, 1: 1, 2: 2, 3: 3 };

/** What an operator makes of many values of which all wait for the first, and then end where they start. */
function releaseMany(
  operator: (project: (value: number) => Observable<number>) => OperatorFunction<number, number>,
) {
  const first = new Subject<number>();
  const seen = { results: 0, completed: false };
  range(many)
    .pipe(operator((value) => (value === 0 ? first : of(value))))
    .subscribe({
      next: () => {
        seen.results += 1;
      },
      error: () => undefined,
      complete: () => {
        seen.completed = true;
      },
    });
  first.next(0);
  first.complete();
  return seen;
}

// biome-ignore format: marbles are aligned by hand
describe('limit', () => {
  it('runs two at once, in order of arrival', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -(abc)d--------|');
    const subs = '        ^--------------!';
    const inner = cold('  ----x|          ');
    const inners = [
      '                   -^----!         ',
      '                   -^----!         ',
      '                   ------^----!    ',
      '                   ------^----!    ',
    ];
    const expected = '    -----(ab)-(cd)-|';

    const result = source.pipe(limit((value) => inner.pipe(map(() => value)), 2));

    expectObservable(result).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(inner.subscriptions).toBe(inners);
  }));

  it('emits results as they come, whoever started first', marbles(({ cold, expectObservable }) => {
    const a = cold('     ------a|      ');
    const b = cold('     -b-b-b|       ');
    const c = cold('           -----c| ');
    const source = cold('(abc|)        ', { a, b, c });
    const expected = '   -b-b-ba----c| ';

    expectObservable(source.pipe(limit((inner) => inner, 2))).toBe(expected);
  }));

  it('runs one at a time when concurrency is 1', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -(ab|)  ');
    const subs = '        ^!      ';
    const inner = cold('  --x|    ');
    const inners = [
      '                   -^--!   ',
      '                   ----^--!',
    ];
    const expected = '    ---x--x|';

    expectObservable(source.pipe(limit(() => inner, 1))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(inner.subscriptions).toBe(inners);
  }));

  it('runs all at once when concurrency is Infinity', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -(abc|)    ');
    const inner = cold('  ---x-----| ');
    const inners = '      -^--------!';
    const expected = '    ----(xxx)-|';

    expectObservable(source.pipe(limit(() => inner, Number.POSITIVE_INFINITY))).toBe(expected);
    expectSubscriptions(inner.subscriptions).toBe([inners, inners, inners]);
  }));

  it('gives each value its index', marbles(({ cold, expectObservable }) => {
    const source = cold('(abc|)');
    const expected = '   (xyz|)';

    expectObservable(source.pipe(limit((value, index) => of(`${value}${index}`), 2)))
      .toBe(expected, { x: 'a0', y: 'b1', z: 'c2' });
  }));

  it('takes whatever can be turned into an observable', async () => {
    const result = of(1, 2).pipe(limit(async (value) => value * 10, 1), toArray());

    await expect(firstValueFrom(result)).resolves.toEqual([10, 20]);
  });

  it('completes with an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('--|');
    const subs = '       ^-!';
    const expected = '   --|';

    expectObservable(source.pipe(limit(() => NEVER, 1))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('------');
    const subs = '       ^-----';
    const expected = '   ------';

    expectObservable(source.pipe(limit(() => EMPTY, 1))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('goes on after streams that are empty', marbles(({ cold, expectObservable }) => {
    const source = cold('-a-b-c-|');
    const expected = '   -----c-|';

    expectObservable(source.pipe(limit((value) => (value === 'c' ? of(value) : EMPTY), 1))).toBe(expected);
  }));

  it('stays silent while a stream never ends', marbles(({ cold, expectObservable }) => {
    const source = cold('-a-b-c-|--');
    const expected = '   ----------';

    expectObservable(source.pipe(limit(() => NEVER, 1))).toBe(expected);
  }));

  it('errors when the source errors, and unsubscribes the others', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b--#');
    const subs = '       ^-----!';
    const inner = cold('  ---x----|');
    const inners = '     -^----!';
    const expected = '   ----x-#';

    expectObservable(source.pipe(limit(() => inner, 1))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(inner.subscriptions).toBe(inners);
  }));

  it('errors when a stream errors, and unsubscribes the others', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-c-----');
    const subs = '       ^------!   ';
    const a = cold('      ----------');
    const aSubs = '      -^-----!   ';
    const b = cold('        ----#   ');
    const bSubs = '      ---^---!   ';
    const c = cold('               -');
    const expected = '   -------#   ';
    const inners: Record<string, typeof a> = { a, b, c };

    expectObservable(source.pipe(limit((value) => inners[value] ?? c, 2))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(b.subscriptions).toBe(bSubs);
    expectSubscriptions(c.subscriptions).toBe([]);
  }));

  it('errors when project throws, and unsubscribes the others', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-c-');
    const subs = '       ^--!   ';
    const inner = cold('  ------');
    const inners = '     -^-!   ';
    const expected = '   ---#   ';
    const project = (value: string) => {
      if (value === 'b') throw 'error';
      return inner;
    };

    expectObservable(source.pipe(limit(project, 2))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(inner.subscriptions).toBe(inners);
  }));

  it('errors when project throws for a value that waited', marbles(({ cold, expectObservable }) => {
    const source = cold('(ab)------');
    const inner = cold('-----|     ');
    const expected = '  -----#     ';
    const project = (value: string) => {
      if (value === 'b') throw 'error';
      return inner;
    };

    expectObservable(source.pipe(limit(project, 1))).toBe(expected);
  }));

  it('has unsubscribed all others before it passes an error on', () => {
    const log: string[] = [];
    const stopping = (name: string) => NEVER.pipe(finalize(() => log.push(name)));
    const failing = new Subject<never>();
    of(stopping('a'), stopping('b'), failing)
      .pipe(limit((inner) => inner, 3))
      .subscribe({ error: (error) => log.push(error) });

    failing.error('error');

    expect(log).toEqual(['a', 'b', 'error']);
  });

  it('unsubscribes from everything early', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('      -(abc)-----');
    const inner = cold('       --x---|   ');
    const concurrency = cold('2----------', limits);
    const unsub = '           -----!     ';
    const subs = '            ^----!     ';
    const inners = '          -^---!     ';
    const expected = '        ---(xx)    ';

    expectObservable(source.pipe(limit(() => inner, concurrency)), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(inner.subscriptions).toBe([inners, inners]);
    expectSubscriptions(concurrency.subscriptions).toBe(subs);
  }));

  it('unsubscribes every stream even if the teardown of one throws', () => {
    const stopped = jest.fn();
    const subscription = of(1, 2, 3)
      .pipe(limit((value) => new Observable(() => () => {
        stopped(value);
        if (value === 1) throw new Error('teardown');
      }), 3))
      .subscribe();

    expect(() => subscription.unsubscribe()).toThrow('teardown');
    expect(stopped.mock.calls).toEqual([[1], [2], [3]]);
  });

  it('counts for each subscriber alone', marbles(({ hot, cold, expectObservable }) => {
    const source = hot('  -a-b------|');
    const inner = cold('  ---x|      ');
    const second = '      --^        ';
    const expected1 = '   ----a---b-|';
    const expected2 = '   ------b---|';
    const result = source.pipe(limit((value) => inner.pipe(map(() => value)), 1));

    expectObservable(result).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
  }));

  it.each([0, -1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY])('refuses a concurrency of %p', (concurrency) => {
    expect(() => limit(() => EMPTY, concurrency)).toThrow(
      new RangeError(`expected concurrency to be a positive integer or Infinity, got ${concurrency}`),
    );
  });

  describe('with a concurrency that changes', () => {
    it('starts nothing before the first', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('     (ab|)      ');
      const concurrency = hot(' ---1-------', limits);
      const inner = cold('         --x|    ');
      const inners = [
        '                       ---^--!    ',
        '                       ------^--! ',
      ];
      const expected = '        -----x--x| ';

      expectObservable(source.pipe(limit(() => inner, concurrency))).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(inners);
      expectSubscriptions(concurrency.subscriptions).toBe('^--------!');
    }));

    it('starts what waits when it rises', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('     (abcd|)          ');
      const concurrency = hot(' --1-3------------', limits);
      const inner = cold('        ------x|       ');
      const inners = [
        '                       --^------!       ',
        '                       ----^------!     ',
        '                       ----^------!     ',
        '                       ---------^------!',
      ];
      const expected = '        --------a-(bc)-d|';

      const result = source.pipe(limit((value) => inner.pipe(map(() => value)), concurrency));

      expectObservable(result).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(inners);
    }));

    it('lets running streams finish when it falls', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     (abcd|)               ');
      const concurrency = cold('2--1------------------', limits);
      const inner = cold('      ------x|              ');
      const inners = [
        '                       ^------!              ',
        '                       ^------!              ',
        '                       -------^------!       ',
        '                       --------------^------!',
      ];
      const expected = '        ------(ab)---c------d|';

      const result = source.pipe(limit((value) => inner.pipe(map(() => value)), concurrency));

      expectObservable(result).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(inners);
    }));

    it('pauses at 0', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     (abc|)                ');
      const concurrency = cold('1--0--------2---------', limits);
      const inner = cold('      ---x-----|            ');
      const inners = [
        '                       ^--------!            ',
        '                       ------------^--------!',
        '                       ------------^--------!',
      ];
      const expected = '        ---x-----------(xx)--|';

      expectObservable(source.pipe(limit(() => inner, concurrency))).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(inners);
    }));

    it('keeps the last when it completes', marbles(({ cold, expectObservable }) => {
      const source = cold('     (abc|)   ');
      const concurrency = cold('(12|)    ', limits);
      const inner = cold('      ----x-|  ');
      const expected = '        ----(xx)--x-|';

      expectObservable(source.pipe(limit(() => inner, concurrency))).toBe(expected);
    }));

    it('errors when it errors', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     -a------');
      const concurrency = cold('1---#   ', limits);
      const inner = cold('       -------');
      const subs = '            ^---!   ';
      const inners = '          -^--!   ';
      const expected = '        ----#   ';

      expectObservable(source.pipe(limit(() => inner, concurrency))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(inner.subscriptions).toBe(inners);
    }));

    it('keeps the source from being subscribed to when it errors at once', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     -a------');
      const failed = throwError(() => 'error');
      const expected = '        #       ';

      expectObservable(source.pipe(limit(() => of('x'), failed))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe([]);
    }));

    it('errors when it is no limit', marbles(({ cold, expectObservable }) => {
      const source = cold('     -a------');
      const concurrency = cold('1---h   ', { 1: 1, h: 1.5 });
      const expected = '        -x--#   ';
      const error = new RangeError('expected concurrency to emit an integer from 0 on or Infinity, got 1.5');

      expectObservable(source.pipe(limit(() => of('x'), concurrency))).toBe(expected, undefined, error);
    }));

    it('errors when it completes and lets nothing start any more', marbles(({ cold, expectObservable }) => {
      const source = cold('     -a------');
      const none = cold('       ---|    ', limits);
      const last = cold('       1--(0|) ', limits);
      const expected1 = '       ---#    ';
      const expected2 = '       -x-#    ';
      const error = (got: string) => new RangeError(`expected the last concurrency to be at least 1, got ${got}`);

      expectObservable(source.pipe(limit(() => of('x'), none))).toBe(expected1, undefined, error('none'));
      expectObservable(source.pipe(limit(() => of('x'), last))).toBe(expected2, undefined, error('0'));
    }));

    it('completes without waiting for it', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     -a-|');
      const concurrency = cold('1---', limits);
      const subs = '            ^--!';
      const expected = '        -x-|';

      expectObservable(source.pipe(limit(() => of('x'), concurrency))).toBe(expected);
      expectSubscriptions(concurrency.subscriptions).toBe(subs);
    }));
  });

  describe('with streams that end where they start', () => {
    it('finishes 100,000 that waited, where mergeMap of RxJS 7.8 stops in the middle', () => {
      expect(releaseMany((project) => limit(project, 1))).toEqual({ results: many, completed: true });

      const rival = releaseMany((project) => mergeMap(project, 1));
      expect(rival.results).toBeLessThan(many);
      expect(rival.completed).toBe(false);
    });

    it.each([1, 4, Number.POSITIVE_INFINITY])('finishes 100,000 of them, %p at once', (concurrency) => {
      const results: number[] = [];
      const complete = jest.fn();
      range(many)
        .pipe(limit((value) => of(value), concurrency))
        .subscribe({ next: (value) => results.push(value), complete });

      expect(results).toEqual(Array.from({ length: many }, (_, index) => index));
      expect(complete).toHaveBeenCalledTimes(1);
    });

    it('needs no more stack for the last of them than for the first', () => {
      const depths = new Set<number>();
      const first = new Subject<never>();
      const depth = () => (new Error().stack ?? '').split('\n').length;
      const measured = defer(() => {
        depths.add(depth());
        return EMPTY;
      });
      const before = Error.stackTraceLimit;
      Error.stackTraceLimit = 1_000;
      try {
        range(100).pipe(limit((value) => (value === 0 ? first : measured), 1)).subscribe();
        first.complete();
      } finally {
        Error.stackTraceLimit = before;
      }

      expect(depths.size).toBe(1);
    });

    it('finishes 100,000 that a re-entrant source pushes', () => {
      const source = new Subject<number>();
      let last = 0;
      source.pipe(limit((value) => of(value), 1)).subscribe((value) => {
        last = value;
        if (value < many) source.next(value + 1);
      });

      source.next(1);

      expect(last).toBe(many);
    });

    it('stops at once when the subscriber has enough', () => {
      let [asked, started] = [0, 0];
      const endless = new Observable<number>((subscriber) => {
        started += 1;
        while (!subscriber.closed) subscriber.next(asked++);
      });
      const results: number[] = [];
      const numbers = new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(0);
      });
      numbers.pipe(limit(() => endless, 2), take(3)).subscribe((value) => results.push(value));

      expect(results).toEqual([0, 1, 2]);
      expect({ asked, started }).toEqual({ asked: 3, started: 1 });
    });
  });

  describe('when it is re-entered', () => {
    it('starts what a stream pushes into the source after those that came before', () => {
      const source = new Subject<string>();
      const log: string[] = [];
      source
        .pipe(limit((value) => defer(() => {
          log.push(`${value} starts`);
          if (value === 'a') source.next('b');
          log.push(`${value} ends`);
          return EMPTY;
        }), 2))
        .subscribe();

      source.next('a');

      expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
    });

    it('has a stream clean up before the next starts', () => {
      const log: string[] = [];
      const first = new Subject<never>();
      const using = (name: string, inner: Observable<never>) =>
        new Observable<never>((subscriber) => {
          log.push(`open ${name}`);
          inner.subscribe(subscriber);
          return () => log.push(`close ${name}`);
        });
      of(using('a', first), using('b', EMPTY), using('c', EMPTY)).pipe(limit((inner) => inner, 1)).subscribe();

      first.complete();

      expect(log).toEqual(['open a', 'close a', 'open b', 'close b', 'open c', 'close c']);
    });

    it('does not start what came while an error is passed on', () => {
      const source = new Subject<number>();
      const started: number[] = [];
      source
        .pipe(limit((value) => {
          started.push(value);
          return throwError(() => 'error');
        }, 1))
        .subscribe({ error: () => source.next(2) });

      source.next(1);

      expect(started).toEqual([1]);
    });

    it('does not subscribe to what project returns after it had everything unsubscribed', () => {
      const stop = new Subject<void>();
      const subscribed = jest.fn();
      const subscription = stop.subscribe(() => running.unsubscribe());
      const source = new Subject<number>();
      const running = source
        .pipe(limit(() => {
          stop.next();
          return defer(() => {
            subscribed();
            return EMPTY;
          });
        }, 1))
        .subscribe();

      source.next(1);
      subscription.unsubscribe();

      expect(subscribed).not.toHaveBeenCalled();
    });

    it('errors when the teardown of a stream that ended where it started throws', () => {
      const error = jest.fn();
      const failing = new Observable<never>((subscriber) => {
        subscriber.complete();
        return () => {
          throw 'teardown';
        };
      });

      of(1).pipe(limit(() => failing, 1)).subscribe({ error });

      expect(error).toHaveBeenCalledWith('teardown');
    });
  });

  describe('whatever comes', () => {
    const job = fc.record({ at: fc.nat(20), takes: fc.option(fc.nat(10), { nil: undefined }) });
    const width = fc.record({ at: fc.nat(40), width: fc.integer({ min: 0, max: 4 }) });

    /** Runs jobs in virtual time; a job without duration ends where it starts. */
    function simulate(
      jobs: readonly { at: number; takes: number | undefined }[],
      widths: readonly { at: number; width: number }[],
    ) {
      const scheduler = new VirtualTimeScheduler();
      const seen = { arrived: [] as number[], started: [] as number[], results: [] as number[], over: 0, completed: false };
      let [running, allowed] = [0, 0];
      const work = (id: number) =>
        defer(() => {
          seen.started.push(id);
          running += 1;
          if (running > allowed) seen.over += 1;
          const takes = jobs[id]?.takes;
          const inner = takes === undefined ? of(id) : timer(takes, scheduler).pipe(map(() => id));
          return inner.pipe(finalize(() => { running -= 1; }));
        });
      const at = <T>(values: readonly T[], time: (value: T) => number) =>
        from(values).pipe(map((value) => timer(time(value), scheduler).pipe(map(() => value))), mergeAll());
      at([...jobs.keys()], (id) => jobs[id]?.at ?? 0)
        .pipe(
          tap((id) => seen.arrived.push(id)),
          limit(work, at([...widths, { at: 50, width: 1 }], (value) => value.at).pipe(
            map(({ width }) => width),
            tap((width) => { allowed = width; }),
          )),
        )
        .subscribe({ next: (id) => seen.results.push(id), complete: () => { seen.completed = true; } });
      scheduler.flush();
      return seen;
    }

    const ascending = (a: number, b: number) => a - b;

    it.each([
      ['a limit that stays', fc.integer({ min: 1, max: 4 }).map((width) => [{ at: 0, width }])],
      ['a limit that changes', fc.array(width)],
    ])('keeps to %s, loses nothing, starts in order of arrival, and completes', (_, widths) => {
      fc.assert(
        fc.property(fc.array(job, { maxLength: 40 }), widths, (jobs, changes) => {
          const seen = simulate(jobs, changes);

          expect(seen).toMatchObject({ over: 0, completed: true, started: seen.arrived });
          expect(seen.results.sort(ascending)).toEqual([...jobs.keys()]);
        }),
      );
    });
  });
});
