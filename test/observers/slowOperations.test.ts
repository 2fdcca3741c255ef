import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { from, map } from 'rxjs';
import {
  type SlowOperation,
  type SlowOperationsOptions,
  slowOperations,
} from '../../lib/observers/slowOperations.ts';
import { subjectOf } from '../../lib/observers/subjectOf.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';

let sequence = 0;
const event = (name: string, payload: unknown = {}) =>
  new SignalEvent(name, payload, ++sequence, 0, 'run-1', undefined);

const took = (durationSeconds: unknown, pipeId = 'p') =>
  event('datapipes.after_pipe', { runId: `run-${sequence}`, pipeId, durationSeconds });

function alertsOf(events: readonly SignalEvent[], options?: SlowOperationsOptions): SlowOperation[] {
  const alerts: SlowOperation[] = [];
  slowOperations(options)(from(events)).subscribe((alert) => alerts.push(alert));
  return alerts;
}

const times = (count: number, durationSeconds: number, pipeId?: string) =>
  Array.from({ length: count }, () => took(durationSeconds, pipeId));

// biome-ignore format: marbles are aligned by hand
describe('slowOperations', () => {
  const events = { '1': took(1), '2': took(2), '3': took(3), '9': took(9), x: event('shop.x') };
  const few = { minSamples: 2 };
  const ratio = map(({ ratio }: SlowOperation) => String(ratio));

  it('tells what took longer than it usually does', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-1-x-1-2-9-|', events);
    const subs = '       ^----------!';
    const expected = '   ---------s-|';
    const s = { event: events[9], key: 'datapipes.after_pipe p', durationSeconds: 9, meanSeconds: 4 / 3, ratio: 6.75, samples: 3 };

    expectObservable(slowOperations(few)(source)).toBe(expected, { s });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('lets a slow one count from then on', marbles(({ cold, expectObservable }) => {
    const source = cold('-1-1-9-3-|', events);
    const expected = '   -----9---|';

    expectObservable(slowOperations(few)(source).pipe(ratio)).toBe(expected);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable }) => {
    expectObservable(slowOperations()(cold('--|', events))).toBe('--|');
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable }) => {
    expectObservable(slowOperations()(cold('----', events))).toBe('----');
  }));

  it('errors when the source errors', marbles(({ cold, expectObservable }) => {
    expectObservable(slowOperations(few)(cold('-1-1-3-#', events)).pipe(ratio)).toBe('-----3-#');
  }));

  it('errors when key throws', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-x-1-|', events);
    const key = () => {
      throw 'error';
    };

    expectObservable(slowOperations({ key })(source)).toBe('---#');
    expectSubscriptions(source.subscriptions).toBe('       ^--!');
  }));

  it('unsubscribes from the source early', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot(' -1-1-3-9-|', events);
    const unsub = '      ------!   ';
    const subs = '       ^-----!   ';
    const expected = '   -----3-   ';

    expectObservable(slowOperations(few)(source).pipe(ratio), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('remembers for each subscriber alone', marbles(({ hot, expectObservable }) => {
    const source = hot(' -1-1-3-9-|', events);
    const second = '     --^       ';
    const expected1 = '  -----3-b-|';
    const expected2 = '  -------c-|';
    const result = slowOperations(few)(source).pipe(ratio);

    expectObservable(result).toBe(expected1, { 3: '3', b: String(9 / (5 / 3)) });
    expectObservable(result, second).toBe(expected2, { c: '4.5' });
  }));

  it('watches a bus', marbles(({ cold, expectObservable, testScheduler }) => {
    const signals = new Signals({ scheduler: testScheduler });
    cold('-1-1-3-').subscribe((seconds) =>
      signals.emit('job.after_run', { jobId: 'j', appName: 'a', durationSeconds: Number(seconds) }),
    );

    expectObservable(slowOperations(few)(signals.of('*')).pipe(ratio), '^------!').toBe('-----3');
  }));
});

