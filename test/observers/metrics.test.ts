import { describe, expect, it } from '@jest/globals';
import { from, map, Subject, VirtualTimeScheduler } from 'rxjs';
import { type MetricsOptions, metrics } from '../../lib/observers/metrics.ts';
import type { MetricsSnapshot } from '../../lib/observers/metricsSnapshot.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';

const event = (name: string, payload: unknown = {}, time = 0) =>
  new SignalEvent(name, payload, 1, time, 'run-1', undefined);

function lastOf(events: readonly SignalEvent[], options?: MetricsOptions): MetricsSnapshot {
  const snapshots: MetricsSnapshot[] = [];
  metrics(options)(from(events)).subscribe((snapshot) => snapshots.push(snapshot));
  const [only, ...more] = snapshots;
  if (!only || more.length > 0) throw new Error(`expected one snapshot, got ${snapshots.length}`);
  return only;
}

// biome-ignore format: marbles are aligned by hand
describe('metrics', () => {
  const events = { a: event('shop.a'), b: event('shop.b') };
  const total = map(({ total }: MetricsSnapshot) => String(total));

  it('emits a snapshot some time after the first signal that is not in the last one', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-a------b-------|', events);
    const subs = '       ^-------------------!';
    const expected = '   -----3----------4---|';

    expectObservable(metrics({ every: 4 })(source).pipe(total)).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('emits at most one snapshot a second unless told otherwise', marbles(({ cold, expectObservable }) => {
    const source = cold('a 998ms b-a 500ms |   ', events);
    const expected = '   1s 2     501ms    (3|)';

    expectObservable(metrics()(source).pipe(total)).toBe(expected);
  }));

  it('emits what is left when the source completes', marbles(({ cold, expectObservable }) => {
    const source = cold('-a-b-a-|   ', events);
    const expected = '   -----3-|   ';

    expectObservable(metrics({ every: 4 })(source).pipe(total)).toBe(expected);
    expectObservable(metrics({ every: 5 })(source).pipe(total)).toBe('------3|');
    expectObservable(metrics({ every: 9 })(source).pipe(total)).toBe('-------(3|)');
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable }) => {
    expectObservable(metrics()(cold('--|', events))).toBe('--|');
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable }) => {
    expectObservable(metrics({ every: 1 })(cold('----', events))).toBe('----');
  }));

  it('errors when the source errors, without what no snapshot has told', marbles(({ cold, expectObservable }) => {
    expectObservable(metrics({ every: 3 })(cold('-a-b-a-#', events)).pipe(total)).toBe('----2--#');
  }));

  it('unsubscribes from the source early', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot(' -a-b-a---|', events);
    const unsub = '      ------!   ';
    const subs = '       ^-----!   ';
    const expected = '   ----2---   ';

    expectObservable(metrics({ every: 3 })(source).pipe(total), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('counts for each subscriber alone', marbles(({ hot, expectObservable }) => {
    const source = hot(' -a-b-a-|   ', events);
    const second = '     --^        ';
    const expected1 = '  --1-2-3|   ';
    const expected2 = '  ----1-2|   ';
    const result = metrics({ every: 1 })(source).pipe(total);

    expectObservable(result).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
  }));

  it('counts the signals of a bus', marbles(({ cold, expectObservable, testScheduler }) => {
    const signals = new Signals({ scheduler: testScheduler });
    cold('-a-b-a-|').subscribe({ next: (name) => signals.emit(`shop.${name}`, { rows: 2 }), complete: () => signals.close() });
    const of = (count: number) => ({ count, failures: {}, rows: { rows: 2 * count } });
    const values = {
      s: { total: 2, time: 3, buckets: [1], signals: { 'shop.a': of(1), 'shop.b': of(1) } },
      t: { total: 3, time: 5, buckets: [1], signals: { 'shop.a': of(2), 'shop.b': of(1) } },
    };

    expectObservable(metrics({ every: 3, buckets: [1] })(signals.of('*'))).toBe('----s--(t|)', values);
  }));

  it('runs no timer while nothing comes', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<SignalEvent>();
    const subscription = metrics({ scheduler })(source).subscribe();

    expect(scheduler.actions).toHaveLength(0);
    source.next(events.a);
    source.next(events.b);
    expect(scheduler.actions).toHaveLength(1);
    scheduler.flush();
    expect(scheduler.actions).toHaveLength(0);
    source.next(events.a);
    subscription.unsubscribe();
    expect(scheduler.actions).toHaveLength(0);
  });
});

