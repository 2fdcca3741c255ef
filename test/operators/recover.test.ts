import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  asapScheduler,
  concat,
  defer,
  EMPTY,
  NEVER,
  Observable,
  of,
  Subject,
  take,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { constant, exponential } from '../../operators/backoff.ts';
import { recover } from '../../operators/recover.ts';
import type { RecoveryAttempt, RecoveryGivenUp } from '../../operators/recoveryNotice.ts';
import { recoverySlots } from '../../operators/recoverySlots.ts';
import { diary, failing, runs } from './support/failingRuns.ts';

const many = 50_000;
const endless = Number.POSITIVE_INFINITY;
const backoff = constant(2);

// biome-ignore format: marbles are aligned by hand
describe('recover', () => {
  it('starts a failed source again after a delay, longer each time', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a#                    ');
    const subs = [
      '                   ^-!                    ',
      '                   ----^-!                ',
      '                   ----------^-!          ',
      '                   --------------------^-!',
    ];
    const expected = '    -a---a-----a---------a#';

    expectObservable(source.pipe(recover({ maxRetries: 3, backoff: exponential({ initial: 2 }) }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('makes five restarts unless told otherwise', marbles(({ cold, expectObservable }) => {
    const source = cold(' a#         ');
    const expected = '    a--a--a--a--a--a#';

    expectObservable(source.pipe(recover({ backoff }))).toBe(expected);
  }));

  it('waits one second, doubled each time, of which up to a half is left to chance, unless told otherwise', () => {
    const scheduler = new VirtualTimeScheduler();
    const delays: number[] = [];
    const onAttempt = ({ delay }: RecoveryAttempt) => delays.push(delay);
    throwError(() => 'error').pipe(recover({ onAttempt, scheduler })).subscribe({ error: () => undefined });
    scheduler.flush();

    expect(delays.map((delay, index) => Math.ceil(delay / 2 ** index / 500))).toEqual([2, 2, 2, 2, 2]);
  });

  it('does not start again when there are no retries', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-#');
    const subs = '        ^--!';
    const expected = '    -a-#';

    expectObservable(source.pipe(recover({ maxRetries: 0 }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('completes when a run completes', marbles(({ cold, expectObservable }) => {
    const source = runs(cold('-a#'), cold('-b|'));
    const expected = '        -a---b|';

    expectObservable(source.pipe(recover({ backoff }))).toBe(expected);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' --|');
    const subs = '        ^-!';
    const expected = '    --|';

    expectObservable(source.pipe(recover())).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' ------');
    const subs = '        ^-----';
    const expected = '    ------';

    expectObservable(source.pipe(recover())).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('has a source that was started anew by somebody else prove itself again', marbles(({ cold, hot, expectObservable, flush }) => {
    const { lines, options } = diary();
    const source = runs(cold('#'), cold('--a--------b----'));
    const restart$ = hot('      -----n');
    const unsub = '             -----------------!';
    const expected = '          ----a--------b---';

    // Started at 2, emits at 4, started anew at 5, and stable three after it has emitted again at 13.
    expectObservable(source.pipe(recover({ backoff, stableAfter: 3, restart$, ...options })), unsub).toBe(expected);
    flush();
    expect(lines).toEqual(['0 attempt 1', '16 succeeded 1']);
  }));

  it('starts no sooner for a source that was started anew in a delay, and errors with restart$', marbles(({ cold, hot, expectObservable }) => {
    const delayed = runs(cold('#'), cold('a|'));

    expectObservable(delayed.pipe(recover({ backoff, restart$: hot('-n') }))).toBe('--a|');
    expectObservable(cold('-a---').pipe(recover({ restart$: hot('--#') }))).toBe('-a#');
  }));

  it('errors with the last error', marbles(({ expectObservable }) => {
    let attempts = 0;
    const source = defer(() => {
      attempts += 1;
      return throwError(() => attempts);
    });
    const expected = '    ----#';

    expectObservable(source.pipe(recover({ maxRetries: 2, backoff }))).toBe(expected, undefined, 3);
  }));

  it('cancels a pending delay on unsubscribe', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a#        ');
    const unsub = '       ----!      ';
    const subs = '        ^-!        ';
    const expected = '    -a---------';

    expectObservable(source.pipe(recover()), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('unsubscribes a run on unsubscribe', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a--a--a');
    const unsub = '       -----!  ';
    const subs = '        ^----!  ';
    const expected = '    -a--a   ';

    expectObservable(source.pipe(recover()), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it.each([
    ['a delay', 5, 20],
    ['a wait for a slot', 15, 20],
    ['a stable period and a window', 25, 25],
  ])('leaves no timer behind when stopped in %s', (_, at, end) => {
    const scheduler = new VirtualTimeScheduler();
    const slots = recoverySlots({ atOnce: 1 });
    const other = slots.take(() => undefined, scheduler);
    const source = runs(throwError(() => 'error'), concat(of('a'), NEVER));
    const options = { backoff: constant(10), window: 1_000_000, slots, scheduler };
    const subscription = source.pipe(recover(options)).subscribe();
    scheduler.schedule(() => other.unsubscribe(), 20);
    scheduler.schedule(() => subscription.unsubscribe(), at);
    scheduler.flush();

    expect([scheduler.now(), slots.free, slots.waiting]).toEqual([end, 1, 0]);
  });

  it('counts for each subscriber alone', marbles(({ cold, expectObservable }) => {
    const source = cold(' #     ');
    const first = '       ^-----';
    const second = '      -^----';
    const expected1 = '   ----# ';
    const expected2 = '   -----#';
    const result = source.pipe(recover({ maxRetries: 2, backoff }));

    expectObservable(result, first).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
  }));

  it('starts a source again that fails while it is being pushed into', () => {
    const scheduler = new VirtualTimeScheduler();
    const again = new Subject<string>();
    const log: string[] = [];
    const source = defer(() => concat(of('a'), log.length > 1 ? EMPTY : throwError(() => 'error')));
    again.subscribe((value) => log.push(value));
    source.pipe(recover({ scheduler })).subscribe({
      next: (value) => again.next(value),
      complete: () => again.next('complete'),
    });

    scheduler.flush();

    expect(log).toEqual(['a', 'a', 'a', 'complete']);
  });

  it('cleans up after a source that is left while it is still being started', () => {
    const cleanUp = jest.fn();
    const onAttempt = jest.fn();
    const complete = jest.fn();
    const source = new Observable<string>((subscriber) => {
      subscriber.next('a');
      subscriber.error('error');
      return cleanUp;
    });
    source.pipe(recover({ onAttempt }), take(1)).subscribe({ complete });

    expect([cleanUp, onAttempt, complete].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
  });

  describe('a restart', () => {
    it('has succeeded after a stable period, and is then counted afresh', marbles(({ cold, expectObservable, flush }) => {
      const { lines, options } = diary();
      const source = runs(
        cold('        a#'),
        cold('           a#'),
        cold('              a-----#'),
        cold('                      a#'),
        cold('                         a-|'),
      );
      const expected = '  a--a--a-------a--a-|';

      expectObservable(source.pipe(recover({ maxRetries: 2, backoff, stableAfter: 5, ...options }))).toBe(expected);
      flush();
      expect(lines).toEqual([
        '1 attempt 1',
        '4 failed 1',
        '4 attempt 2',
        '11 succeeded 2',
        '12 attempt 1',
        '15 failed 1',
        '15 attempt 2',
        '19 succeeded 2',
      ]);
    }));

    it('that dies right after its start is given up after exactly maxRetries, whatever it emits', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { lines, options } = diary();
      const source = cold('(abc)-#           ');
      const expected = '   (abc)---(abc)---(abc)-#';
      const result = source.pipe(recover({ maxRetries: 2, backoff, stableAfter: 7, ...options }));

      expectObservable(result).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe([
        '                  ^-----!',
        '                  --------^-----!',
        '                  ----------------^-----!',
      ]);
      flush();
      expect(lines.slice(-2)).toEqual(['22 failed 2', '22 exhausted 2']);
    }));

    it('that is silent proves nothing, however long it runs', marbles(({ cold, expectObservable, flush }) => {
      const { lines, options } = diary();
      const source = runs(cold('#'), cold('  --------#'), cold('          ---------|'));
      const expected = '        ---------------------|';

      expectObservable(source.pipe(recover({ backoff, stableAfter: 1, ...options }))).toBe(expected);
      flush();
      expect(lines).toEqual(['0 attempt 1', '10 failed 1', '10 attempt 2', '21 succeeded 2']);
    }));

    it('is timed from its first value on', marbles(({ cold, expectObservable, flush }) => {
      const { lines, options } = diary();
      const source = runs(cold('#'), cold('---a-a----'));
      const expected = '        -----a-a----';

      expectObservable(source.pipe(recover({ backoff, stableAfter: 4, ...options })), '^-----------!').toBe(expected);
      flush();
      expect(lines).toEqual(['0 attempt 1', '9 succeeded 1']);
    }));

    it.each([
      [1_000, 60_000],
      [6_000, 60_000],
      [30_000, 300_000],
      [2 ** 31 - 1, 2 ** 31 - 1],
    ])('after %p ms must run for %p ms unless told otherwise', (delay, stable) => {
      const scheduler = new VirtualTimeScheduler(undefined, 2 * delay + stable);
      const { lines, options } = diary();
      const source = runs(throwError(() => 'error'), concat(of('a'), NEVER));
      source.pipe(recover({ backoff: constant(delay), scheduler, ...options })).subscribe();
      scheduler.flush();

      expect(lines).toEqual(['0 attempt 1', `${delay + stable} succeeded 1`]);
    });

    it('that completes has succeeded', marbles(({ cold, expectObservable, flush }) => {
      const { lines, options } = diary();
      const source = runs(cold('#'), cold('--|'));

      expectObservable(source.pipe(recover({ backoff, ...options }))).toBe('----|');
      flush();
      expect(lines).toEqual(['0 attempt 1', '4 succeeded 1']);
    }));
  });

  describe('window', () => {
    it('longer than the stable period lets slow failures add up', marbles(({ cold, expectObservable, flush }) => {
      const { lines, options } = diary();
      const source = cold(' a--#              ');
      const expected = '    a----a----a--#    ';
      const result = source.pipe(recover({ maxRetries: 2, backoff, stableAfter: 2, window: 4, ...options }));

      expectObservable(result).toBe(expected);
      flush();
      expect(lines).toEqual(['3 attempt 1', '7 succeeded 1', '8 attempt 2', '12 succeeded 2', '13 exhausted 2']);
    }));

    it('keeps failures that are further apart from ever adding up', marbles(({ cold, expectObservable, flush }) => {
      const { lines, options } = diary();
      const source = cold(' a--#');
      const expected = '    a----a----a----a----a-';
      const result = source.pipe(recover({ maxRetries: 1, backoff, stableAfter: 9, window: 2, ...options }));

      expectObservable(result, '^---------------------!').toBe(expected);
      flush();
      expect(lines).toEqual([
        '3 attempt 1',
        ...['8 failed 1', '8 attempt 1', '13 failed 1', '13 attempt 1', '18 failed 1', '18 attempt 1'],
      ]);
    }));

    it('does not count the time that was waited', marbles(({ cold, expectObservable }) => {
      const source = cold(' #     ');
      const expected = '    20ms #';

      expectObservable(source.pipe(recover({ maxRetries: 2, backoff: constant(10), window: 5 }))).toBe(expected);
    }));
  });

  describe('notices', () => {
    it('say what happened so far', marbles(({ cold, expectObservable, flush }) => {
      const attempts: RecoveryAttempt[] = [];
      const given: RecoveryGivenUp[] = [];
      const source = runs(cold('-a#', undefined, 'x'), cold('#', undefined, 'y'));
      const result = source.pipe(
        recover({
          ...{ maxRetries: 1, backoff, stableAfter: 9 },
          onAttempt: (notice) => attempts.push(notice),
          onGivenUp: (notice) => given.push(notice),
        }),
      );
      const x = { at: 2, error: 'x', failureClass: 'unknown', ranFor: 2, delay: 2 };
      const y = { at: 4, error: 'y', failureClass: 'unknown', ranFor: 0 };

      expectObservable(result).toBe('-a--#', undefined, 'y');
      flush();
      expect(attempts).toEqual([{ attempt: 1, maxRetries: 1, stableAfter: 9, ...x, history: [x] }]);
      expect(given).toEqual([
        { reason: 'exhausted', attempt: 1, maxRetries: 1, at: 4, error: 'y', failureClass: 'unknown', history: [x, y] },
      ]);
    }));

    it('remember the last 32 failures', () => {
      const scheduler = new VirtualTimeScheduler();
      const onGivenUp = jest.fn<(notice: RecoveryGivenUp) => void>();
      const options = { maxRetries: 99, backoff: constant(1), onGivenUp, scheduler };
      throwError(() => 'error').pipe(recover(options)).subscribe({ error: () => undefined });
      scheduler.flush();

      const history = onGivenUp.mock.calls[0]?.[0].history ?? [];
      expect([history.length, history[0]?.at, history.at(-1)?.at]).toEqual([32, 68, 99]);
    });

    it('come before what is waited for', () => {
      const scheduler = new VirtualTimeScheduler();
      const { lines, options } = diary();
      const subscription = throwError(() => 'error').pipe(recover({ backoff, scheduler, ...options })).subscribe();

      expect(lines).toEqual(['0 attempt 1']);
      subscription.unsubscribe();
    });

    it.each([
      ['onAttempt', 'a   '],
      ['onFailed', ' a--a'],
      ['onWaiting', 'a   '],
    ])('may stop the whole from within %s', (name, expected) => marbles(({ cold, expectObservable, flush, testScheduler }) => {
      const source = cold('a#');
      const slots = recoverySlots({ atOnce: 1, holdFor: 9 });
      if (name === 'onWaiting') slots.take(() => undefined, testScheduler);
      const result = new Observable<string>((subscriber) => {
        const options = { backoff, slots, [name]: () => subscriber.unsubscribe() };
        return source.pipe(recover(options)).subscribe(subscriber);
      });

      expectObservable(result, '-----------!').toBe(expected);
      flush();
      expect([slots.free, slots.waiting]).toEqual([1, 0]);
    })());

    it.each(['onAttempt', 'onFailed', 'onGivenUp', 'onSucceeded', 'onWaiting', 'classify', 'strategy', 'backoff'])('errors when %s throws, and gives its slot back', (name) => {
      const scheduler = new VirtualTimeScheduler();
      const error = jest.fn();
      const slots = recoverySlots({ atOnce: 1, holdFor: 50 });
      if (name === 'onWaiting') slots.take(() => undefined, scheduler);
      const thrower = () => {
        throw 'thrown';
      };
      const stable = concat(of('a'), timer(100, scheduler), throwError(() => 'end'));
      const source = runs(...[1, 2, 3].map(() => (name === 'onSucceeded' ? stable : throwError(() => 'error'))) as never[]);
      source
        .pipe(recover({ maxRetries: 1, backoff: () => 1, stableAfter: 10, slots, scheduler, [name]: thrower }))
        .subscribe({ error });
      scheduler.flush();

      expect(error.mock.calls).toEqual([['thrown']]);
      expect([slots.free, slots.waiting]).toEqual([1, 0]);
    });
  });

  it('errors with what cleaning up after a run throws', () => {
    const error = jest.fn<(error: unknown) => void>();
    const end = new Subject<never>();
    const source = new Observable((subscriber) => {
      subscriber.add(end.subscribe(subscriber));
      return () => {
        throw 'unclean';
      };
    });
    source.pipe(recover()).subscribe({ error });
    end.error('error');

    expect(error).toHaveBeenCalledTimes(1);
    expect(error.mock.calls[0]?.[0]).toMatchObject({ errors: ['unclean'] });
  });

  it.each([-1, Number.NaN, endless, 2 ** 31])('errors when backoff gives %p, which no timer can wait', (ms) => {
    const error = jest.fn<(error: unknown) => void>();
    throwError(() => 'its own').pipe(recover({ backoff: () => ms })).subscribe({ error });

    expect(error).toHaveBeenCalledWith(
      new RangeError(`expected backoff(1) to be a number of ms that a timer can wait, got ${ms}`, { cause: 'its own' }),
    );
  });

  it('errors when stableAfter gives what no timer can wait', () => {
    const error = jest.fn<(error: unknown) => void>();
    throwError(() => 'its own').pipe(recover({ backoff, stableAfter: () => -1 })).subscribe({ error });

    expect(error).toHaveBeenCalledWith(
      new RangeError('expected stableAfter(2) to be a number of ms that a timer can wait, or Infinity, got -1', { cause: 'its own' }),
    );
  });

  it.each([
    [{ maxRetries: -1 }, 'expected maxRetries to be an integer from 0 on or Infinity, got -1'],
    [{ maxRetries: 1.5 }, 'expected maxRetries to be an integer from 0 on or Infinity, got 1.5'],
    [{ stableAfter: -1 }, 'expected stableAfter to be a number of ms that a timer can wait, or Infinity, got -1'],
    [{ window: Number.NaN }, 'expected window to be a number of ms that a timer can wait, or Infinity, got NaN'],
  ])('refuses %p', (options, message) => {
    expect(() => recover(options)).toThrow(new RangeError(message));
  });

  describe('with runs that fail where they start', () => {
    const immediate = () => {
      const seen = { starts: 0 };
      const source = defer(() => {
        seen.starts += 1;
        return throwError(() => 'error');
      });
      return { seen, source };
    };

    it('makes 50,000 without overflowing the stack', () => {
      const scheduler = new VirtualTimeScheduler();
      const error = jest.fn();
      const { seen, source } = immediate();
      source.pipe(recover({ maxRetries: many, backoff: constant(0), scheduler })).subscribe({ error });
      scheduler.flush();

      expect(seen.starts).toBe(many + 1);
      expect(error).toHaveBeenCalledWith('error');
    });

    it('makes 50,000 on a scheduler of real tasks', async () => {
      const { seen, source } = immediate();
      const ended = new Promise((resolve) => {
        source
          .pipe(recover({ maxRetries: many, backoff: constant(0), scheduler: asapScheduler }))
          .subscribe({ error: resolve });
      });

      await expect(ended).resolves.toBe('error');
      expect(seen.starts).toBe(many + 1);
    });

    it('never starts a run in the call stack of the one that failed', () => {
      const scheduler = new VirtualTimeScheduler();
      const { seen, source } = immediate();
      const subscription = source.pipe(recover({ backoff: constant(0), scheduler })).subscribe();

      expect(seen.starts).toBe(1);
      subscription.unsubscribe();
    });
  });

  describe('whatever happens', () => {
    const time = fc.nat(30);
    const run = fc.record({ value: fc.option(time, { nil: undefined }), fails: time });

    it('restarts are counted, delayed and given up as if by hand', () => {
      const options = fc.record({ maxRetries: fc.nat(4), stableAfter: time, window: fc.option(time, { nil: undefined }) });
      fc.assert(
        fc.property(fc.array(run, { maxLength: 30 }), options, (plan, { maxRetries, stableAfter, window }) => {
          const scheduler = new VirtualTimeScheduler();
          const told: string[] = [];
          const attempts: number[] = [];
          const subscription = failing(plan, scheduler)
            .pipe(
              recover({
                ...{ maxRetries, backoff: exponential({ initial: 1, max: 7 }), stableAfter, scheduler },
                ...(window !== undefined && { window }),
                onAttempt: ({ at, attempt, delay }) => {
                  attempts.push(at);
                  told.push(`${at} ${attempt} ${delay}`);
                },
                onGivenUp: ({ at, reason }) => told.push(`${at} ${reason}`),
              }),
            )
            .subscribe({ error: () => undefined });
          scheduler.flush();
          subscription.unsubscribe();

          const expected: string[] = [];
          let at = 0;
          let restarts = 0;
          for (const { value, fails } of plan) {
            at += fails;
            const proof = value === undefined || value > fails ? -1 : fails - value;
            if (proof > (window ?? stableAfter)) restarts = 0;
            if (restarts === maxRetries) {
              expected.push(`${at} exhausted`);
              break;
            }
            const delay = Math.min(2 ** restarts, 7);
            restarts += 1;
            expected.push(`${at} ${restarts} ${delay}`);
            at += delay;
          }
          expect(told).toEqual(expected);
          for (const [index, at] of attempts.slice(maxRetries).entries()) {
            expect(at - (attempts[index] ?? at)).toBeGreaterThan(window ?? stableAfter);
          }
        }),
      );
    });
  });
});