describe('slowOperations, what is compared', () => {
  it('waits for enough durations', () => {
    expect(alertsOf([...times(4, 1), took(9)])).toEqual([]);
    expect(alertsOf([...times(5, 1), took(9)])).toMatchObject([{ ratio: 9, samples: 5 }]);
    expect(alertsOf([took(1), took(9)], { minSamples: 1 })).toHaveLength(1);
  });

  it('tells what is over the factor, not at it', () => {
    expect(alertsOf([...times(5, 1), took(2)])).toEqual([]);
    expect(alertsOf([...times(5, 1), took(1.5)], { factor: 1.4 })).toHaveLength(1);
  });

  it('forgets durations that are out of the window', () => {
    const seconds = [...times(10, 100), ...times(3, 1), took(3)];
    expect(alertsOf(seconds, { window: 3, minSamples: 3 })).toMatchObject([{ meanSeconds: 1, samples: 3 }]);
  });

  it('takes anything for long where nothing took any time', () => {
    expect(alertsOf([...times(5, 0), took(0), took(1)])).toMatchObject([
      { meanSeconds: 0, ratio: Infinity },
    ]);
  });

  it('compares a thing with itself only', () => {
    expect(alertsOf([...times(5, 1, 'a'), took(9, 'b')])).toEqual([]);
    expect(
      alertsOf([...times(5, 1), event('shop.after_pipe', { pipeId: 'p', durationSeconds: 9 })]),
    ).toEqual([]);
  });

  it('compares what the key says is the same, and leaves out what has none', () => {
    const key = ({ name }: SignalEvent) => (name === 'shop.x' ? undefined : 'all');
    const others = [
      event('shop.x', { durationSeconds: 50 }),
      event('shop.y', { pipeId: 'y', durationSeconds: 9 }),
    ];
    expect(alertsOf([...times(5, 1), ...others], { key })).toMatchObject([
      { key: 'all', durationSeconds: 9 },
    ]);
  });

  it('leaves out failures, and durations that are none', () => {
    const failed = event('datapipes.pipe_failed', { pipeId: 'p', durationSeconds: 99 });
    const key = () => 'all';
    expect(alertsOf([...times(5, 1), failed], { key })).toEqual([]);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1, '9', null, undefined].map((one) => took(one));
    expect(alertsOf([...times(5, 1), ...odd, took(2.5)])).toMatchObject([{ samples: 5, meanSeconds: 1 }]);
  });

  it.each([null, undefined, 'text', 42, ['a'], [{ durationSeconds: 1 }]])(
    'takes the payload %p',
    (payload) => {
      expect(alertsOf([event('shop.a', payload)], { minSamples: 1 })).toEqual([]);
    },
  );

  it('forgets the key that was not used longest', () => {
    const warm = [...times(5, 1, 'a'), ...times(5, 1, 'b')];
    const used = [...warm, took(1, 'a'), took(1, 'c')];
    expect(alertsOf([...used, took(9, 'a')], { maxKeys: 2 })).toHaveLength(1);
    expect(alertsOf([...used, took(9, 'b')], { maxKeys: 2 })).toEqual([]);
    expect(alertsOf([...used, took(9, 'b')])).toHaveLength(1);
  });

  it('agrees with a plain reckoning over all durations', () => {
    const durations = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 20 })));
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 6 }), (all, window) => {
        const minSamples = Math.min(2, window);
        const expected = all.flatMap(([pipeId, seconds], index) => {
          const before = all
            .slice(0, index)
            .filter(([other]) => other === pipeId)
            .slice(-window);
          const mean = before.reduce((sum, [, one]) => sum + one, 0) / before.length;
          return before.length >= minSamples && seconds > 2 * mean
            ? [[pipeId, seconds, before.length]]
            : [];
        });
        const events = all.map(([pipeId, seconds]) => took(seconds, pipeId));
        const alerts = alertsOf(events, { window, minSamples });
        expect(
          alerts.map(({ key, durationSeconds, samples }) => [key.slice(-1), durationSeconds, samples]),
        ).toEqual(expected);
      }),
    );
  });

  it.each<[SlowOperationsOptions, string]>([
    [{ factor: 0 }, 'expected factor to be a positive number, got 0'],
    [{ factor: Number.NaN }, 'expected factor to be a positive number, got NaN'],
    [{ window: 2.5 }, 'expected window to be a positive integer, got 2.5'],
    [{ minSamples: 0 }, 'expected minSamples to be a positive integer, got 0'],
    [{ maxKeys: -1 }, 'expected maxKeys to be a positive integer, got -1'],
    [{ window: 3 }, 'expected minSamples to be at most window (3), got 5'],
  ])('refuses %p', (options, message) => {
    expect(() => slowOperations(options)).toThrow(new RangeError(message));
  });
});

describe('subjectOf', () => {
  it.each<[unknown, string | undefined]>([
    [{ runId: 'r', pipeId: 'p' }, 'p'],
    [{ entityId: 'e', readerId: 'x' }, 'e'],
    [{ batchId: 'b', filename: 'f', entryId: 'i' }, 'i'],
    [{ spanId: 's', component: 'c', operation: 'o' }, 'c o'],
    [{ component: 'c' }, undefined],
    [{ batchId: 'b', path: '/in', pattern: '*.csv' }, '/in *.csv'],
    [{ runId: 'r', pipeIds: ['a', 'b'] }, 'a,b'],
    [{ pipeIds: [1] }, undefined],
    [{ pipeId: 7 }, '7'],
    [{ pipeId: {} }, undefined],
    [{ runId: 'r' }, undefined],
    [['pipeId'], undefined],
    ['pipeId', undefined],
    [null, undefined],
  ])('finds what %p is about', (payload, subject) => {
    expect(subjectOf(payload)).toBe(subject);
  });
});
