import { describe, expect, it, jest } from '@jest/globals';
import { throwError } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { constant } from '../../operators/backoff.ts';
import { recover } from '../../operators/recover.ts';
import type { RecoveryGivenUp } from '../../operators/recoveryNotice.ts';
import { alert, ignore } from '../../operators/recoveryStrategy.ts';
import { diary, runs } from './support/failingRuns.ts';

const backoff = constant(2);

// biome-ignore format: marbles are aligned by hand
describe('recoveryStrategy', () => {
  const classify = (error: unknown) => (error === 'wrong' ? 'permanent' : 'transient');

  it('does not restart after a permanent failure', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const { lines, options } = diary();
    const fine = cold('  #', undefined, 'late');
    const wrong = cold('   -#', undefined, 'wrong');
    const expected = '   ---#';

    expectObservable(runs(fine, wrong).pipe(recover({ classify, backoff, ...options }))).toBe(expected, undefined, 'wrong');
    expectSubscriptions(wrong.subscriptions).toBe('--^!');
    flush();
    expect(lines).toEqual(['0 attempt 1', '3 failed 1', '3 alert 1']);
  }));

  it('alert errors at once, and tells', marbles(({ cold, expectObservable, flush }) => {
    const { lines, options } = diary();
    const source = cold(' -a-#');

    expectObservable(source.pipe(recover({ strategy: alert, ...options }))).toBe('-a-#');
    flush();
    expect(lines).toEqual(['3 alert 0']);
  }));

  it('ignore completes at once, and tells what was ignored', marbles(({ cold, expectObservable, flush }) => {
    const told: RecoveryGivenUp[] = [];
    const source = cold(' -a-#');

    expectObservable(source.pipe(recover({ strategy: ignore, onGivenUp: (notice) => told.push(notice) }))).toBe('-a-|');
    flush();
    expect(told).toEqual([
      {
        ...{ reason: 'ignore', attempt: 0, maxRetries: 5, at: 3, error: 'error', failureClass: 'unknown' },
        history: [{ at: 3, error: 'error', failureClass: 'unknown', ranFor: 3 }],
      },
    ]);
  }));

  it('of your own is asked about each failure', marbles(({ cold, expectObservable, flush }) => {
    const source = cold(' --#');
    const expected = '    ----------|';
    const asked: unknown[] = [];
    const result = source.pipe(
      recover({
        backoff,
        strategy: ({ at, ranFor, failureClass }, restarts) => {
          asked.push([at, ranFor, failureClass, restarts]);
          return restarts < 2 ? 'restart' : 'ignore';
        },
      }),
    );

    expectObservable(result).toBe(expected);
    flush();
    expect(asked).toEqual([[2, 2, 'unknown', 0], [6, 2, 'unknown', 1], [10, 2, 'unknown', 2]]);
  }));

  it('that says something else errors', () => {
    const error = jest.fn<(error: unknown) => void>();
    const strategy = (() => 'retry') as never;
    throwError(() => 'its own').pipe(recover({ strategy })).subscribe({ error });

    expect(error).toHaveBeenCalledWith(
      new TypeError('expected strategy to say restart, alert or ignore, got retry', { cause: 'its own' }),
    );
  });
});
