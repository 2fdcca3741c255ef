import { describe, expect, it } from '@jest/globals';
import { from, map, of } from 'rxjs';
import { type FailureReport, type FailuresOptions, failures } from '../../lib/observers/failures.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';

let sequence = 0;
const event = (name: string, payload: unknown = {}, time = 0) =>
  new SignalEvent(name, payload, ++sequence, time, 'run-1', undefined);

const failed = (errorType: string, error = 'no', time = 0) =>
  event('shop.order_failed', { error, errorType }, time);

function reportsOf(events: readonly SignalEvent[], options?: FailuresOptions): FailureReport[] {
  const reports: FailureReport[] = [];
  failures(options)(from(events)).subscribe((report) => reports.push(report));
  return reports;
}

const lastOf = (events: readonly SignalEvent[], options?: FailuresOptions) => {
  const last = reportsOf(events, options).at(-1);
  if (!last) throw new Error('expected a report, got none');
  return last;
};

// biome-ignore format: marbles are aligned by hand
describe('failures', () => {
  const events = {
    a: failed('A'),
    b: event('entity.merge_failed', { error: 'no', errorType: 'B' }),
    x: event('shop.order_seen'),
    r: event('datapipes.pipe_retrying', { error: 'no', errorType: 'A' }),
  };
  const counts = map(({ total, byErrorType }: FailureReport) =>
    [total, ...Object.entries(byErrorType).map(([type, { count }]) => `${type}${count}`)].join(' '),
  );
  const values = { '1': '1 A1', '2': '2 A1 B1', '3': '3 A2 B1' };

  it('emits a report with each failure', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-x-b-r-a-|', events);
    const subs = '       ^----------!';
    const expected = '   -1---2---3-|';

    expectObservable(failures()(source).pipe(counts)).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable }) => {
    expectObservable(failures()(cold('--|', events))).toBe('--|');
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable }) => {
    expectObservable(failures()(cold('----', events))).toBe('----');
  }));

  it('errors when the source errors', marbles(({ cold, expectObservable }) => {
    expectObservable(failures()(cold('-a-#', events)).pipe(counts)).toBe('-1-#', values);
  }));

  it('unsubscribes from the source early', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot(' -a-b-a-|', events);
    const unsub = '      ----!   ';
    const subs = '       ^---!   ';
    const expected = '   -1-2-   ';

    expectObservable(failures()(source).pipe(counts), unsub).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('counts for each subscriber alone', marbles(({ hot, expectObservable }) => {
    const source = hot(' -a-b-a-|', events);
    const second = '     --^     ';
    const expected1 = '  -1-2-3-|';
    const expected2 = '  ---b-c-|';
    const result = failures()(source).pipe(counts);

    expectObservable(result).toBe(expected1, values);
    expectObservable(result, second).toBe(expected2, { b: '1 B1', c: '2 B1 A1' });
  }));

  it('hears of all namespaces on a bus', marbles(({ cold, expectObservable, testScheduler }) => {
    const signals = new Signals({ scheduler: testScheduler });
    const entity = { entityId: 'e', entityName: 'e', mergeKeys: [], durationSeconds: 1 };
    cold('-a-b-').subscribe((letter) =>
      letter === 'a'
        ? signals.emit('entity.merge_failed', { ...entity, error: 'no', errorType: 'A' })
        : signals.emit('streaming.watchdog_error', { error: 'no' }),
    );

    expectObservable(failures()(signals.of('*')).pipe(counts), '^----!').toBe('-a-b', {
      a: '1 A1',
      b: '2 A1 unknown1',
    });
  }));
});

