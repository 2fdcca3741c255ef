import { Readable } from 'node:stream';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  auditTime,
  bufferTime,
  concat,
  debounceTime,
  defer,
  delay,
  delayWhen,
  EMPTY,
  firstValueFrom,
  from,
  interval,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  observeOn,
  of,
  range,
  repeat,
  retry,
  type SchedulerAction,
  type SchedulerLike,
  Subject,
  scheduled,
  subscribeOn,
  take,
  throttleTime,
  throwError,
  timeInterval,
  timeout,
  timer,
  timestamp,
  VirtualTimeScheduler,
} from 'rxjs';
import { EndlessSimulationError } from '../../lib/testing/endlessSimulationError.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { SortedTasks } from './support/sortedTasks.ts';

/** What an observable does, and when. */
function told(source: Observable<unknown>, clock: SchedulerLike): unknown[] {
  const log: unknown[] = [];
  source.subscribe({
    next: (value) => log.push([clock.now(), value]),
    error: (error: unknown) => log.push([clock.now(), String(error)]),
    complete: () => log.push([clock.now(), 'complete']),
  });
  return log;
}

const noticing = (scheduler: SchedulerLike) => {
  const log: string[] = [];
  return { log, note: (name: string) => () => log.push(`${scheduler.now()} ${name}`) };
};

