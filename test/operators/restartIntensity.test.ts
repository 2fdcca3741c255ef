import { describe, expect, it, jest } from '@jest/globals';
import { UnsubscriptionError } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { constant } from '../../operators/backoff.ts';
import { recover } from '../../operators/recover.ts';
import { RestartIntensityError, restartIntensity } from '../../operators/restartIntensity.ts';
import { diary } from './support/failingRuns.ts';

const backoff = constant(2);

// biome-ignore format: marbles are aligned by hand
describe('restartIntensity', () => {
  it('ends the whole group when it is restarted too often', marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
    const { lines, options } = diary();
    const intensity = restartIntensity({ max: 2, within: 20 });
    const group = { backoff: constant(1), intensity };
    const steady = cold(' a---------------');
    const one = cold('    ---#            ');
    const other = hot('   ------#         ');
    const error = new RestartIntensityError(2, 20, { cause: 'error' });

    expectObservable(steady.pipe(recover({ ...group, ...options }))).toBe('a------#', undefined, error);
    expectObservable(one.pipe(recover(group))).toBe('                       -------#', undefined, error);
    expectObservable(other.pipe(recover(group))).toBe('                     -------#', undefined, error);
    expectSubscriptions(steady.subscriptions).toBe('^------!');
    flush();
    expect(lines).toEqual(['7 escalation 0']);
  }));

  it('does not count restarts that are too long ago', marbles(({ cold, expectObservable }) => {
    const intensity = restartIntensity({ max: 1, within: 4 });
    const source = cold(' ---#');
    const expected = '    -------------';

    expectObservable(source.pipe(recover({ maxRetries: 9, backoff, intensity })), '^------------!').toBe(expected);
  }));

  it('leaves one that gives up for itself to itself', marbles(({ cold, expectObservable }) => {
    const intensity = restartIntensity({ max: 1, within: 5 });
    const failing = cold(' -#').pipe(recover({ maxRetries: 0, intensity }));
    const steady = cold('  ----a-|').pipe(recover({ intensity }));

    expectObservable(failing).toBe('-#');
    expectObservable(steady).toBe(' ----a-|');
  }));

  it('is restarted as a whole by a level above', marbles(({ cold, expectObservable }) => {
    const intensity = restartIntensity({ max: 1, within: 50 });
    const source = cold(' a#');
    const inner = source.pipe(recover({ backoff: constant(1), intensity }));
    const outer = inner.pipe(recover({ maxRetries: 1, backoff: constant(5), stableAfter: 90 }));
    const expected = '    a-a-----a-a#';
    const error = new RestartIntensityError(1, 50, { cause: 'error' });

    expectObservable(outer).toBe(expected, undefined, error);
  }));

  it('is one restart in five seconds unless told otherwise, both ends of the time included', () => {
    const intensity = restartIntensity();

    expect([0, 5_001, 10_001].map((at) => intensity.restart(at, 'error'))).toEqual([true, true, false]);
  });

  it('tells who joined last first, and forgets the group', () => {
    const intensity = restartIntensity({ max: 0 });
    const told: string[] = [];
    intensity.join(() => told.push('first'));
    intensity.join(() => told.push('left')).unsubscribe();
    intensity.join(() => told.push('last'));

    expect([intensity.restart(1, 'x'), intensity.restart(1, 'y')]).toEqual([false, false]);
    expect(told).toEqual(['last', 'first']);
  });

  it('tells all of them, even if one throws', () => {
    const intensity = restartIntensity({ max: 0 });
    const told = jest.fn();
    intensity.join(told);
    intensity.join(() => {
      throw 'thrown';
    });

    expect(() => intensity.restart(1, 'x')).toThrow(UnsubscriptionError);
    expect(told).toHaveBeenCalledWith(new RestartIntensityError(0, 5_000, { cause: 'x' }));
  });

  it('ends a member that waits for its restart', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const intensity = restartIntensity({ max: 1, within: 9 });
    const waiting = cold(' #   ');
    const failing = cold(' --# ');
    const subs = '         (^!)';
    const expected = '     --# ';
    const error = new RestartIntensityError(1, 9, { cause: 'error' });

    expectObservable(waiting.pipe(recover({ backoff: constant(5), intensity }))).toBe(expected, undefined, error);
    expectObservable(failing.pipe(recover({ backoff, intensity }))).toBe(expected, undefined, error);
    expectSubscriptions(waiting.subscriptions).toBe(subs);
  }));

  it.each([
    [{ max: -1 }, 'expected max to be an integer from 0 on, got -1'],
    [{ max: Number.POSITIVE_INFINITY }, 'expected max to be an integer from 0 on, got Infinity'],
    [{ within: 0 }, 'expected within to be a positive number of ms, got 0'],
  ])('refuses %p', (options, message) => {
    expect(() => restartIntensity(options)).toThrow(new RangeError(message));
  });
});
