import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import {
  concat,
  delay,
  EMPTY,
  firstValueFrom,
  fromEvent,
  identity,
  lastValueFrom,
  NEVER,
  type Observable,
  of,
  Subject,
  startWith,
  take,
  takeUntil,
  tap,
  throwError,
  VirtualTimeScheduler,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import type { Abortion } from '../../operators/abortable.ts';
import { abortGroup } from '../../operators/abortGroup.ts';
import { CancelledError } from '../../operators/cancelledError.ts';
import { timeoutAbort } from '../../operators/timeoutAbort.ts';
import { TimeoutAbortError } from '../../operators/timeoutAbortError.ts';

/** Ends so many frames after it is told to. */
const obeying =
  <T>(source: Observable<T>, frames = 0) =>
  ({ signal }: Abortion) =>
    source.pipe(takeUntil(abortOf(signal).pipe(frames > 0 ? delay(frames) : identity)));

const abortOf = (signal: AbortSignal) => fromEvent(signal, 'abort');

// biome-ignore format: marbles are aligned by hand
describe('timeoutAbort', () => {
  it('leaves a source alone that is in time', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' ---a---b---|');
    const subs = '        ^----------!';
    const expected = '    ---a---b---|';

    expectObservable(timeoutAbort(() => source, { first: 3, each: 4, total: 11 })).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('leaves a source alone when there is no deadline', marbles(({ cold, expectObservable }) => {
    const source = cold(' 90m a 90m b 90m |');
    const expected = '    90m a 90m b 90m |';

    expectObservable(timeoutAbort(() => source)).toBe(expected);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' --|');
    const subs = '        ^-!';
    const expected = '    --|';

    expectObservable(timeoutAbort(() => source, { first: 5 })).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' ------');
    const subs = '        ^-----';
    const expected = '    ------';

    expectObservable(timeoutAbort(() => source)).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when the source errors', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-#');
    const subs = '        ^--!';
    const expected = '    -a-#';

    expectObservable(timeoutAbort(() => source, { each: 5 })).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('takes a first value for in time that comes at once', marbles(({ cold, expectObservable }) => {
    const source = cold(' -----b|').pipe(startWith('a'));
    const expected = '    a----b|';

    expectObservable(timeoutAbort(() => source, { first: 2 })).toBe(expected);
  }));

  it('errors when start throws', marbles(({ expectObservable }) => {
    const start = () => {
      throw 'error';
    };

    expectObservable(timeoutAbort(start, { first: 5 })).toBe('#');
  }));

  describe('with a source that honours the signal', () => {
    it('errors when the first value is late', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-----a---|');
      const subs = '       ^---!     ';
      const expected = '   ----#     ';
      const error = new TimeoutAbortError('first', 4);

      expectObservable(timeoutAbort(obeying(source), { first: 4 })).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('errors when a value after the first is late', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('------a--b---c---|');
      const subs = '       ^-----------!     ';
      const expected = '   ------a--b--#     ';
      const error = new TimeoutAbortError('each', 3);

      expectObservable(timeoutAbort(obeying(source), { each: 3 })).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('errors when the end after a value is late', marbles(({ cold, expectObservable }) => {
      const source = cold('-a------|');
      const expected = '   -a--#    ';
      const error = new TimeoutAbortError('each', 3);

      expectObservable(timeoutAbort(obeying(source), { first: 2, each: 3 })).toBe(expected, undefined, error);
    }));

    it('errors when the end is late, however busy the source', marbles(({ cold, expectObservable }) => {
      const source = cold('-a-a-a-a-a-a-|');
      const expected = '   -a-a-a#       ';
      const error = new TimeoutAbortError('total', 6);

      expectObservable(timeoutAbort(obeying(source), { first: 2, each: 2, total: 6 })).toBe(expected, undefined, error);
    }));

    it('waits for the source to end, and passes on nothing meanwhile', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a---b-c-d-e-|');
      const subs = '       ^-------!     ';
      const expected = '   -a------#     ';
      const error = new TimeoutAbortError('each', 2);

      expectObservable(timeoutAbort(obeying(source, 5), { each: 2, grace: 6 })).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('errors with the reason also when the source errors or completes by itself', marbles(({ cold, expectObservable }) => {
      const failing = cold('   ------#');
      const completing = cold('------|');
      const expected = '       ------#';
      const error = new TimeoutAbortError('first', 4);

      expectObservable(timeoutAbort(() => failing, { first: 4 })).toBe(expected, undefined, error);
      expectObservable(timeoutAbort(() => completing, { first: 4 })).toBe(expected, undefined, error);
    }));

    it('gives the error as the reason of the signal', () => {
      const scheduler = new VirtualTimeScheduler();
      const error = jest.fn<(error: unknown) => void>();
      const reasons: unknown[] = [];
      const start = ({ signal }: Abortion) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return NEVER.pipe(takeUntil(abortOf(signal)));
      };
      timeoutAbort(start, { total: 10, scheduler }).subscribe({ error });
      scheduler.flush();

      expect(reasons).toEqual([new TimeoutAbortError('total', 10)]);
      expect(error.mock.calls[0]?.[0]).toBe(reasons[0]);
      expect(reasons[0]).toMatchObject({ kind: 'total', after: 10, message: 'expected the end within 10 ms, got none' });
    });

    it('does not tell onAbandon', () => {
      const scheduler = new VirtualTimeScheduler();
      const onAbandon = jest.fn();
      timeoutAbort(obeying(NEVER), { first: 1, onAbandon, scheduler }).subscribe({ error: () => undefined });
      scheduler.flush();

      expect(onAbandon).not.toHaveBeenCalled();
    });
  });

  describe('with a source that is deaf to the signal', () => {
    it('abandons it once grace is over', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a---b-c-d-e-|');
      const subs = '       ^------!      ';
      const expected = '   -a-----#      ';
      const error = new TimeoutAbortError('each', 2);

      expectObservable(timeoutAbort(() => source, { each: 2, grace: 4 })).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('gives it five seconds unless told otherwise', marbles(({ cold, expectObservable }) => {
      const source = cold('-');
      const expected = '   5001ms #';
      const error = new TimeoutAbortError('first', 1);

      expectObservable(timeoutAbort(() => source, { first: 1 })).toBe(expected, undefined, error);
    }));

    it('waits for it without end when grace is Infinity', marbles(({ cold, expectObservable }) => {
      const source = cold('90m |');
      const expected = '   90m #';
      const error = new TimeoutAbortError('first', 1);

      expectObservable(timeoutAbort(() => source, { first: 1, grace: Number.POSITIVE_INFINITY }))
        .toBe(expected, undefined, error);
    }));

    it('tells onAbandon once it is unsubscribed, and then errors', () => {
      const scheduler = new VirtualTimeScheduler();
      const source = new Subject<never>();
      const log: unknown[] = [];
      const onAbandon = (reason: unknown) => log.push(['abandoned', reason, source.observed]);
      timeoutAbort(() => source, { first: 1, grace: 2, onAbandon, scheduler }).subscribe({
        error: (error) => log.push(['error', error]),
      });
      scheduler.flush();

      const reason = new TimeoutAbortError('first', 1);
      expect(log).toEqual([['abandoned', reason, false], ['error', reason]]);
      expect(scheduler.now()).toBe(3);
    });

    it('errors with what onAbandon throws', marbles(({ cold, expectObservable }) => {
      const source = cold('----');
      const expected = '   ---#';
      const onAbandon = () => {
        throw 'error';
      };

      expectObservable(timeoutAbort(() => source, { first: 1, grace: 2, onAbandon })).toBe(expected);
    }));
  });

  describe('cancel$', () => {
    it('has the source aborted, waits for its end, and errors', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a-b-c-d-|');
      const cancel$ = hot(' ----x-x---');
      const subs = '        ^-----!   ';
      const expected = '    -a-b--#   ';

      expectObservable(timeoutAbort(obeying(source, 2), { cancel$ })).toBe(expected, undefined, new CancelledError());
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(cancel$.subscriptions).toBe(subs);
    }));

    it('abandons a deaf source once grace is over', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a-b-c-d-|');
      const cancel$ = hot(' --x-------');
      const subs = '        ^----!    ';
      const expected = '    -a---#    ';

      expectObservable(timeoutAbort(() => source, { cancel$, grace: 3 })).toBe(expected, undefined, new CancelledError());
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('stops all deadlines, and grace does not begin again', marbles(({ cold, hot, expectObservable }) => {
      const source = cold(' ----------');
      const cancel$ = hot(' --x-x-----');
      const expected = '    -------#  ';
      const deadlines = { first: 4, each: 4, total: 4 };

      expectObservable(timeoutAbort(() => source, { ...deadlines, cancel$, grace: 5 }))
        .toBe(expected, undefined, new CancelledError());
    }));

    it('comes too late when a deadline was first', marbles(({ cold, hot, expectObservable }) => {
      const source = cold(' ----------');
      const cancel$ = hot(' ---x------');
      const expected = '    ------#   ';
      const error = new TimeoutAbortError('first', 2);

      expectObservable(timeoutAbort(() => source, { first: 2, cancel$, grace: 4 })).toBe(expected, undefined, error);
    }));

    it('keeps the source from starting when it emits at once', marbles(({ expectObservable, flush }) => {
      const start = jest.fn(() => NEVER);

      expectObservable(timeoutAbort(start, { cancel$: of('x') })).toBe('#', undefined, new CancelledError());
      flush();
      expect(start).not.toHaveBeenCalled();
    }));

    it('has the source aborted with its error when it errors', marbles(({ cold, hot, expectObservable }) => {
      const source = cold(' -a-b-c-d-|');
      const cancel$ = hot(' ----#     ');
      const expected = '    -a-b--#   ';

      expectObservable(timeoutAbort(obeying(source, 2), { cancel$ })).toBe(expected);
    }));

    it('may complete without any consequence', marbles(({ cold, expectObservable }) => {
      const source = cold(' -a-b-|');
      const expected = '    -a-b-|';

      expectObservable(timeoutAbort(() => source, { cancel$: EMPTY })).toBe(expected);
    }));
  });

  describe('group', () => {
    it('has all its sources aborted, for one reason', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const group = abortGroup();
      const source = cold(' -a-b-c-');
      const abort$ = hot('  ----x').pipe(tap(() => group.abort('reason')));
      const one = '         ^-------';
      const other = '       --^-----';
      const expected1 = '   -a-b-#';
      const expected2 = '   ---a-#';
      const subs = [
        '                   ^----!',
        '                   --^--!',
      ];
      const result = timeoutAbort(obeying(source, 1), { group });

      expectObservable(abort$).toBe('----x');
      expectObservable(result, one).toBe(expected1, undefined, 'reason');
      expectObservable(result, other).toBe(expected2, undefined, 'reason');
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('keeps a source from starting once it has been aborted', () => {
      const group = abortGroup();
      group.abort('reason');
      const start = jest.fn(() => EMPTY);
      const error = jest.fn();
      timeoutAbort(start, { group }).subscribe({ error });

      expect(start).not.toHaveBeenCalled();
      expect(error).toHaveBeenCalledWith('reason');
    });

    it('holds nobody who has ended', () => {
      const group = abortGroup();
      const deleted = jest.spyOn(group, 'delete');
      timeoutAbort(() => of(1), { group }).subscribe();
      timeoutAbort(() => NEVER, { group }).subscribe().unsubscribe();

      expect(deleted).toHaveBeenCalledTimes(2);
    });
  });

  describe('on unsubscribe', () => {
    it('unsubscribes from the source at once', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a-b-c-d-');
      const cancel$ = hot(' ----------');
      const unsub = '       ----!     ';
      const subs = '        ^---!     ';
      const expected = '    -a-b-     ';

      expectObservable(timeoutAbort(() => source, { cancel$ }), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(cancel$.subscriptions).toBe(subs);
    }));

    it('aborts the signal before, with an AbortError', () => {
      const source = new Subject<never>();
      const log: unknown[] = [];
      const start = ({ signal }: Abortion) => {
        signal.addEventListener('abort', () => log.push((signal.reason as Error).name, source.observed));
        return source;
      };
      timeoutAbort(start).subscribe().unsubscribe();

      expect(log).toEqual(['AbortError', true]);
      expect(source.observed).toBe(false);
    });

    it('cuts grace short, and keeps the reason', () => {
      const scheduler = new VirtualTimeScheduler();
      const source = new Subject<never>();
      const cancel$ = new Subject<void>();
      let signal: AbortSignal | undefined;
      const start = (abortion: Abortion) => {
        signal = abortion.signal;
        return source;
      };
      const subscription = timeoutAbort(start, { cancel$, scheduler }).subscribe();

      cancel$.next();
      expect(source.observed).toBe(true);
      subscription.unsubscribe();

      expect(source.observed).toBe(false);
      expect(signal?.reason).toEqual(new CancelledError());
      expect(scheduler.actions).toHaveLength(0);
    });

    it('stops a synchronous source', () => {
      let signal: AbortSignal | undefined;
      const values: number[] = [];
      const start = (abortion: Abortion) => {
        signal = abortion.signal;
        return concat(of(1, 2, 3), NEVER);
      };
      timeoutAbort(start, { first: 1, each: 1, total: 1 }).pipe(take(2)).subscribe((value) => values.push(value));

      expect(values).toEqual([1, 2]);
      expect(signal?.aborted).toBe(true);
    });
  });

  it('makes a signal for those alone that ask for it', () => {
    let made = 0;
    const Controller = globalThis.AbortController;
    // A function, as a spy on a class can only be called with `new` if it stands for one.
    jest.spyOn(globalThis, 'AbortController').mockImplementation(() => {
      made += 1;
      return new Controller();
    });
    timeoutAbort(() => of(1)).subscribe();
    expect(made).toBe(0);
    timeoutAbort(({ signal }) => of(signal.aborted)).subscribe();
    expect(made).toBe(1);
  });

  it('tells who asks for the signal late what has happened since', () => {
    const cancel$ = new Subject<void>();
    const asked: Abortion[] = [];
    const start = (source: Observable<unknown>) => (abortion: Abortion) => {
      asked.push(abortion);
      return source;
    };
    timeoutAbort(start(NEVER), { cancel$, grace: Number.POSITIVE_INFINITY }).subscribe({ error: () => undefined });
    timeoutAbort(start(NEVER)).subscribe().unsubscribe();
    timeoutAbort(start(of(1))).subscribe();
    cancel$.next();

    const signals = asked.map(({ signal }) => signal);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
    expect(signals[0]?.reason).toEqual(new CancelledError());
    expect(signals[1]?.reason).toMatchObject({ name: 'AbortError' });
  });

  it('does not abort the signal of a source that ended by itself', () => {
    const signals: AbortSignal[] = [];
    const starting = (source: Observable<unknown>) => ({ signal }: Abortion) => {
      signals.push(signal);
      return source;
    };
    timeoutAbort(starting(of(1))).subscribe();
    timeoutAbort(starting(throwError(() => 'error'))).subscribe({ error: () => undefined });

    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });

  it.each<[string, (source: Subject<number>) => void]>([
    ['completes', (source) => source.complete()],
    ['errors', (source) => source.error('error')],
    ['emits and completes', (source) => {
      source.next(1);
      source.complete();
    }],
  ])('leaves no timer behind when the source %s', (_, act) => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<number>();
    timeoutAbort(() => source, { first: 10, each: 10, total: 20, scheduler }).subscribe({ error: () => undefined });

    expect(scheduler.actions).toHaveLength(2);
    act(source);
    expect(scheduler.actions).toHaveLength(0);
  });

  it('leaves no timer behind when a source ends where it starts, or while it is told of the abort', () => {
    const scheduler = new VirtualTimeScheduler();
    const deadlines = { first: 10, each: 10, total: 20, scheduler };
    timeoutAbort(() => of(1, 2), deadlines).subscribe();
    expect(scheduler.actions).toHaveLength(0);

    const cancel$ = new Subject<void>();
    timeoutAbort(obeying(NEVER), { ...deadlines, cancel$ }).subscribe({ error: () => undefined });
    cancel$.next();
    expect(scheduler.actions).toHaveLength(0);
  });

  it('gives each subscriber a signal and deadlines of its own', marbles(({ cold, expectObservable, flush }) => {
    const source = cold(' -----|   ');
    const first = '       ^--------';
    const second = '      --^------';
    const expected1 = '   ---#     ';
    const expected2 = '   -----#   ';
    const signals = new Set<AbortSignal>();
    const result = timeoutAbort((abortion) => {
      signals.add(abortion.signal);
      return obeying(source)(abortion);
    }, { first: 3 });
    const error = new TimeoutAbortError('first', 3);

    expectObservable(result, first).toBe(expected1, undefined, error);
    expectObservable(result, second).toBe(expected2, undefined, error);
    flush();
    expect(signals.size).toBe(2);
  }));

  it('may be cancelled by what it emits', () => {
    const cancel$ = new Subject<void>();
    const log: unknown[] = [];
    timeoutAbort(() => of('a', 'b'), { cancel$ }).subscribe({
      next: (value) => {
        log.push(value);
        cancel$.next();
      },
      error: (error) => log.push(error),
    });

    expect(log).toEqual(['a', new CancelledError()]);
  });

  it.each([
    [{ first: 0 }, 'expected first to be from 1 to 2147483647 ms, or Infinity, got 0'],
    [{ each: Number.NaN }, 'expected each to be from 1 to 2147483647 ms, or Infinity, got NaN'],
    [{ total: 2 ** 31 }, 'expected total to be from 1 to 2147483647 ms, or Infinity, got 2147483648'],
    [{ grace: -1 }, 'expected grace to be from 0 to 2147483647 ms, or Infinity, got -1'],
  ])('refuses %p', (options, message) => {
    expect(() => timeoutAbort(() => EMPTY, options)).toThrow(new RangeError(message));
  });

  describe('with promises, in real time', () => {
    it('passes on the value of one that is in time', async () => {
      const start = async () => wait(5, 'a');

      await expect(firstValueFrom(timeoutAbort(start, { total: 5_000 }))).resolves.toBe('a');
    });

    it('waits for one that honours the signal', async () => {
      const onAbandon = jest.fn();
      let cleanedUp = false;
      const start = async ({ signal }: Abortion) => {
        try {
          await wait(60_000, undefined, { signal });
        } finally {
          await wait(5);
          cleanedUp = true;
        }
      };

      await expect(lastValueFrom(timeoutAbort(start, { total: 10, onAbandon }))).rejects.toEqual(
        new TimeoutAbortError('total', 10),
      );
      expect(cleanedUp).toBe(true);
      expect(onAbandon).not.toHaveBeenCalled();
    });

    it('abandons one that does not, and what it ends with later is nobody\'s concern', async () => {
      const onAbandon = jest.fn();
      const start = async () => {
        await wait(60);
        throw new Error('too late');
      };

      await expect(lastValueFrom(timeoutAbort(start, { first: 10, grace: 10, onAbandon }))).rejects.toEqual(
        new TimeoutAbortError('first', 10),
      );
      expect(onAbandon).toHaveBeenCalledTimes(1);
      await wait(100);
    });
  });
});
