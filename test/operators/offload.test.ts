import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  concat,
  EMPTY,
  finalize,
  firstValueFrom,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  NEVER,
  Observable,
  of,
  queueScheduler,
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
import type { DropNotice } from '../../operators/dropNotices.ts';
import {
  type OffloadOptions,
  type OffloadOverflow,
  OffloadOverflowError,
  offload,
} from '../../operators/offload.ts';

const isUpper = (value: string) => value === value.toUpperCase();
const lower = (value: string) => value.toLowerCase();

/** Handles each value for three frames. */
const slowly = (value: string) => timer(3).pipe(map(() => value));

// biome-ignore format: marbles are aligned by hand
describe('offload', () => {
  it('handles values one at a time, in order', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -(abc)-----------|');
    const input = cold('   --x|             ');
    const subs = '        ^----------------!';
    const inputs = [
      '                   -^--!             ',
      '                   ----^--!          ',
      '                   -------^--!       ',
    ];
    const expected = '    ---a--b--c-------|';

    const result = source.pipe(offload((value) => input.pipe(map(() => value))));

    expectObservable(result).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(input.subscriptions).toBe(inputs);
  }));

  it('emits all that the inputs emit', marbles(({ cold, hot, expectObservable }) => {
    const source = hot('  -a--------b------|');
    const input = cold('   x-y-z|            ');
    const expected = '    -x-y-z----x-y-z--|';

    expectObservable(source.pipe(offload(() => input))).toBe(expected);
  }));

  it('emits nothing for handlers that return nothing', marbles(({ hot, expectObservable, flush }) => {
    const source = hot('  -a-b-c-|');
    const expected = '    -------|';
    const handled: string[] = [];

    expectObservable(source.pipe(offload((value) => void handled.push(value)))).toBe(expected);
    flush();
    expect(handled).toEqual(['a', 'b', 'c']);
  }));

  it('handles the rest when the source completes', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -(ab|)     ');
    const subs = '        ^!         ';
    const expected = '    ----a--(b|)';

    expectObservable(source.pipe(offload(slowly))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('handles the rest when the source errors, then errors', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -(ab#)     ');
    const subs = '        ^!         ';
    const expected = '    ----a--(b#)';

    expectObservable(source.pipe(offload(slowly))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' --|');
    const subs = '        ^-!';
    const expected = '    --|';

    expectObservable(source.pipe(offload(slowly))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' ------');
    const subs = '        ^-----';
    const expected = '    ------';

    expectObservable(source.pipe(offload(slowly))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('unsubscribes the running handler and discards what waits', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = hot('  -(abc)-------|');
    const input = cold('   --x|         ');
    const unsub = '       -----!        ';
    const subs = '        ^----!        ';
    const inputs = [
      '                   -^--!         ',
      '                   ----^!        ',
    ];
    const expected = '    ---x---       ';

    expectObservable(source.pipe(offload(() => input)), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(input.subscriptions).toBe(inputs);
  }));

  it('does not start a turn that was scheduled before the unsubscribe', () => {
    const scheduler = new VirtualTimeScheduler();
    const handle = jest.fn<() => void>();
    const source = new Subject<string>();
    const subscription = source.pipe(offload(handle, { scheduler })).subscribe();

    source.next('a');
    subscription.unsubscribe();
    expect(scheduler.actions).toHaveLength(0);
    scheduler.flush();

    expect(handle).not.toHaveBeenCalled();
    expect(source.observed).toBe(false);
  });

  it('keeps the queues of two subscribers apart', marbles(({ hot, expectObservable }) => {
    const source = hot('  -(ab)-c---------|');
    const second = '      --^              ';
    const expected1 = '   ----a--b--c-----|';
    const expected2 = '   ---------c------|';
    const result = source.pipe(offload(slowly));

    expectObservable(result).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
  }));

  describe('overflow', () => {
    it('drops the oldest unless told otherwise', marbles(({ hot, expectObservable }) => {
      const source = hot('-a-(bcd)---------|');
      const expected = '  ----a--c--d------|';

      expectObservable(source.pipe(offload(slowly, { capacity: 2 }))).toBe(expected);
    }));

    it('drops the newest on dropNewest', marbles(({ hot, expectObservable }) => {
      const source = hot('-a-(bcd)---------|');
      const expected = '  ----a--b--c------|';

      expectObservable(source.pipe(offload(slowly, { capacity: 2, overflow: 'dropNewest' }))).toBe(expected);
    }));

    it('errors at once on error', marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-(bcd)-----');
      const input = cold(' -------|    ');
      const subs = '      ^--!         ';
      const inputs = '    -^-!         ';
      const expected = '  ---#         ';

      const result = source.pipe(offload(() => input, { capacity: 2, overflow: 'error' }));

      expectObservable(result).toBe(expected, undefined, new OffloadOverflowError(2));
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(input.subscriptions).toBe(inputs);
    }));

    it('does not error on error as long as there is room', marbles(({ hot, expectObservable }) => {
      const source = hot('-a-(bc)----------|');
      const expected = '  ----a--b--c------|';

      expectObservable(source.pipe(offload(slowly, { capacity: 2, overflow: 'error' }))).toBe(expected);
    }));

    it('replaces a waiting value of the same key in its place on coalesce', marbles(({ hot, expectObservable }) => {
      const [values, key] = [{ a: 'x1', b: 'x2', c: 'y1', d: 'x3' }, (value: string) => value[0]];
      const source = hot('-a-(bcd)---------|', values);
      const expected = '  ----a--d--c------|';

      expectObservable(source.pipe(offload(slowly, { overflow: 'coalesce', key }))).toBe(expected, values);
    }));

    it('uses key for coalesce alone', marbles(({ hot, expectObservable }) => {
      const source = hot('-(abc)-----------|');
      const expected = '  ----a--b--c------|';

      expectObservable(source.pipe(offload(slowly, { key: () => 'same' }))).toBe(expected);
    }));

    it('drops the oldest on coalesce when keys are distinct', marbles(({ hot, expectObservable }) => {
      const source = hot('-a-(bcd)---------|');
      const expected = '  ----a--c--d------|';
      const options: OffloadOptions<string> = { capacity: 2, overflow: 'coalesce', key: (value) => value };

      expectObservable(source.pipe(offload(slowly, options))).toBe(expected);
    }));

    it('never drops what keep selects', marbles(({ hot, expectObservable }) => {
      const source = hot('-a-(BcDef)---------------|');
      const expected = '  ----a--B--D--f-----------|';

      expectObservable(source.pipe(offload(slowly, { capacity: 1, keep: isUpper }))).toBe(expected);
    }));

    it('never coalesces what keep selects, nor moves a value ahead of it', marbles(({ hot, expectObservable }) => {
      const source = hot('-x-(aaAabA)--------------|');
      const expected = '  ----x--a--A--a--b--A-----|';
      const options: OffloadOptions<string> = { overflow: 'coalesce', key: lower, keep: isUpper };

      expectObservable(source.pipe(offload(slowly, options))).toBe(expected);
    }));

    it('does not count what keep selects on error', marbles(({ hot, expectObservable }) => {
      const source = hot('-a-(BCd)------------|');
      const expected = '  ----a--B--C--d------|';
      const options: OffloadOptions<string> = { capacity: 1, overflow: 'error', keep: isUpper };

      expectObservable(source.pipe(offload(slowly, options))).toBe(expected);
    }));

    it('refuses coalesce without key', () => {
      expect(() => offload(slowly, { overflow: 'coalesce' })).toThrow(
        new TypeError("expected key to be a function because overflow is 'coalesce', got undefined"),
      );
    });

    it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a capacity of %p', (capacity) => {
      expect(() => offload(slowly, { capacity })).toThrow(
        new RangeError(`expected capacity to be a positive integer, got ${capacity}`),
      );
    });

    it('names the capacity in its error', () => {
      const error = new OffloadOverflowError(8);

      expect(error).toMatchObject({
        name: 'OffloadOverflowError',
        capacity: 8,
        message: 'expected at most 8 waiting values, got one more',
      });
    });
  });

  describe('errors', () => {
    const failing = (value: string): Observable<string> => {
      if (value === 'x') throw 'thrown';
      return value === 'y' ? timer(3).pipe(map(() => { throw 'late'; })) : slowly(value);
    };

    it('errors with what a handler throws', marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-(axb)-------|');
      const subs = '      ^---!         ';
      const expected = '  ----(a#)      ';

      expectObservable(source.pipe(offload(failing))).toBe(expected, undefined, 'thrown');
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it("errors with the error of a handler's input", marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-(ayb)-------|');
      const subs = '      ^------!      ';
      const expected = '  ----a--#      ';

      expectObservable(source.pipe(offload(failing))).toBe(expected, undefined, 'late');
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('tells onError and goes on', marbles(({ hot, expectObservable, flush }) => {
      const source = hot('-(axyb)-------|');
      const expected = '  ----a-----b---|';
      const onError = jest.fn();

      expectObservable(source.pipe(offload(failing, { onError }))).toBe(expected);
      flush();
      expect(onError.mock.calls).toEqual([['thrown', 'x'], ['late', 'y']]);
    }));

    it('tells onError of an input that is none', marbles(({ hot, expectObservable, flush }) => {
      const source = hot('-a-|');
      const expected = '  ---|';
      const onError = jest.fn();

      expectObservable(source.pipe(offload(() => 1 as never, { onError }))).toBe(expected);
      flush();
      expect(onError.mock.calls).toEqual([[expect.any(TypeError), 'a']]);
    }));

    it.each(['x', 'y'])('errors with what onError throws (%s)', (value) => {
      marbles(({ hot, expectObservable }) => {
        const source = hot('-a-------|', { a: value });
        const expected = value === 'x' ? '-#' : '----#';
        const onError = () => {
          throw 'error';
        };

        expectObservable(source.pipe(offload(failing, { onError }))).toBe(expected);
      })();
    });

    it.each(['keep', 'key'])('errors at once with what %s throws', (callback) => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('-ab--|');
        const subs = '      ^!    ';
        const expected = '  -#    ';
        const thrower = () => {
          throw 'error';
        };
        const options: OffloadOptions<string> = { overflow: 'coalesce', key: lower, [callback]: thrower };

        expectObservable(source.pipe(offload(slowly, options))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      })();
    });

    it('errors with what onDrop throws', marbles(({ hot, expectObservable }) => {
      const source = hot('-(abc)----|');
      const expected = '  -#         ';
      const onDrop = () => {
        throw 'error';
      };

      expectObservable(source.pipe(offload(slowly, { capacity: 1, onDrop }))).toBe(expected);
    }));
  });

  describe('onDrop', () => {
    it('is told even while a handler hangs', marbles(({ hot, expectObservable }) => {
      const source = hot('-(abc)-(de)-');
      const heard = new Subject<DropNotice>();
      const expected = '  -x-----y---';

      source.pipe(offload(() => NEVER, { capacity: 1, onDrop: (notice) => heard.next(notice) })).subscribe();

      expectObservable(heard).toBe(expected, { x: { dropped: 2, total: 2 }, y: { dropped: 1, total: 3 } });
    }));

    it('is told once a turn', marbles(({ hot, expectObservable, flush }) => {
      const source = hot('-(abc)-(de)-----------|');
      const expected = '  ----c-----e-----------|';
      const told: DropNotice[] = [];

      expectObservable(source.pipe(offload(slowly, { capacity: 1, onDrop: (drops) => told.push(drops) }))).toBe(expected);
      flush();
      expect(told).toEqual([{ dropped: 2, total: 2 }, { dropped: 1, total: 3 }]);
    }));

    it('is not told after an unsubscribe', () => {
      const scheduler = new VirtualTimeScheduler();
      const onDrop = jest.fn();
      of('a', 'b').pipe(offload((value) => of(value), { capacity: 1, onDrop, scheduler }), take(1)).subscribe();

      scheduler.flush();

      expect(onDrop).not.toHaveBeenCalled();
    });

    it('is told of the last drops before completion', marbles(({ hot, expectObservable, flush }) => {
      const source = hot('-a-(bcd|)  ');
      const expected = '  ----a--(d|)';
      const events: unknown[] = [];

      const result = source.pipe(
        offload(slowly, { capacity: 1, onDrop: (drops) => events.push(drops) }),
        finalize(() => events.push('completed')),
      );

      expectObservable(result).toBe(expected);
      flush();
      expect(events).toEqual([{ dropped: 2, total: 2 }, 'completed']);
    }));

    it('is told once of a million drops', async () => {
      const onDrop = jest.fn();

      await lastValueFrom(range(1_001_024).pipe(offload(() => EMPTY, { onDrop })), { defaultValue: 0 });

      expect(onDrop.mock.calls).toEqual([[{ dropped: 1_000_000, total: 1_000_000 }]]);
    });

    it.each<OffloadOverflow>(['dropOldest', 'dropNewest', 'coalesce'])(
      'gets a total that makes up with the handled what was pushed (%s)',
      (overflow) => {
        const value = fc.record({ gap: fc.nat(4), takes: fc.nat(9), key: fc.nat(3), kept: fc.boolean() });
        const pushes = fc.array(value, { maxLength: 120, size: 'max' });

        fc.assert(
          fc.property(pushes, fc.integer({ min: 1, max: 8 }), (values, capacity) => {
            const scheduler = new VirtualTimeScheduler();
            const source = concat(
              ...values.map((value) => (value.gap < 3 ? of(value) : timer(value.gap, scheduler).pipe(map(() => value)))),
            );
            let [handled, dropped, total, completed] = [0, 0, 0, false];
            const result = source.pipe(
              offload(
                ({ takes }) => {
                  handled += 1;
                  return takes === 0 ? EMPTY : timer(takes, scheduler).pipe(ignoreElements());
                },
                {
                  capacity,
                  overflow,
                  key: ({ key }) => key,
                  keep: ({ kept }) => kept,
                  onDrop: (drops) => {
                    dropped += drops.dropped;
                    total = drops.total;
                  },
                  scheduler,
                },
              ),
            );
            result.subscribe({ complete: () => { completed = true; } });
            scheduler.flush();

            expect(completed).toBe(true);
            expect(total).toBe(dropped);
            expect(handled + dropped).toBe(values.length);
          }),
        );
      },
    );
  });

  describe('turns', () => {
    it('never handles in the call stack of the source', async () => {
      const source = new Subject<number>();
      let pushing = false;
      const push = (value: number): void => {
        pushing = true;
        source.next(value);
        pushing = false;
      };
      const done = new Subject<never>();
      const during: boolean[] = [];
      const result = source.pipe(
        offload((value) => {
          during.push(pushing);
          return value === 1 ? done : EMPTY;
        }),
      );
      result.subscribe();

      push(1);
      push(2);
      await wait(0);
      pushing = true;
      done.complete();
      pushing = false;
      await wait(0);

      expect(during).toEqual([false, false]);
    });

    it('schedules one task for many values', () => {
      const scheduler = new VirtualTimeScheduler();
      const handled: number[] = [];
      range(100).pipe(offload((value) => void handled.push(value), { scheduler })).subscribe();

      expect(scheduler.actions).toHaveLength(1);
      scheduler.flush();
      expect(handled).toHaveLength(100);
    });

    it.each([
      ['nothing', () => undefined],
      ['an observable', (value: number) => of(value)],
    ])('handles 100,000 values by handlers that return %s at once', async (_, handle) => {
      let handled = 0;
      const counted = (value: number) => {
        handled += 1;
        return handle(value);
      };

      await lastValueFrom(range(100_000).pipe(offload(counted, { capacity: 100_000 })), { defaultValue: 0 });

      expect(handled).toBe(100_000);
    });

    it('handles the values of promises in order', async () => {
      const handle = async (value: number) => {
        await wait(value % 2);
        return value * 10;
      };

      const result = firstValueFrom(range(6).pipe(offload(handle), toArray()));

      await expect(result).resolves.toEqual([0, 10, 20, 30, 40, 50]);
    });

    it('tells onError of a rejected promise', async () => {
      const onError = jest.fn();
      const handle = async (value: number) => (value === 1 ? Promise.reject('rejected') : value);

      const result = firstValueFrom(range(3).pipe(offload(handle, { onError }), toArray()));

      await expect(result).resolves.toEqual([0, 2]);
      expect(onError.mock.calls).toEqual([['rejected', 1]]);
    });

    it('takes in what a handler pushes into the source', marbles(({ hot, expectObservable }) => {
      const again = new Subject<string>();
      const source = hot('  -a------|');
      const expected = '    -(abc)--|';
      const next: Record<string, string> = { a: 'b', b: 'c' };

      const result = merge(source.pipe(tap({ complete: () => again.complete() })), again).pipe(
        offload((value) => {
          const following = next[value];
          if (following) again.next(following);
          return of(value);
        }),
      );

      expectObservable(result).toBe(expected);
    }));

    it('takes in what onDrop pushes into the source', marbles(({ hot, expectObservable }) => {
      const again = new Subject<string>();
      const source = hot('  -(ab)---|');
      const expected = '    -(bx)---|';
      const onDrop = () => again.next('x');

      const result = merge(source.pipe(tap({ complete: () => again.complete() })), again).pipe(
        offload((value) => of(value), { capacity: 1, onDrop }),
      );

      expectObservable(result).toBe(expected);
    }));

    it('goes on when a handler is done while onDrop runs', marbles(({ hot, expectObservable }) => {
      const done = new Subject<string>();
      const source = hot('  -(abcd)-----|');
      const expected = '    -d----------|';

      const result = source.pipe(
        offload((value) => (value === 'c' ? done : of(value)), { capacity: 2, onDrop: () => done.complete() }),
      );

      expectObservable(result).toBe(expected);
    }));

    it('stops at once when the subscriber has enough', () => {
      const scheduler = new VirtualTimeScheduler();
      let [asked, handled] = [0, 0];
      const endless = new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(asked++);
      });
      const results: number[] = [];
      const handle = () => {
        handled += 1;
        return endless;
      };
      range(5).pipe(offload(handle, { scheduler }), take(3)).subscribe((result) => results.push(result));
      scheduler.flush();

      expect(results).toEqual([0, 1, 2]);
      expect({ asked, handled }).toEqual({ asked: 3, handled: 1 });
    });

    it('stops a synchronous source that overflows', () => {
      let pushed = 0;
      const error = jest.fn();
      const endless = new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(pushed++);
      });

      endless.pipe(offload(() => NEVER, { capacity: 4, overflow: 'error' })).subscribe({ error });

      expect(pushed).toBe(5);
      expect(error).toHaveBeenCalledWith(new OffloadOverflowError(4));
    });

    it('leaves nothing behind in the subscriber, however many turns it takes', () => {
      const scheduler = new VirtualTimeScheduler();
      const source = new Subject<number>();
      const subscription = source.pipe(offload(() => EMPTY, { scheduler })).subscribe();
      const held = () => (subscription as unknown as { _finalizers: unknown[] })._finalizers.length;
      const before = held();

      for (let turn = 0; turn < 100; turn++) {
        source.next(turn);
        scheduler.flush();
      }

      expect(held()).toBe(before);
    });

    it('ends on a scheduler that runs tasks at once', () => {
      const results: string[] = [];
      of('a', 'b', 'c')
        .pipe(offload((value) => of(value), { scheduler: queueScheduler }), take(2))
        .subscribe((result) => results.push(result));
      throwError(() => 'error').pipe(offload(() => EMPTY, { scheduler: queueScheduler })).subscribe({
        error: (error) => results.push(error),
      });

      expect(results).toEqual(['a', 'b', 'error']);
    });
  });
});
