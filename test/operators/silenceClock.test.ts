import { describe, expect, it, jest } from '@jest/globals';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { type SilentMember, silenceClock } from '../../operators/silenceClock.ts';

const told = () => {
  const silences: number[] = [];
  return { silences, fellSilent: (silentMs: number) => void silences.push(silentMs) };
};

describe('silenceClock', () => {
  it('looks only while somebody is watched, with one timer for all', () => {
    const scheduler = new SimulatedScheduler();
    const scheduled = jest.spyOn(scheduler, 'schedule');
    const clock = silenceClock({ checkEvery: 10, scheduler });

    expect(scheduled).not.toHaveBeenCalled();
    const places = [told(), told(), told()].map((member) => clock.watch(member, 1_000));
    scheduler.advanceBy(500);
    expect(scheduled).toHaveBeenCalledTimes(1);
    expect(scheduler.waiting).toBe(1);
    for (const place of places) clock.leave(place);
    expect(scheduler.waiting).toBe(0);
    expect(clock.watched).toBe(0);
    clock.watch(told(), 1_000);
    expect(scheduler.waiting).toBe(1);
  });

  it('tells a silence once, when it has surely lasted', () => {
    const scheduler = new SimulatedScheduler();
    const clock = silenceClock({ checkEvery: 10, scheduler });
    const member = told();
    const place = clock.watch(member, 30);

    scheduler.advanceBy(15);
    clock.heard(place);
    scheduler.advanceBy(34);
    expect(member.silences).toEqual([]);
    scheduler.advanceBy(1);
    expect(member.silences).toEqual([30]);
    scheduler.advanceBy(1_000);
    expect(member.silences).toEqual([30]);
  });

  it('tells the next silence once it was told how long that may last', () => {
    const scheduler = new SimulatedScheduler();
    const clock = silenceClock({ checkEvery: 10, scheduler });
    const member = told();
    const place = clock.watch(member, 10);

    scheduler.advanceBy(100);
    clock.heard(place);
    clock.allow(place, 50);
    scheduler.advanceBy(100);
    expect(member.silences).toEqual([10, 50]);
  });

  it('bears a silence for ever where it may last for ever', () => {
    const scheduler = new SimulatedScheduler();
    const clock = silenceClock({ checkEvery: 1, scheduler });
    const member = told();
    clock.watch(member, Number.POSITIVE_INFINITY);

    scheduler.advanceBy(10_000);

    expect(member.silences).toEqual([]);
  });

  it('gives places to others once they are left, and never tells who left', () => {
    const scheduler = new SimulatedScheduler();
    const clock = silenceClock({ checkEvery: 10, scheduler });
    const members = Array.from({ length: 100 }, told);
    const places = members.map((member) => clock.watch(member, 50));

    for (const place of places.slice(0, 50)) clock.leave(place);
    clock.leave(places[0] as number);
    expect(clock.watched).toBe(50);
    const late = Array.from({ length: 50 }, told);
    const again = late.map((member) => clock.watch(member, 200));
    expect([...again].sort()).toEqual(places.slice(0, 50).sort());
    scheduler.advanceBy(100);
    expect(members.map(({ silences }) => silences.length)).toEqual([
      ...Array.from({ length: 50 }, () => 0),
      ...Array.from({ length: 50 }, () => 1),
    ]);
    expect(late.flatMap(({ silences }) => silences)).toEqual([]);
    scheduler.advanceBy(200);
    expect(late.map(({ silences }) => silences)).toEqual(late.map(() => [200]));
  });

  it('lets those who are told come and go', () => {
    const scheduler = new SimulatedScheduler();
    const clock = silenceClock({ checkEvery: 10, scheduler });
    const [last, other] = [told(), told()];
    const places: number[] = [];
    const leaver: SilentMember = {
      fellSilent: () => {
        for (const place of places) clock.leave(place);
        for (let i = 0; i < 40; i++) clock.watch(last, 30);
      },
    };
    places.push(clock.watch(leaver, 10), clock.watch(other, 10));

    scheduler.advanceBy(20);
    expect(other.silences).toEqual([]);
    expect(clock.watched).toBe(40);
    expect(scheduler.waiting).toBe(1);
    scheduler.advanceBy(40);
    expect(last.silences).toHaveLength(40);
  });

  it('watches the others although one throws', () => {
    const scheduler = new SimulatedScheduler();
    const clock = silenceClock({ checkEvery: 10, scheduler });
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const member = told();
    clock.watch(
      {
        fellSilent: () => {
          throw new Error('not me');
        },
      },
      10,
    );
    clock.watch(member, 10);

    scheduler.advanceBy(20);

    expect(member.silences).toEqual([10]);
    expect(warned.mock.calls).toEqual([
      [expect.stringContaining('a member of a silence clock threw'), 'RekindleWarning'],
    ]);
    warned.mockRestore();
  });

  it.each([-7, 3_600_000])('is not misled by a clock that is set by %p ms', (jump) => {
    const scheduler = new SimulatedScheduler({ startsAt: 1_000_000 });
    const clock = silenceClock({ checkEvery: 10, scheduler });
    const member = told();
    const place = clock.watch(member, 30);

    for (let i = 0; i < 10; i++) {
      scheduler.setClock(scheduler.now() + jump);
      scheduler.advanceBy(20);
      clock.heard(place);
    }
    expect(member.silences).toEqual([]);
    for (let i = 0; i < 4; i++) {
      scheduler.setClock(scheduler.now() + jump);
      scheduler.advanceBy(10);
    }
    expect(member.silences).toEqual([30]);
  });

  it.each([0, -1, Number.NaN, 2 ** 31])('refuses to look every %p ms', (checkEvery) => {
    expect(() => silenceClock({ checkEvery })).toThrow(
      new RangeError(`expected checkEvery to be a positive number of ms, got ${checkEvery}`),
    );
  });
});
