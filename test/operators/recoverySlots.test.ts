import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { NEVER, Subscription, throwError, VirtualTimeScheduler } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { constant } from '../../operators/backoff.ts';
import { recover } from '../../operators/recover.ts';
import { recoverySlots } from '../../operators/recoverySlots.ts';
import { diary, failing, type Run, runs } from './support/failingRuns.ts';

const backoff = constant(2);

// biome-ignore format: marbles are aligned by hand
describe('recoverySlots', () => {
  it('bound how many restarts have not emitted yet', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const { lines, options } = diary();
    const slots = recoverySlots({ atOnce: 2 });
    const source = () => ({ fails: cold('#'), runs: cold('--a------') });
    const [a, b, c] = [source(), source(), source()];
    const unsub = '      -------------!';
    const expected = '   ----a--------';
    const late = '       ------a------';
    for (const one of [a, b, c]) {
      const result = runs(one.fails, one.runs).pipe(recover({ backoff, stableAfter: 3, slots, ...options }));
      expectObservable(result, unsub).toBe(one === c ? late : expected);
    }
    expectSubscriptions(a.runs.subscriptions).toBe('--^----------!');
    expectSubscriptions(c.runs.subscriptions).toBe('----^--------!');
    flush();
    expect(lines.slice(3)).toEqual([
      '2 behind 0 waits 1',
      ...['7 succeeded 1', '7 succeeded 1', '9 succeeded 1'],
    ]);
    expect([slots.free, slots.waiting]).toEqual([2, 0]);
  }));

  it('come back when a restart emits, fails, completes or is stopped', marbles(({ cold, expectObservable, flush }) => {
    const slots = recoverySlots({ atOnce: 1 });
    const options = { maxRetries: 1, backoff, slots };
    const failing = runs(cold('#'), cold(' ---#'));
    const ending = runs(cold(' #'), cold('     --|'));
    const working = runs(cold('#'), cold('       -a--'));
    const stopped = runs(cold('#'), cold('        ----'));
    const last = runs(cold('   #'), cold('          a|'));
    const unsub = '          ----------!';

    expectObservable(failing.pipe(recover(options))).toBe('       -----#');
    expectObservable(ending.pipe(recover(options))).toBe('        -------|');
    expectObservable(working.pipe(recover(options)), unsub).toBe('--------a');
    expectObservable(stopped.pipe(recover(options)), unsub).toBe('');
    expectObservable(last.pipe(recover(options))).toBe('          ----------a|');
    flush();
    expect([slots.free, slots.waiting]).toEqual([1, 0]);
  }));

  it('come back from a start that hangs, so that it holds up only itself', marbles(({ cold, expectObservable, flush }) => {
    const { lines, options } = diary();
    const slots = recoverySlots({ atOnce: 1, holdFor: 5 });
    const hanging = runs(cold('#'), NEVER);
    const fine = runs(cold('   #'), cold('       a|'));

    expectObservable(hanging.pipe(recover({ backoff, slots })), '-----------!').toBe('');
    expectObservable(fine.pipe(recover({ backoff, slots, ...options }))).toBe('-------a|');
    flush();
    expect(lines).toEqual(['0 attempt 1', '2 behind 0 waits 1', '8 succeeded 1']);
    expect(slots.free).toBe(1);
  }));

  it('are not held during a delay', marbles(({ cold, expectObservable }) => {
    const slots = recoverySlots({ atOnce: 1 });
    const patient = runs(cold('#'), cold('           a|'));
    const quick = runs(cold('  #'), cold('   a|'));

    expectObservable(patient.pipe(recover({ backoff: constant(9), slots }))).toBe('---------a|');
    expectObservable(quick.pipe(recover({ backoff: constant(3), slots }))).toBe('  ---a|');
  }));

  it('are handed on without overflowing the stack when 2,000 fail where they start', () => {
    const scheduler = new VirtualTimeScheduler();
    const slots = recoverySlots({ atOnce: 1 });
    const error = jest.fn();
    const result = throwError(() => 'error').pipe(recover({ maxRetries: 2, backoff: constant(0), slots, scheduler }));
    for (let index = 0; index < 2_000; index++) result.subscribe({ error });
    scheduler.flush();

    expect(error).toHaveBeenCalledTimes(2_000);
    expect([slots.free, slots.waiting]).toEqual([1, 0]);
  });

  it('are taken in order, and given back once', () => {
    const scheduler = new VirtualTimeScheduler();
    const slots = recoverySlots({ atOnce: 1 });
    const order: number[] = [];
    const [one, two, three] = [1, 2, 3].map((number) => slots.take(() => order.push(number), scheduler));
    scheduler.maxFrames = 0;
    scheduler.flush();
    two?.unsubscribe();
    one?.unsubscribe();
    one?.unsubscribe();
    scheduler.flush();

    expect([order, slots.free, slots.waiting]).toEqual([[1, 3], 0, 0]);
    three?.unsubscribe();
    expect(slots.free).toBe(1);
  });

  it('start nothing where they are taken or given back', () => {
    const scheduler = new VirtualTimeScheduler();
    const slots = recoverySlots({ atOnce: 1 });
    const start = jest.fn();
    const first = slots.take(start, scheduler);
    const second = slots.take(start, scheduler);
    first.unsubscribe();

    expect(start).not.toHaveBeenCalled();
    second.unsubscribe();
  });

  it('start what was granted even if they are held for no time at all', () => {
    const scheduler = new VirtualTimeScheduler();
    const slots = recoverySlots({ atOnce: 1, holdFor: 0 });
    const start = jest.fn();
    slots.take(start, scheduler);
    slots.take(start, scheduler);
    scheduler.flush();

    expect(start).toHaveBeenCalledTimes(2);
    expect(slots.free).toBe(1);
  });

  it('are four, for a minute, unless told otherwise', () => {
    const scheduler = new VirtualTimeScheduler();
    const slots = recoverySlots();
    expect(slots.free).toBe(4);
    slots.take(() => undefined, scheduler);
    scheduler.flush();
    expect(scheduler.now()).toBe(60_000);
  });

  it('are conserved whatever happens, and never hold more unproven restarts than there are', () => {
    const time = fc.nat(30);
    const run: fc.Arbitrary<Run> = fc.record({ value: fc.option(time, { nil: undefined }), fails: time });
    const plans = fc.array(fc.array(run, { maxLength: 6 }), { maxLength: 8 });
    const options = fc.record({
      atOnce: fc.integer({ min: 1, max: 3 }),
      holdFor: time,
      stops: fc.array(fc.nat(200), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(plans, options, (all, { atOnce, holdFor, stops }) => {
        const scheduler = new VirtualTimeScheduler();
        const slots = recoverySlots({ atOnce, holdFor });
        const holding = new Set<{ readonly since: number; readonly value: number }>();
        const counts = { attempts: 0, restarts: 0 };
        const stableAfter = 9;

        const restarted = (began: Run | undefined) => {
          counts.restarts += 1;
          const held = { since: scheduler.now(), value: began?.value ?? Number.POSITIVE_INFINITY };
          holding.add(held);
          const overdue = [...holding].filter(({ since, value }) => {
            const ran = scheduler.now() - since;
            return ran > holdFor || ran > value + stableAfter;
          });
          for (const one of overdue) holding.delete(one);
          const certain = [...holding].filter(({ since, value }) => {
            const ran = scheduler.now() - since;
            return ran < holdFor && ran < value + stableAfter;
          });
          expect(certain.length).toBeLessThanOrEqual(atOnce);
          expect(slots.free).toBeGreaterThanOrEqual(0);
          return new Subscription(() => holding.delete(held));
        };
        const subscriptions = all.map((plan) => {
          let first = true;
          const source = failing(plan, scheduler, (began) => {
            if (!first) return restarted(began);
            first = false;
            return undefined;
          });
          const onAttempt = () => {
            counts.attempts += 1;
          };
          return source
            .pipe(recover({ backoff: constant(1), stableAfter, slots, onAttempt, scheduler }))
            .subscribe({ error: () => undefined });
        });
        for (const [index, at] of stops.entries()) {
          scheduler.schedule(() => subscriptions[index]?.unsubscribe(), at);
        }
        scheduler.flush();

        expect([slots.free, slots.waiting]).toEqual([atOnce, 0]);
        if (stops.length === 0) expect(counts.restarts).toBe(counts.attempts);
        for (const subscription of subscriptions) subscription.unsubscribe();
        expect(slots.free).toBe(atOnce);
      }),
    );
  });

  it.each([
    [{ atOnce: 0 }, 'expected atOnce to be a positive integer or Infinity, got 0'],
    [{ atOnce: 1.5 }, 'expected atOnce to be a positive integer or Infinity, got 1.5'],
    [{ holdFor: Number.POSITIVE_INFINITY }, 'expected holdFor to be a number of ms that a timer can wait, got Infinity'],
  ])('refuse %p', (options, message) => {
    expect(() => recoverySlots(options)).toThrow(new RangeError(message));
  });
});
