import { describe, expect, it } from '@jest/globals';
import { concat, defer, mergeMap, of, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { type RecoverOptions, recover } from '../../operators/recover.ts';
import {
  flinkExponential,
  kindling,
  kubernetes,
  otp,
  sparkDeclarative,
} from '../../operators/recoveryPresets.ts';
import { RestartIntensityError } from '../../operators/restartIntensity.ts';

const middle = { random: () => 0.5 };
const least = { random: () => 0 };
const most = { random: () => 1 - Number.EPSILON };
const minute = 60_000;

/**
 * When a source is started in virtual time, in milliseconds, if its runs emit at once and fail after so long;
 * those that are not given take a millisecond. Ends with what the result errors with.
 */
function startsOf(options: RecoverOptions, count: number, lengths: readonly number[] = []): unknown[] {
  const scheduler = new VirtualTimeScheduler();
  const seen: unknown[] = [];
  const source = defer(() => {
    const length = lengths[seen.length] ?? 1;
    seen.push(scheduler.now());
    return concat(of('a'), timer(length, scheduler).pipe(mergeMap(() => throwError(() => 'error'))));
  });
  const subscription = source.pipe(recover({ ...options, scheduler })).subscribe({
    next: () => {
      if (seen.length >= count) scheduler.schedule(() => subscription.unsubscribe());
    },
    error: (error) => seen.push(error),
  });
  scheduler.flush();
  return seen;
}

/** The same times from delays: each run takes a millisecond. */
const startsAfter = (...delays: readonly number[]) => {
  let at = 0;
  return [0, ...delays.map((delay) => (at += 1 + delay))];
};

describe('kindling', () => {
  it('restarts five times, twice as long after each', () => {
    expect(startsOf(kindling({ random: () => 0 }), 9)).toEqual([
      ...startsAfter(1_000, 2_000, 4_000, 8_000, 16_000),
      'error',
    ]);
  });

  it('waits five minutes at most, should there be more', () => {
    const delays = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000];
    expect(startsOf({ ...kindling(least), maxRetries: 20 }, 12)).toEqual(startsAfter(...delays));
  });

  it('leaves up to a half to chance', () => {
    expect(startsOf(kindling(middle), 3)).toEqual(startsAfter(750, 1_500));
  });

  it('begins anew after the larger of a minute and ten times the last delay', () => {
    expect(startsOf(kindling(least), 4, [1, minute + 1])).toEqual([0, 1_001, 62_002, 64_003]);
    expect(startsOf(kindling(least), 4, [1, minute - 1])).toEqual([0, 1_001, 63_000, 67_001]);
  });
});

describe('sparkDeclarative', () => {
  it('restarts after 5 and 10 seconds', () => {
    expect(startsOf(sparkDeclarative(), 9)).toEqual([...startsAfter(5_000, 10_000), 'error']);
  });

  it('doubles up to an hour if there are more retries', () => {
    const seconds = [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600];
    const delays = seconds.map((s) => s * 1_000);
    expect(startsOf({ ...sparkDeclarative(), maxRetries: 12 }, 13)).toEqual(startsAfter(...delays));
  });

  it('never begins anew', () => {
    expect(startsOf(sparkDeclarative(), 9, [1, 10_000 * minute, 10_000 * minute])).toHaveLength(4);
  });
});

describe('flinkExponential', () => {
  const steps = [
    ...[1_000, 1_500, 2_250, 3_375, 5_062, 7_593, 11_390, 17_085, 25_628, 38_443, 57_665],
    ...[60_000, 60_000, 60_000],
  ];

  it('grows by half up to a minute, and goes on for ever', () => {
    expect(startsOf(flinkExponential(middle), steps.length + 1)).toEqual(startsAfter(...steps));
    expect(flinkExponential(middle).backoff?.(1_000_000)).toBe(minute);
  });

  it('is by chance a tenth shorter or longer, yet never below a second or above a minute', () => {
    const { backoff: short } = flinkExponential(least);
    const { backoff: long } = flinkExponential(most);

    expect([1, 2, 5, 12, 13].map((attempt) => short?.(attempt))).toEqual([
      1_000, 1_350, 4_556, 60_000, 60_000,
    ]);
    expect([1, 2, 5, 11].map((attempt) => long?.(attempt))).toEqual([1_099, 1_649, 5_568, 60_000]);
  });

  it('begins anew after an hour', () => {
    expect(startsOf(flinkExponential(middle), 4, [1, 60 * minute + 1])).toEqual([
      ...[0, 1_001, 3_602_002, 3_603_503],
    ]);
    expect(startsOf(flinkExponential(middle), 4, [1, 60 * minute - 1])).toEqual([
      ...[0, 1_001, 3_602_500, 3_604_751],
    ]);
  });
});

describe('kubernetes', () => {
  it('restarts at once, then after ten seconds, doubled up to five minutes, for ever', () => {
    const seconds = [0, 10, 20, 40, 80, 160, 300, 300, 300];
    expect(startsOf(kubernetes(), 10)).toEqual(startsAfter(...seconds.map((s) => s * 1_000)));
    expect(kubernetes().maxRetries).toBe(Number.POSITIVE_INFINITY);
  });

  it('begins anew after ten minutes', () => {
    expect(startsOf(kubernetes(), 4, [1, 10 * minute + 1])).toEqual([0, 1, 600_002, 610_003]);
    expect(startsOf(kubernetes(), 4, [1, 10 * minute - 1])).toEqual([0, 1, 610_000, 630_001]);
  });
});

describe('otp', () => {
  it('restarts at once, and ends the group at a second restart within five seconds', () => {
    expect(startsOf(otp(), 9, [7_000, 5_001, 5_000, 1])).toEqual([
      ...[0, 7_000, 12_001],
      new RestartIntensityError(1, 5_000, { cause: 'error' }),
    ]);
  });

  it('goes on for ever where there is time enough in between', () => {
    expect(startsOf(otp(), 99, Array(99).fill(5_001))).toHaveLength(99);
  });

  it('makes a group of its own each time', () => {
    expect(otp().intensity).not.toBe(otp().intensity);
  });
});
