import { describe, expect, it, jest } from '@jest/globals';
import {
  asapScheduler,
  concat,
  defer,
  EMPTY,
  NEVER,
  of,
  retry,
  Subject,
  throwError,
  VirtualTimeScheduler,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { constant, exponential } from '../../operators/backoff.ts';
import { CancelledError } from '../../operators/cancelledError.ts';
import { retryBudget } from '../../operators/retryBudget.ts';
import { type RetryNotice, retryWithBackoff } from '../../operators/retryWithBackoff.ts';

const many = 50_000;

// biome-ignore format: marbles are aligned by hand
describe('retryWithBackoff', () => {
  it('subscribes again after a delay, longer each time', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a#                    ');
    const subs = [
      '                   ^-!                    ',
      '                   ----^-!                ',
      '                   ----------^-!          ',
      '                   --------------------^-!',
    ];
    const expected = '    -a---a-----a---------a#';
    const backoff = exponential({ initial: 2 });

    expectObservable(source.pipe(retryWithBackoff({ maxAttempts: 4, backoff }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('makes three attempts, one second and two seconds apart, unless told otherwise', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' #');
    const subs = [
      '                   (^!)',
      '                   1s (^!)',
      '                   3s (^!)',
    ];
    const expected = '    3s #';

    expectObservable(source.pipe(retryWithBackoff())).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('does not retry when there is one attempt', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-#');
    const subs = '        ^--!';
    const expected = '    -a-#';

    expectObservable(source.pipe(retryWithBackoff({ maxAttempts: 1 }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('completes when an attempt completes', marbles(({ cold, expectObservable }) => {
    const attempts = [cold('-a#'), cold('-b|')];
    const expected = '       -a---b|';
    let next = 0;

    const result = defer(() => attempts[next++] ?? NEVER).pipe(retryWithBackoff({ backoff: constant(2) }));

    expectObservable(result).toBe(expected);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' --|');
    const subs = '        ^-!';
    const expected = '    --|';

    expectObservable(source.pipe(retryWithBackoff())).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' ------');
    const subs = '        ^-----';
    const expected = '    ------';

    expectObservable(source.pipe(retryWithBackoff())).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors with the last error', marbles(({ expectObservable }) => {
    let attempts = 0;
    const source = defer(() => {
      attempts += 1;
      return throwError(() => attempts);
    });
    const expected = '    ----#';

    expectObservable(source.pipe(retryWithBackoff({ backoff: constant(2) }))).toBe(expected, undefined, 3);
  }));

  it('does not count afresh at a value', marbles(({ cold, expectObservable }) => {
    const source = cold(' -a#      ');
    const expected = '    -a--a--a#';

    expectObservable(source.pipe(retryWithBackoff({ backoff: constant(1) }))).toBe(expected);
  }));

  it('cancels a pending delay on unsubscribe', marbles(({ cold, expectObservable, expectSubscriptions, testScheduler }) => {
    const source = cold(' -a#        ');
    const unsub = '       ----!      ';
    const subs = '        ^-!        ';
    const expected = '    -a---------';

    expectObservable(source.pipe(retryWithBackoff({ scheduler: testScheduler })), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('leaves no timer behind', () => {
    const scheduler = new VirtualTimeScheduler();
    const subscription = throwError(() => 'error').pipe(retryWithBackoff({ scheduler })).subscribe();

    expect(scheduler.actions).toHaveLength(1);
    subscription.unsubscribe();
    expect(scheduler.actions).toHaveLength(0);
  });

  it('unsubscribes a running attempt', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a--a--a');
    const unsub = '       -----!  ';
    const subs = '        ^----!  ';
    const expected = '    -a--a   ';

    expectObservable(source.pipe(retryWithBackoff()), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('counts for each subscriber alone', marbles(({ cold, expectObservable }) => {
    const source = cold(' #     ');
    const first = '       ^-----';
    const second = '      -^----';
    const expected1 = '   ----# ';
    const expected2 = '   -----#';
    const result = source.pipe(retryWithBackoff({ backoff: constant(2), budget: 2 }));

    expectObservable(result, first).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
  }));

  it('retries a source that fails while it is being pushed into', () => {
    const scheduler = new VirtualTimeScheduler();
    const again = new Subject<string>();
    const log: string[] = [];
    const source = defer(() => concat(of('a'), log.length > 1 ? EMPTY : throwError(() => 'error')));
    again.subscribe((value) => log.push(value));
    source.pipe(retryWithBackoff({ scheduler })).subscribe({
      next: (value) => again.next(value),
      complete: () => again.next('complete'),
    });

    scheduler.flush();

    expect(log).toEqual(['a', 'a', 'a', 'complete']);
  });

  describe('when', () => {
    it('says which errors are worth another attempt', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const attempts = [cold('#', undefined, 'again'), cold('--#', undefined, 'enough')];
      const [first, second] = attempts;
      const expected = '   ---#';
      let next = 0;

      const result = defer(() => attempts[next++] ?? NEVER).pipe(
        retryWithBackoff({ when: (error) => error === 'again', backoff: constant(1) }),
      );

      expectObservable(result).toBe(expected, undefined, 'enough');
      expectSubscriptions(first?.subscriptions ?? []).toBe('(^!)');
      expectSubscriptions(second?.subscriptions ?? []).toBe('-^-!');
    }));

    it('errors when it throws', marbles(({ cold, expectObservable }) => {
      const source = cold(' -#', undefined, 'its own');
      const expected = '    -#';
      const when = () => {
        throw 'error';
      };

      expectObservable(source.pipe(retryWithBackoff({ when }))).toBe(expected);
    }));
  });

  describe('budget', () => {
    it('bounds the retries of a subscription', marbles(({ cold, expectObservable }) => {
      const source = cold(' #  ');
      const expected = '    --#';

      const result = source.pipe(retryWithBackoff({ maxAttempts: 9, budget: 2, backoff: constant(1) }));

      expectObservable(result).toBe(expected);
    }));

    it('is used up by all who share it', marbles(({ cold, expectObservable, flush }) => {
      const source = cold(' #   ');
      const expected1 = '   ---#';
      const expected2 = '   --# ';
      const budget = retryBudget(5);
      const result = source.pipe(retryWithBackoff({ maxAttempts: 9, budget, backoff: constant(1) }));

      expectObservable(result).toBe(expected1);
      expectObservable(result).toBe(expected2);
      flush();
      expect(budget.left).toBe(0);
    }));

    it('is not touched by what is not retried', () => {
      const budget = retryBudget(1);
      const error = jest.fn();
      throwError(() => 'error').pipe(retryWithBackoff({ maxAttempts: 1, budget })).subscribe({ error });
      throwError(() => 'error').pipe(retryWithBackoff({ when: () => false, budget })).subscribe({ error });

      expect(error).toHaveBeenCalledTimes(2);
      expect(budget.left).toBe(1);
    });

    it('is not given back when counting starts afresh', marbles(({ cold, expectObservable }) => {
      const source = cold(' ---#        ');
      const expected = '    -----------#';

      const result = source.pipe(retryWithBackoff({ resetAfter: 3, budget: 2, backoff: constant(1) }));

      expectObservable(result).toBe(expected);
    }));
  });

  describe('resetAfter', () => {
    it('counts afresh after running so long without a failure', marbles(({ cold, expectObservable, flush }) => {
      const attempts = [
        cold('          #'),
        cold('           #'),
        cold('            a----#'),
        cold('                  #'),
        cold('                   a---#'),
      ];
      const expected = '  --a------a---#';
      const notices: number[] = [];
      let next = 0;
      const onRetry = ({ attempt }: RetryNotice) => notices.push(attempt);

      const result = defer(() => attempts[next++] ?? NEVER).pipe(
        retryWithBackoff({ resetAfter: 5, backoff: constant(1), onRetry }),
      );

      expectObservable(result).toBe(expected);
      flush();
      expect(notices).toEqual([1, 2, 1, 2]);
    }));

    it('does not count the delay as running', marbles(({ cold, expectObservable }) => {
      const source = cold(' -#      ');
      const expected = '    -------#';

      expectObservable(source.pipe(retryWithBackoff({ resetAfter: 2, backoff: constant(2) }))).toBe(expected);
    }));
  });

  describe('cancel$', () => {
    it('ends a delay', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a#          ');
      const cancel$ = hot(' ----x        ');
      const subs = '        ^-!          ';
      const cancelled = '   --^-!        ';
      const expected = '    -a--#        ';

      const result = source.pipe(retryWithBackoff({ backoff: constant(5), cancel$ }));
      expectObservable(result).toBe(expected, undefined, new CancelledError());
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(cancel$.subscriptions).toBe(cancelled);
    }));

    it('is heard during delays alone, and may end', marbles(({ cold, hot, expectObservable }) => {
      const source = cold(' --#          ');
      const cancel$ = hot(' -x-|         ');
      const expected = '    -------#     ';

      expectObservable(source.pipe(retryWithBackoff({ maxAttempts: 2, backoff: constant(3), cancel$ }))).toBe(expected);
    }));

    it('errors with its error', marbles(({ cold, hot, expectObservable }) => {
      const cancel$ = hot(' --#', undefined, 'broken');

      const result = cold('#').pipe(retryWithBackoff({ backoff: constant(5), cancel$ }));
      expectObservable(result).toBe('--#', undefined, 'broken');
    }));
  });

  describe('onRetry', () => {
    it('is told before the delay begins', () => {
      const scheduler = new VirtualTimeScheduler();
      const onRetry = jest.fn<(notice: RetryNotice) => void>();
      const error = jest.fn();
      throwError(() => 'error')
        .pipe(retryWithBackoff({ backoff: exponential({ initial: 10 }), onRetry, scheduler }))
        .subscribe({ error });

      expect(onRetry.mock.calls).toEqual([[{ attempt: 1, delay: 10, error: 'error' }]]);
      expect(scheduler.now()).toBe(0);
      scheduler.flush();
      expect(onRetry.mock.calls.slice(1)).toEqual([[{ attempt: 2, delay: 20, error: 'error' }]]);
      expect(scheduler.now()).toBe(30);
      expect(error).toHaveBeenCalledTimes(1);
    });

    it('errors when it throws, and does not wait', marbles(({ cold, expectObservable }) => {
      const source = cold(' -#', undefined, 'its own');
      const expected = '    -#';
      const onRetry = () => {
        throw 'error';
      };

      expectObservable(source.pipe(retryWithBackoff({ onRetry }))).toBe(expected);
    }));
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('errors when backoff gives %p, which no timer can wait', (ms) => {
    const error = jest.fn<(error: unknown) => void>();
    const onRetry = jest.fn();
    throwError(() => 'its own').pipe(retryWithBackoff({ backoff: () => ms, onRetry })).subscribe({ error });

    expect(error).toHaveBeenCalledWith(
      new RangeError(`expected backoff(1) to be a number of ms that a timer can wait, got ${ms}`, { cause: 'its own' }),
    );
    expect(onRetry).not.toHaveBeenCalled();
  });

  it('errors when backoff throws', marbles(({ cold, expectObservable }) => {
    const source = cold(' -#', undefined, 'its own');
    const expected = '    -#';
    const backoff = () => {
      throw 'error';
    };

    expectObservable(source.pipe(retryWithBackoff({ backoff }))).toBe(expected);
  }));

  describe('with attempts that fail where they start', () => {
    it('makes 50,000 without overflowing the stack, where retry of RxJS 7.8 does', () => {
      const scheduler = new VirtualTimeScheduler();
      const error = jest.fn();
      let attempts = 0;
      const failing = defer(() => {
        attempts += 1;
        return throwError(() => 'error');
      });
      failing
        .pipe(retryWithBackoff({ maxAttempts: many, backoff: constant(0), scheduler }))
        .subscribe({ error });
      scheduler.flush();

      expect(attempts).toBe(many);
      expect(error).toHaveBeenCalledWith('error');

      attempts = 0;
      failing.pipe(retry(many)).subscribe({ error });
      expect(attempts).toBeLessThan(many);
    });

    it('makes 50,000 on a scheduler of real tasks', async () => {
      let attempts = 0;
      const failing = defer(() => {
        attempts += 1;
        return throwError(() => 'error');
      });
      const failed = new Promise((resolve) => {
        failing
          .pipe(retryWithBackoff({ maxAttempts: many, backoff: constant(0), scheduler: asapScheduler }))
          .subscribe({ error: resolve });
      });

      await expect(failed).resolves.toBe('error');
      expect(attempts).toBe(many);
    });

    it('never starts an attempt in the call stack of the one that failed', () => {
      const scheduler = new VirtualTimeScheduler();
      const source = jest.fn(() => throwError(() => 'error'));
      const subscription = defer(source).pipe(retryWithBackoff({ backoff: constant(0), scheduler })).subscribe();

      expect(source).toHaveBeenCalledTimes(1);
      subscription.unsubscribe();
    });
  });

  it.each([
    [{ maxAttempts: 0 }, 'expected maxAttempts to be a positive integer or Infinity, got 0'],
    [{ maxAttempts: 1.5 }, 'expected maxAttempts to be a positive integer or Infinity, got 1.5'],
    [{ resetAfter: 0 }, 'expected resetAfter to be a positive number of ms, got 0'],
    [{ budget: -1 }, 'expected retries to be an integer from 0 on or Infinity, got -1'],
  ])('refuses %p', (options, message) => {
    expect(() => retryWithBackoff(options)).toThrow(new RangeError(message));
  });
});
