import { describe, expect, it } from '@jest/globals';
import {
  asapScheduler,
  asyncScheduler,
  concatMap,
  defer,
  delay,
  finalize,
  interval,
  map,
  NEVER,
  type Observable,
  of,
  range,
  repeat,
  retry,
  Subject,
  take,
  throwError,
  timer,
} from 'rxjs';
import { EndlessMarblesError } from '../../lib/testing/limitSteps.ts';
import { MarbleMismatchError } from '../../lib/testing/marbleMismatchError.ts';
import { type MarbleHelpers, marbles } from '../../lib/testing/marbles.ts';
import { failureOf } from '../support/failureOf.ts';
import { text } from '../support/text.ts';

const fail = (body: (helpers: MarbleHelpers) => void) => failureOf(marbles(body));

describe('marbles', () => {
  it(
    'passes when both lines are the same',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    -a-b-|');
      const subs = '         --^----!';
      const expected = '     ---a-b--';

      expectObservable(source, subs).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'runs timers, clocks and animation frames in virtual time',
    marbles(({ time, animate, expectObservable, testScheduler }) => {
      animate('  --x');
      const now$ = timer(3_600_000).pipe(map(() => asyncScheduler.now()));

      expectObservable(now$).toBe('60m (a|)', { a: 3_600_000 });
      expectObservable(timer(time('---|'), testScheduler)).toBe('---(a|)', { a: 0 });
    }),
  );

  it(
    'takes values, errors and inner observables by letter',
    marbles(({ cold, hot, expectObservable }) => {
      const inner = cold('x-y|');
      const values = { a: { id: 1 }, b: undefined, c: inner };

      expectObservable(hot('-a-b-c-#', values, new Error('boom'))).toBe(
        '                   -a-b-c-#',
        { a: { id: 1 }, b: undefined, c: inner },
        new Error('boom'),
      );
    }),
  );

  it(
    'compares with another observable, in the same window',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a-b-c-d').pipe(delay(2)), '-^----!').toEqual(cold('--a-b-c-d'));
    }),
  );

  it('takes no arguments, so that no runner waits for a callback', () => {
    expect(marbles(() => undefined)).toHaveLength(0);
  });

  it('can be run again', () => {
    const run = marbles(({ cold, expectObservable }) => expectObservable(cold('a|')).toBe('a|'));

    run();
    run();
  });

  it('reports what was drawn and the first frame that differs', () => {
    const error = fail(({ cold, expectObservable }) => {
      expectObservable(cold('a-b---c-|')).toBe('  a--b--c-|');
    });

    expect(error).toBeInstanceOf(MarbleMismatchError);
    expect(error).toMatchObject({ expected: 'a--b--c-|', received: 'a-b---c-|', frame: 2 });
    expect(error.message).toBe(
      text(
        'marbles differ at 2ms',
        '',
        '  expected  a--b--c-|',
        '  received  a-b---c-|',
        '              ^',
      ),
    );
  });

  it('shows a source that stays silent, and one that should have', () => {
    const silent = fail(({ expectObservable }) => expectObservable(NEVER).toBe('--a|'));
    const loud = fail(({ cold, expectObservable }) => expectObservable(cold('--a|')).toBe('-'));

    expect(silent.message).toBe(
      text('marbles differ at 2ms', '', '  expected  --a|', '  received  ----', '              ^'),
    );
    expect(loud.message).toBe(
      text('marbles differ at 2ms', '', '  expected  ----', '  received  --a|', '              ^'),
    );
  });

  it('tells a number from its text', () => {
    const error = fail(({ expectObservable }) => expectObservable(of(1)).toBe('(1|)'));

    expect(error.message).toBe(
      text(
        'marbles differ at 0ms',
        '',
        '  expected  (1|)',
        '  received  (a|)',
        '             ^',
        '',
        "  1 = '1'",
        '  a = 1, received for 1',
      ),
    );
  });

  it('points out where values differ inside', () => {
    const values = { a: { id: 1, tags: ['x'] }, b: { id: 2, at: new Date(0) } };
    const error = fail(({ cold, expectObservable }) => {
      const source = cold('a-b-a', { ...values, b: { id: 3, tags: ['x'] } });
      expectObservable(source).toBe('a-b-a', values);
    });

    expect(error.message).toBe(
      text(
        'marbles differ at 2ms',
        '',
        '  expected  a-b-a',
        '  received  a-c-a',
        '              ^',
        '',
        "  a = { id: 1, tags: [ 'x' ] }",
        '  b = { id: 2, at: 1970-01-01T00:00:00.000Z }',
        "  c = { id: 3, tags: [ 'x' ] }, received for b",
        '      id: expected 2, received 3',
        '      at: expected 1970-01-01T00:00:00.000Z, received nothing',
        "      tags: expected nothing, received [ 'x' ]",
      ),
    );
  });

  it('uses the letters of the caller for values that come at another time', () => {
    const values = { x: { id: 1 }, y: { id: 2 } };
    const error = fail(({ cold, expectObservable }) => {
      expectObservable(cold('-(yx)|', values)).toBe('x-y-|', values);
    });

    expect(error.message).toBe(
      text(
        'marbles differ at 0ms',
        '',
        '  expected  x-y-|',
        '  received  -(yx)|',
        '            ^',
        '',
        '  x = { id: 1 }',
        '  y = { id: 2 }',
      ),
    );
  });

  it('prefers the letter expected at the place when two stand for the same value', () => {
    const error = fail(({ cold, expectObservable }) => {
      expectObservable(cold('b-|', { b: 1 })).toBe('b|', { a: 1, b: 1 });
    });

    expect(error).toMatchObject({ received: 'b-|' });
  });

  it('shows errors that differ', () => {
    const error = fail(({ expectObservable }) => {
      expectObservable(throwError(() => new TypeError('boom'))).toBe('#', {}, new Error('bang'));
    });

    expect(error.message).toBe(
      text(
        'marbles differ at 0ms',
        '',
        '  expected  #',
        '  received  #',
        '            ^',
        '',
        '  # = expected Error: bang, received TypeError: boom',
      ),
    );
  });

  it('shows an error that was not expected, unless it is the default', () => {
    const own = fail(({ cold, expectObservable }) => {
      expectObservable(cold('-#', {}, new Error('boom'))).toBe('-|');
    });
    const plain = fail(({ cold, expectObservable }) => expectObservable(cold('-#')).toBe('-|'));

    expect(own.message).toMatch(/\n {13}\^\n\n {2}# = Error: boom$/);
    expect(plain.message).toMatch(/\n {13}\^$/);
  });

  it('shortens long silences on both lines', () => {
    const error = fail(({ cold, expectObservable }) => {
      expectObservable(cold('a 40ms b 2m c|')).toBe('a 40ms b 2m -c|');
    });

    expect(error.message).toBe(
      text(
        'marbles differ at 120042ms',
        '',
        '  expected  a 40ms b 2m -c|',
        '  received  a 40ms b 2m c|',
        '                        ^',
      ),
    );
  });

  it('points into groups, and keeps columns beside a group that is wider than its time', () => {
    const error = fail(({ hot, expectObservable }) => {
      const source = hot('abc').pipe(concatMap((value) => (value === 'b' ? of('b', 'x') : of(value))));
      expectObservable(source).toBe('abc');
    });

    expect(error.message).toBe(
      text('marbles differ at 1ms', '', '  expected  ab   c', '  received  a(bx)c', '               ^'),
    );
  });

  it('draws the surroundings of a difference far into a long line', () => {
    const error = fail(({ expectObservable }) => {
      const source = range(0, 100_000);
      expectObservable(source).toEqual(source.pipe(map((value) => (value === 50_000 ? -1 : value))));
    });

    expect(error).toMatchObject({ frame: 0 });
    expect(error.message).toMatch(/\n {2}not drawn: 49900 events before, 49901 events after\n/);
    expect(error.message).toMatch(/ = 50000, received for /);
  });

  it('draws inner observables', () => {
    const error = fail(({ cold, expectObservable }) => {
      expectObservable(cold('x', { x: cold('ab|') })).toBe('x', { x: cold('a-b|') });
    });

    expect(error.message).toBe(
      text(
        'marbles differ at 0ms',
        '',
        '  expected  x',
        '  received  a',
        '            ^',
        '',
        '  x = observable a-b|',
        '  a = observable ab|, received for x',
      ),
    );
  });

  it('draws both observables of toEqual', () => {
    const error = fail(({ expectObservable }) => expectObservable(of(1, 2)).toEqual(of(1, 3)));

    expect(error.message).toBe(
      text(
        'marbles differ at 0ms',
        '',
        '  expected  (ab|)',
        '  received  (ac|)',
        '              ^',
        '',
        '  a = 1',
        '  b = 3',
        '  c = 2, received for b',
      ),
    );
  });

  it('shows the first failure and counts the others', () => {
    const error = fail(({ cold, expectObservable }) => {
      expectObservable(cold('a')).toBe('a');
      expectObservable(cold('b')).toBe('c');
      expectObservable(cold('d')).toBe('e');
      expectObservable(cold('f')).toBe('g');
    });

    expect(error.message).toMatch(/expected {2}c\n.*\n\nand 2 more expectations of this test failed$/s);
  });

  it('comes from the line of the expectation', () => {
    const error = fail(function theTest({ cold, expectObservable }) {
      expectObservable(cold('a')).toBe('b');
    });

    expect(error.stack?.split('\n').find((line) => line.startsWith('    at'))).toMatch(/marbles\.test\.ts/);
  });

  it('checks at each flush what was expected before', () => {
    const log: string[] = [];
    const error = fail(({ cold, expectObservable, flush }) => {
      expectObservable(cold('a')).toBe('a');
      flush();
      log.push('went on');
      expectObservable(cold('a')).toBe('b');
      flush();
      log.push('not reached');
    });

    expect(error).toBeInstanceOf(MarbleMismatchError);
    expect(log).toEqual(['went on']);
  });

  it('passes on what the body throws', () => {
    const error = fail(() => {
      throw new RangeError('mine');
    });

    expect(error).toEqual(new RangeError('mine'));
  });

  it('refuses an observable without an expectation', () => {
    const error = fail(({ expectObservable }) => {
      expectObservable(NEVER);
    });

    expect(error.message).toBe('expected .toBe(…) or .toEqual(…) after expectObservable(…), got none');
  });

  it('refuses a letter without a value', () => {
    const error = fail(({ expectObservable }) => expectObservable(NEVER).toBe('-ab', { a: 1, c: 1 }));

    expect(error.message).toBe("expected a value for each letter of '-ab', got none for 'b' (a, c)");
  });

  it('refuses a body that returns a promise, also one that fails', () => {
    const error = fail(async () => {
      throw new Error('too late');
    });

    expect(error.message).toMatch(/^expected a synchronous body in marbles\(…\), got a promise/);
  });

  it.each<[string, Observable<unknown>, number]>([
    ['goes on for ever', interval(1), 4_999],
    ['repeats in no time', of(1, asapScheduler).pipe(repeat()), 0],
    [
      'fails and starts again for ever',
      defer(() => timer(1)).pipe(
        map(() => {
          throw new Error();
        }),
        retry(),
      ),
      4_999,
    ],
  ])('refuses a source that %s', (_, source, frame) => {
    const body = ({ expectObservable }: MarbleHelpers) => expectObservable(source).toBe('-');
    const error = failureOf(marbles(body, { maxSteps: 5_000 }));

    expect(error).toBeInstanceOf(EndlessMarblesError);
    expect(error).toMatchObject({ steps: 5_000 });
    expect(Math.abs((error as EndlessMarblesError).frame - frame)).toBeLessThan(2);
  });

  it('allows as many steps as asked for', () => {
    const body = ({ expectObservable }: MarbleHelpers) =>
      expectObservable(interval(1).pipe(take(20))).toBe('20ms (a|)', { a: 19 });

    expect(failureOf(marbles(body, { maxSteps: 10 }))).toBeInstanceOf(EndlessMarblesError);
    expect(failureOf(marbles(body, { maxSteps: 30 }))).toBeInstanceOf(MarbleMismatchError);
  });

  it('leaves nothing running after a failure', () => {
    let ended = 0;
    const endless = of(1, asapScheduler).pipe(
      repeat(),
      finalize(() => {
        ended += 1;
      }),
    );

    fail(({ expectObservable }) => expectObservable(endless).toBe('-'));
    expect(ended).toBe(1);
    marbles(({ expectObservable }) => expectObservable(of('a', asapScheduler)).toBe('(a|)'))();
  });

  it('keeps what comes after a check out of it', () => {
    const subject = new Subject<string>();

    marbles(({ expectObservable, flush }) => {
      expectObservable(subject).toBe('-');
      flush();
      subject.next('a');
    })();
  });
});