describe('failures, a report', () => {
  it('tells of each error type how often, when, by whom, and what was said last', () => {
    const last = failed('A', 'third', 30);
    const all = [
      failed('A', 'first', 10),
      failed('B', 'other', 15),
      event('entity.merge_failed', { error: 'second', errorType: 'A' }, 20),
      last,
    ];
    expect(lastOf(all)).toEqual({
      failure: last,
      total: 4,
      byErrorType: {
        A: {
          count: 3,
          first: 10,
          last: 30,
          signals: { 'shop.order_failed': 2, 'entity.merge_failed': 1 },
          lastError: 'third',
        },
        B: { count: 1, first: 15, last: 15, signals: { 'shop.order_failed': 1 }, lastError: 'other' },
      },
      recent: all,
    });
  });

  it('never changes, and shares what has not changed', () => {
    const reports = reportsOf([failed('A'), failed('B'), failed('A')]);
    const [first, second, third] = reports.map(({ byErrorType }) => byErrorType);
    expect(first).toMatchObject({ A: { count: 1 } });
    expect(second?.['A']).toBe(first?.['A']);
    expect(third?.['B']).toBe(second?.['B']);
    expect(third?.['A']).not.toBe(second?.['A']);
    expect(second?.['A']?.count).toBe(1);
    expect(reports.map(({ recent }) => recent.length)).toEqual([1, 2, 3]);
  });

  it('keeps as many of the last failures as asked for', () => {
    const all = Array.from({ length: 12 }, () => failed('A'));
    expect(lastOf(all).recent).toEqual(all.slice(2));
    expect(lastOf(all, { recent: 2 }).recent).toEqual(all.slice(10));
    expect(lastOf(all, { recent: 0 }).recent).toEqual([]);
  });

  it('tells so many error types apart, and so many signals of each', () => {
    const types = lastOf([failed('A'), failed('B'), failed('C'), failed('D'), failed('A')], {
      maxTypes: 2,
    });
    expect(Object.entries(types.byErrorType).map(([type, { count }]) => [type, count])).toEqual([
      ['A', 2],
      ['B', 1],
      ['other', 2],
    ]);
    const { byErrorType } = lastOf(
      ['a.failed', 'b.failed', 'c.failed', 'd.failed'].map((name) => event(name)),
      {
        maxTypes: 2,
      },
    );
    expect(byErrorType['unknown']?.signals).toEqual({ 'a.failed': 1, 'b.failed': 1, other: 2 });
  });

  it('takes error types that are named like parts of every object', () => {
    const { byErrorType } = lastOf([failed('constructor'), failed('__proto__'), failed('__proto__')]);
    expect(Object.entries(byErrorType).map(([type, { count }]) => [type, count])).toEqual([
      ['constructor', 1],
      ['__proto__', 2],
    ]);
  });

  it.each<[unknown, string, string]>([
    [null, 'unknown', 'unknown'],
    [undefined, 'unknown', 'unknown'],
    ['broke', 'unknown', 'broke'],
    [42, 'unknown', 'unknown'],
    [['broke'], 'unknown', 'unknown'],
    [{ error: 1, errorType: {} }, 'unknown', 'unknown'],
    [{ error: '', errorType: '' }, 'unknown', 'unknown'],
    [new RangeError('broke'), 'RangeError', 'broke'],
    [{ error: new RangeError('broke') }, 'RangeError', 'broke'],
    [{ lastError: 'broke', failureClass: 'transient' }, 'unknown', 'broke'],
  ])('takes the payload %p', (payload, errorType, lastError) => {
    expect(lastOf([event('shop.order_failed', payload)]).byErrorType).toMatchObject({
      [errorType]: { lastError },
    });
  });

  it.each([-1, 1.5, Number.NaN])('refuses to keep %p failures', (recent) => {
    expect(() => failures({ recent })).toThrow(`expected recent to be an integer from 0 on, got ${recent}`);
  });

  it.each([0, 1.5, Number.NaN])('refuses to tell %p error types apart', (maxTypes) => {
    expect(() => failures({ maxTypes })(of())).toThrow(
      `expected maxTypes to be a positive integer, got ${maxTypes}`,
    );
  });
});
