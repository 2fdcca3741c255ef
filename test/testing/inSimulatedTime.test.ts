import { afterEach, describe, expect, it } from '@jest/globals';
import {
  asapScheduler,
  asyncScheduler,
  debounceTime,
  delay,
  firstValueFrom,
  interval,
  of,
  retry,
  take,
  throwError,
  timeout,
  timer,
  timestamp,
} from 'rxjs';
import { inSimulatedTime } from '../../lib/testing/inSimulatedTime.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { offload } from '../../operators/offload.ts';

const real = [asyncScheduler, asapScheduler].map(({ now, schedule }) => ({ now, schedule }));
const day = 86_400_000;

describe('inSimulatedTime', () => {
  afterEach(() => {
    expect([asyncScheduler, asapScheduler].map(({ now, schedule }) => ({ now, schedule }))).toEqual(real);
  });

  it('runs what was given no scheduler', () => {
    const scheduler = new SimulatedScheduler({ startsAt: 5_000 });
    const log: unknown[] = [];
    inSimulatedTime(scheduler, () => {
      const failing = throwError(() => 'error').pipe(retry({ count: 2, delay: day }));
      timer(day).subscribe(() => log.push([scheduler.elapsed, 'timer', asyncScheduler.now()]));
      interval(day)
        .pipe(take(2))
        .subscribe(() => log.push([scheduler.elapsed, 'interval']));
      of('a')
        .pipe(delay(2 * day), debounceTime(day))
        .subscribe(() => log.push([scheduler.elapsed, 'delay']));
      interval(2 * day)
        .pipe(timeout({ each: day }))
        .subscribe({ error: () => log.push([scheduler.elapsed, 'timeout']) });
      failing.subscribe({ error: () => log.push([scheduler.elapsed, 'retry']) });
      scheduler.flush();
    });

    expect(log).toEqual([
      [day, 'timer', 5_000 + day],
      [day, 'interval'],
      [day, 'timeout'],
      [2 * day, 'delay'],
      [2 * day, 'interval'],
      [2 * day, 'retry'],
    ]);
  });

  it('runs asapScheduler before what is due', () => {
    const scheduler = new SimulatedScheduler();
    const log: string[] = [];
    inSimulatedTime(scheduler, () => {
      timer(0).subscribe(() => log.push('timer'));
      of('a', 'b')
        .pipe(offload((value) => of(value)))
        .subscribe((value) => log.push(value));
      scheduler.flush();
    });

    expect(log).toEqual(['a', 'b', 'timer']);
  });

  it('lasts until a promise is settled', async () => {
    const scheduler = new SimulatedScheduler();
    const slept = await inSimulatedTime(scheduler, async () => {
      const body = async () => {
        await firstValueFrom(timer(day));
        await firstValueFrom(timer(day));
        return scheduler.elapsed;
      };
      const [result] = await Promise.all([body(), scheduler.flushAsync()]);
      return result;
    });

    expect(slept).toBe(2 * day);
    await expect(inSimulatedTime(scheduler, () => Promise.reject(new Error('its own')))).rejects.toThrow(
      'its own',
    );
  });

  it('ends with what work throws', () => {
    const fail = () => {
      throw new Error('its own');
    };

    expect(() => inSimulatedTime(new SimulatedScheduler(), fail)).toThrow('its own');
  });

  it('leaves in simulated time what goes on afterwards', () => {
    const scheduler = new SimulatedScheduler();
    const seen: number[] = [];
    inSimulatedTime(scheduler, () =>
      interval(day)
        .pipe(take(3))
        .subscribe(() => seen.push(scheduler.elapsed)),
    );
    scheduler.flush();

    expect(seen).toEqual([day, 2 * day, 3 * day]);
  });

  it('does not reach what asks the real clock by itself', async () => {
    const seen = inSimulatedTime(new SimulatedScheduler(), () =>
      Promise.all([
        firstValueFrom(of('a').pipe(timestamp())),
        firstValueFrom(of('a').pipe(timestamp(asyncScheduler))),
      ]),
    );

    const [bare, told] = await seen;
    expect(bare.timestamp).toBeGreaterThan(0);
    expect(told.timestamp).toBe(0);
  });

  it('refuses a second simulation beside the first', async () => {
    const first = inSimulatedTime(new SimulatedScheduler(), () => Promise.resolve());

    expect(() => inSimulatedTime(new SimulatedScheduler(), () => {})).toThrow(
      'expected the schedulers of RxJS to be real, got those of another simulation',
    );
    await first;
  });
});