describe('metrics, a snapshot', () => {
  it('counts and times each signal', () => {
    const snapshot = lastOf(
      [
        event('shop.load', { durationSeconds: 1, rowsRead: 10, numInputRows: 4 }),
        event('shop.load', { durationSeconds: 1.5, rowsRead: 5 }),
        event('shop.load', { durationSeconds: 99 }),
        event('shop.load_failed', { errorType: 'A' }),
        event('shop.load_failed', { errorType: 'B' }),
        event('shop.load_failed', { errorType: 'A' }, 77),
      ],
      { buckets: [1, 2] },
    );
    expect(snapshot).toEqual({
      total: 6,
      time: 77,
      buckets: [1, 2],
      signals: {
        'shop.load': {
          count: 3,
          failures: {},
          rows: { rowsRead: 15, numInputRows: 4 },
          durations: { count: 3, sumSeconds: 101.5, counts: [1, 1, 1] },
        },
        'shop.load_failed': { count: 3, failures: { A: 2, B: 1 }, rows: {} },
      },
    });
  });

  it('does not change when more is counted', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<SignalEvent>();
    const snapshots: MetricsSnapshot[] = [];
    metrics({ scheduler, buckets: [1] })(source).subscribe((snapshot) => snapshots.push(snapshot));
    for (let i = 0; i < 2; i++) {
      source.next(event('shop.a_failed', { durationSeconds: 1, rows: 1, errorType: 'A' }));
      scheduler.flush();
    }
    const of = (count: number) => ({
      count,
      failures: { A: count },
      rows: { rows: count },
      durations: { count, sumSeconds: count, counts: [count, 0] },
    });
    expect(snapshots.map(({ signals }) => signals)).toEqual([
      { 'shop.a_failed': of(1) },
      { 'shop.a_failed': of(2) },
    ]);
  });

  it('sums up the fields that tell rows, and no others', () => {
    const payload = {
      ...{ rows: 1, rowsInserted: 2, numInputRows: 3, totalRows: 4, total_rows: 5, rows_read: 6, Rows: 7 },
      ...{ arrows: 1, rowsPerSecond: 1, inputRowsPerSecond: 1, sourceRowCount: 1, rowset: 1, brows: 1 },
    };
    const { signals } = lastOf([event('shop.a', payload)]);
    expect(signals['shop.a']?.rows).toEqual({
      ...{ rows: 1, rowsInserted: 2, numInputRows: 3, totalRows: 4, total_rows: 5, rows_read: 6, Rows: 7 },
    });
  });

  it.each([
    null,
    undefined,
    'rows',
    42,
    true,
    [1, 2],
    [{ rows: 1 }],
    { rows: '1', durationSeconds: '1' },
    { rows: -1, durationSeconds: -1 },
    { rows: Number.NaN, durationSeconds: Number.NaN },
    { rows: Infinity, durationSeconds: Infinity },
  ])('only counts a signal with the payload %p', (payload) => {
    expect(lastOf([event('shop.a', payload)]).signals).toEqual({
      'shop.a': { count: 1, failures: {}, rows: {} },
    });
  });

  it('tells so many signals, error types and fields apart', () => {
    const names = ['a.failed', 'b.failed', 'c.failed', 'd.failed', 'a.failed'];
    const many = lastOf(
      names.map((name) => event(name)),
      { maxSignals: 2 },
    );
    expect(Object.entries(many.signals).map(([name, { count }]) => [name, count])).toEqual([
      ['a.failed', 2],
      ['b.failed', 1],
      ['other', 2],
    ]);
    expect(many.signals['other']?.failures).toEqual({ unknown: 2 });
    const types = ['A', 'B', 'C', 'D', 'A'].map((errorType) =>
      event('a.failed', { errorType, [`rows${errorType}`]: 1 }),
    );
    expect(lastOf(types, { maxTypes: 2 }).signals['a.failed']).toMatchObject({
      failures: { A: 2, B: 1, other: 2 },
      rows: { rowsA: 2, rowsB: 1, other: 2 },
    });
  });

  it('takes names that are parts of every object', () => {
    const { signals } = lastOf([event('__proto__'), event('constructor'), event('__proto__')]);
    expect(Object.entries(signals).map(([name, { count }]) => [name, count])).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
    ]);
  });

  it.each<[MetricsOptions, string]>([
    [{ every: 0 }, 'expected every to be a positive integer, got 0'],
    [{ maxSignals: 1.5 }, 'expected maxSignals to be a positive integer, got 1.5'],
    [{ maxTypes: Number.NaN }, 'expected maxTypes to be a positive integer, got NaN'],
    [{ buckets: [2, 1] }, 'expected buckets to be positive and ascending, got 2, 1'],
    [{ buckets: [0, 1] }, 'expected buckets to be positive and ascending, got 0, 1'],
    [{ buckets: [1, Infinity] }, 'expected buckets to be positive and ascending, got 1, Infinity'],
  ])('refuses %p', (options, message) => {
    expect(() => metrics(options)).toThrow(new RangeError(message));
  });
});