describe('SimulatedScheduler', () => {
  it('tells when each task is due that waits', () => {
    const scheduler = new SimulatedScheduler({ startsAt: 1_000 });
    for (const due of [5, 2, 9, 2]) timer(due, scheduler).subscribe();
    const cancelled = timer(3, scheduler).subscribe();
    cancelled.unsubscribe();
    expect(scheduler.dues).toEqual([2, 2, 5, 9]);
    scheduler.advanceBy(4);
    expect(scheduler.dues).toEqual([5, 9]);
  });

  const bursts = (scheduler: SchedulerLike) =>
    merge(...[0, 1, 5, 6, 7, 20].map((at) => timer(at, scheduler).pipe(mergeMap(() => of(at)))));

  it.each<[string, (scheduler: SchedulerLike) => Observable<unknown>]>([
    ['timer', (scheduler) => timer(3, scheduler)],
    ['a timer that goes on', (scheduler) => timer(2, 5, scheduler).pipe(take(3))],
    ['timer with a date', (scheduler) => timer(new Date(7), scheduler)],
    ['interval', (scheduler) => interval(10, scheduler).pipe(take(3))],
    ['delay', (scheduler) => of('a', 'b').pipe(delay(4, scheduler))],
    ['delayWhen', (scheduler) => of(3, 1, 2).pipe(delayWhen((ms) => timer(ms, scheduler)))],
    ['timeout', (scheduler) => bursts(scheduler).pipe(timeout({ each: 10, scheduler }))],
    ['a timeout by date', (scheduler) => NEVER.pipe(timeout({ first: new Date(5), scheduler }))],
    [
      'retry',
      (scheduler) => throwError(() => 'error').pipe(retry({ count: 2, delay: () => timer(3, scheduler) })),
    ],
    ['repeat', (scheduler) => of('a').pipe(repeat({ count: 3, delay: () => timer(3, scheduler) }))],
    ['observeOn', (scheduler) => of('a', 'b').pipe(observeOn(scheduler, 5))],
    ['subscribeOn', (scheduler) => of('a').pipe(subscribeOn(scheduler, 5))],
    ['scheduled', (scheduler) => scheduled(['a', 'b'], scheduler)],
    ['scheduled iterables', (scheduler) => scheduled(new Set(['a', 'b']), scheduler)],
    ['range', (scheduler) => range(1, 3).pipe(observeOn(scheduler))],
    ['debounceTime', (scheduler) => bursts(scheduler).pipe(debounceTime(3, scheduler))],
    ['throttleTime', (scheduler) => bursts(scheduler).pipe(throttleTime(3, scheduler, { trailing: true }))],
    ['auditTime', (scheduler) => bursts(scheduler).pipe(auditTime(3, scheduler))],
    ['bufferTime', (scheduler) => bursts(scheduler).pipe(bufferTime(4, 2, scheduler))],
    ['timeInterval', (scheduler) => bursts(scheduler).pipe(timeInterval(scheduler))],
    ['timestamp', (scheduler) => bursts(scheduler).pipe(timestamp(scheduler))],
  ])('runs %s as the scheduler of RxJS does', (_name, make) => {
    const rival = new VirtualTimeScheduler();
    const ours = new SimulatedScheduler();
    const logs = [told(make(rival), rival), told(make(ours), ours)];
    rival.flush();
    ours.flush();

    expect(logs[0]?.length).toBeGreaterThan(0);
    expect(logs[1]).toEqual(logs[0]);
  });

  it('runs tasks in the order in which they are due, and otherwise were scheduled', () => {
    const scheduler = new SimulatedScheduler();
    const { log, note } = noticing(scheduler);
    scheduler.schedule(note('a'), 5);
    scheduler.schedule(note('b'), 1);
    scheduler.schedule(note('c'), 5);
    scheduler.schedule(function (this: SchedulerAction<unknown>) {
      note('d')();
      scheduler.schedule(note('e'), 4);
      scheduler.schedule(note('f'));
    }, 1);
    scheduler.schedule(note('g'), 1);
    scheduler.flush();

    expect(log).toEqual(['1 b', '1 d', '1 g', '1 f', '5 a', '5 c', '5 e']);
  });

  it('agrees with a sorted list, whatever is scheduled, moved and cancelled', () => {
    const act = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('add'), delay: fc.nat(20), again: fc.nat(3) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel'), which: fc.nat() }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('move'), which: fc.nat(), delay: fc.nat(20) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('advance'), ms: fc.nat(10) }) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
        expect(ran(acts, new SimulatedScheduler())).toEqual(ran(acts, new SortedTasks()));
      }),
    );
  });

  describe('a task', () => {
    it('is given its state, and can schedule itself again as the same subscription', () => {
      const scheduler = new SimulatedScheduler();
      const seen: unknown[] = [];
      const task = scheduler.schedule<number>(
        function (count = 0) {
          seen.push([scheduler.now(), count]);
          if (count < 3) seen.push(this.schedule(count + 1, 10) === task);
        },
        5,
        1,
      );
      scheduler.flush();

      expect(seen).toEqual([[5, 1], true, [15, 2], true, [25, 3]]);
    });

    it('moves when it is scheduled again before it is due', () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      const task = scheduler.schedule(note('a'), 5) as SchedulerAction<unknown>;
      scheduler.schedule(note('b'), 7);
      task.schedule(undefined, 7);

      expect(scheduler.waiting).toBe(2);
      scheduler.flush();
      expect(log).toEqual(['7 b', '7 a']);
    });

    it('leaves nothing behind when it is unsubscribed', () => {
      const scheduler = new SimulatedScheduler();
      const events = new Subject<number>();
      events.pipe(timeout({ each: 300_000, scheduler })).subscribe();
      for (let i = 0; i < 10_000; i++) events.next(i);

      expect(scheduler.waiting).toBe(1);
      events.complete();
      expect(scheduler.waiting).toBe(0);
      expect(scheduler.nextDue).toBe(Number.POSITIVE_INFINITY);
    });

    it('does not run when one that is due with it unsubscribes it', () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      scheduler.schedule(() => last.unsubscribe(), 5);
      scheduler.schedule(note('a'), 5);
      const last = scheduler.schedule(note('b'), 5);
      scheduler.flush();

      expect(log).toEqual(['5 a']);
    });

    it('does not come back once it is unsubscribed', () => {
      const scheduler = new SimulatedScheduler();
      const work = jest.fn();
      const task = scheduler.schedule(work) as SchedulerAction<unknown>;
      task.unsubscribe();
      task.schedule();
      scheduler.flush();

      expect(work).not.toHaveBeenCalled();
    });

    it('is due at once where its delay is negative, and never where it is infinite', () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      scheduler.advanceBy(10);
      scheduler.schedule(note('a'), -5);
      scheduler.schedule(note('b'), Number.POSITIVE_INFINITY);
      scheduler.flush();

      expect(log).toEqual(['10 a']);
      expect(scheduler.waiting).toBe(0);
      expect(() => scheduler.schedule(note('c'), Number.NaN)).toThrow(
        new RangeError('expected a delay in milliseconds, got NaN'),
      );
    });

    it.each([new Error('its own'), undefined, 0])(
      'that throws %p does so out of the call, and the others stay',
      (error) => {
        const scheduler = new SimulatedScheduler();
        const { log, note } = noticing(scheduler);
        const task = scheduler.schedule(() => {
          throw error;
        }, 1);
        scheduler.schedule(note('a'), 2);
        let thrown: unknown = 'nothing';
        try {
          scheduler.flush();
        } catch (caught) {
          thrown = caught;
        }

        expect(thrown).toBe(error);
        expect(task.closed).toBe(true);
        scheduler.flush();
        expect(log).toEqual(['2 a']);
      },
    );
  });

  describe('time', () => {
    it('goes by as far as it is told to', () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      for (const at of [1, 5, 6]) scheduler.schedule(note(String(at)), at);

      scheduler.advanceBy(5);
      expect([log, scheduler.elapsed, scheduler.waiting]).toEqual([['1 1', '5 5'], 5, 1]);
      scheduler.advanceTo(5);
      scheduler.advanceTo(20);
      expect([log.length, scheduler.elapsed, scheduler.steps]).toEqual([3, 20, 3]);
    });

    it('goes by task by task', () => {
      const scheduler = new SimulatedScheduler();
      interval(10, scheduler).pipe(take(2)).subscribe();

      expect(scheduler.nextDue).toBe(10);
      expect([scheduler.step(), scheduler.elapsed, scheduler.nextDue]).toEqual([true, 10, 20]);
      expect([scheduler.step(), scheduler.elapsed]).toEqual([true, 20]);
      expect([scheduler.step(), scheduler.elapsed]).toEqual([false, 20]);
    });

    it.each([4, Number.NaN, Number.POSITIVE_INFINITY])('is not let go by to %p', async (to) => {
      const scheduler = new SimulatedScheduler();
      scheduler.advanceBy(5);
      const refusal = new RangeError(`expected a time from 5ms on, which has elapsed, got ${to}ms`);

      expect(() => scheduler.advanceTo(to)).toThrow(refusal);
      await expect(scheduler.advanceToAsync(to)).rejects.toEqual(refusal);
    });

    it('is not let go by from inside of a task', () => {
      const scheduler = new SimulatedScheduler();
      scheduler.schedule(() => scheduler.flush());

      expect(() => scheduler.flush()).toThrow('expected a call when time stands still');
      expect(scheduler.step()).toBe(false);
    });

    it('that has no end is refused', async () => {
      const endless = () => {
        const scheduler = new SimulatedScheduler({ maxSteps: 100 });
        interval(10, scheduler).subscribe();
        return scheduler;
      };

      expect(() => endless().flush()).toThrow(new EndlessSimulationError(100, 1_000));
      await expect(endless().flushAsync()).rejects.toEqual(new EndlessSimulationError(100, 1_000));
      expect(() => endless().advanceBy(1_000)).not.toThrow();
      await expect(endless().advanceByAsync(1_000)).resolves.toBeUndefined();
    });

    it('that stands still is refused', () => {
      const scheduler = new SimulatedScheduler({ maxSteps: 100 });
      of('a')
        .pipe(repeat({ delay: () => timer(0, scheduler) }))
        .subscribe();

      expect(() => scheduler.advanceBy(1)).toThrow(
        'expected simulated time to come to an end, but after 100 tasks, at 0ms, there was more to do.',
      );
    });

    it('is bounded by a number of tasks', () => {
      expect(() => new SimulatedScheduler({ maxSteps: 0 })).toThrow(
        new RangeError('expected maxSteps to be a positive number, got 0'),
      );
    });
  });

  describe('the clock on the wall', () => {
    it('begins where it is told to', () => {
      const scheduler = new SimulatedScheduler({ startsAt: 1_000 });
      scheduler.advanceBy(5);

      expect([scheduler.now(), scheduler.elapsed]).toEqual([1_005, 5]);
    });

    it.each([100_000, -100_000])('jumps by %p, and tasks stay due when they were', (jump) => {
      const scheduler = new SimulatedScheduler({ startsAt: 1_000_000 });
      const log: unknown[] = [];
      for (const at of [10, 20, 30]) {
        scheduler.schedule(() => log.push([scheduler.elapsed, scheduler.now()]), at);
      }
      scheduler.schedule(() => scheduler.setClock(scheduler.now() + jump), 15);
      scheduler.flush();

      expect(log).toEqual([
        [10, 1_000_010],
        [20, 1_000_020 + jump],
        [30, 1_000_030 + jump],
      ]);
    });

    it('is what dates are measured by', () => {
      const scheduler = new SimulatedScheduler({ startsAt: 1_000 });
      scheduler.setClock(3_000);
      const log = told(timer(new Date(3_500), scheduler), scheduler);
      scheduler.flush();

      expect(log[0]).toEqual([3_500, 0]);
      expect(scheduler.elapsed).toBe(500);
    });
  });

  describe('asap', () => {
    it('goes before everything else that is due, in its own order', () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      scheduler.schedule(() => {
        note('a')();
        scheduler.asap.schedule(note('b'));
        scheduler.asap.schedule(note('c'));
        scheduler.asap.schedule(note('d'), 1);
      }, 5);
      scheduler.schedule(note('e'), 5);
      scheduler.schedule(note('f'), 6);
      scheduler.flush();

      expect(log).toEqual(['5 a', '5 b', '5 c', '5 e', '6 f', '6 d']);
      expect(scheduler.asap.now()).toBe(6);
    });
  });

  describe('with promises', () => {
    it('lets a body await, and no time goes by', async () => {
      const scheduler = new SimulatedScheduler();
      const body = async (at: number) => {
        for (let hops = 0; hops < 1_000; hops++) await undefined;
        return at;
      };
      const log = told(interval(10, scheduler).pipe(take(2), mergeMap(body)), scheduler);
      await scheduler.flushAsync();

      expect(log).toEqual([
        [10, 0],
        [20, 1],
        [20, 'complete'],
      ]);
    });

    it('lets a body await the clock itself', async () => {
      const scheduler = new SimulatedScheduler();
      const sleep = (ms: number) => firstValueFrom(timer(ms, scheduler));
      const body = async () => {
        await sleep(3_600_000);
        await Promise.all([sleep(5), sleep(7)]);
        return scheduler.now();
      };
      const log = told(defer(body), scheduler);
      await scheduler.flushAsync();

      expect(log[0]).toEqual([3_600_007, 3_600_007]);
      expect(scheduler.waiting).toBe(0);
    });

    it('lets promises go on before the next task, also one that is due together', async () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      scheduler.schedule(async () => {
        note('a')();
        await undefined;
        note('b')();
        scheduler.schedule(note('d'));
      }, 5);
      scheduler.schedule(note('c'), 5);
      await scheduler.flushAsync();

      expect(log).toEqual(['5 a', '5 b', '5 c', '5 d']);
    });

    it('lets promises go on that were there before, wherever it is called', async () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      const started = async () => {
        for (let hops = 0; hops < 10; hops++) await undefined;
        note('a')();
        scheduler.schedule(note('b'));
      };
      // Out of a turn of the event loop, where no promise runs.
      await new Promise((resolve) => {
        setImmediate(() => {
          scheduler.schedule(note('c'));
          void started();
          resolve(scheduler.flushAsync());
        });
      });

      expect(log).toEqual(['0 a', '0 c', '0 b']);
    });

    it('goes by as far as it is told to', async () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      interval(10, scheduler).subscribe(async () => {
        await undefined;
        note('a')();
      });

      await scheduler.advanceByAsync(25);
      expect([log, scheduler.elapsed]).toEqual([['10 a', '20 a'], 25]);
      await scheduler.advanceToAsync(30);
      expect(log.length).toBe(3);
      expect(await scheduler.stepAsync()).toBe(true);
      expect(log[3]).toBe('40 a');
      expect(await new SimulatedScheduler().stepAsync()).toBe(false);
    });

    it('settles what needs no time', async () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      const body = async () => {
        await firstValueFrom(timer(0, scheduler));
        note('a')();
        await firstValueFrom(timer(1, scheduler));
        note('b')();
      };
      void body();
      await scheduler.settle();

      expect([log, scheduler.elapsed]).toEqual([['0 a'], 0]);
      await scheduler.flushAsync();
      expect(log).toEqual(['0 a', '1 b']);
    });

    it('rejects with what a task throws, and the others stay', async () => {
      const scheduler = new SimulatedScheduler();
      scheduler.schedule(() => {
        throw new Error('its own');
      }, 1);
      scheduler.schedule(() => {}, 2);

      await expect(scheduler.flushAsync()).rejects.toThrow('its own');
      expect([scheduler.elapsed, scheduler.waiting]).toEqual([1, 1]);
      await expect(scheduler.flushAsync()).resolves.toBeUndefined();
    });

    it('refuses a second call before the end of the first', async () => {
      const scheduler = new SimulatedScheduler();
      const first = scheduler.flushAsync();

      expect(() => scheduler.flush()).toThrow('expected a call when time stands still');
      await expect(scheduler.settle()).rejects.toThrow('expected a call when time stands still');
      await first;
      expect(() => scheduler.flush()).not.toThrow();
    });

    it('does not let them go on in the calls that are not asynchronous', async () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      scheduler.schedule(async () => {
        await undefined;
        note('a')();
      }, 5);
      scheduler.schedule(note('b'), 10);
      scheduler.flush();

      expect(log).toEqual(['10 b']);
      await scheduler.settle();
      expect(log).toEqual(['10 b', '10 a']);
    });

    it('does not wait for what the real clock resolves', async () => {
      const scheduler = new SimulatedScheduler();
      const { log, note } = noticing(scheduler);
      const real = eventLoopTurn().then(note('a'));
      scheduler.schedule(note('b'), 5);
      await scheduler.flushAsync();

      expect(log).toEqual(['5 b']);
      await real;
      expect(log).toEqual(['5 b', '5 a']);
    });

    it('waits for as long as it is told to', async () => {
      const rows = async () => {
        const read: string[] = [];
        for await (const row of Readable.from('abcdefgh'.split(''))) read.push(row);
        return read.join('');
      };
      const readIn = async (scheduler: SimulatedScheduler) => {
        const log = told(concat(from(rows()), EMPTY), scheduler);
        scheduler.schedule(() => {}, 5);
        await scheduler.flushAsync();
        await eventLoopTurn();
        return log[0];
      };

      // A stream of Node hands on its rows in ticks, of which only one passes between two tasks.
      expect(await readIn(new SimulatedScheduler())).toEqual([5, 'abcdefgh']);
      expect(await readIn(new SimulatedScheduler({ quiet: () => eventLoopTurn() }))).toEqual([
        0,
        'abcdefgh',
      ]);
    });
  });
});

type Act =
  | { readonly kind: string; readonly delay: number; readonly again: number }
  | { readonly kind: string; readonly which: number; readonly delay?: number }
  | { readonly kind: string; readonly ms: number };

/** Which tasks ran and when, and how many waited after each act. */
function ran(acts: readonly Act[], scheduler: SimulatedScheduler | SortedTasks): unknown[] {
  const log: unknown[] = [];
  const tasks: SchedulerAction<unknown>[] = [];
  const add = (ms: number, again: number, id: number) => {
    let left = again;
    const work = function (this: SchedulerAction<unknown>) {
      log.push([scheduler.elapsed, id]);
      if (left-- > 0) this.schedule(undefined, ms);
    };
    tasks.push(scheduler.schedule(work, ms) as SchedulerAction<unknown>);
  };
  for (const act of acts) {
    if ('ms' in act) scheduler.advanceBy(act.ms);
    else if ('again' in act) add(act.delay, act.again, tasks.length);
    else if (act.delay === undefined) tasks[act.which % tasks.length]?.unsubscribe();
    else tasks[act.which % tasks.length]?.schedule(undefined, act.delay);
    log.push(scheduler.waiting);
  }
  scheduler.advanceBy(1_000);
  return log;
}
