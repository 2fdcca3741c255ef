import { describe, expect, it } from '@jest/globals';
import { concat, defer, retry, switchMap, take, timer } from 'rxjs';
import { type FakeProgress, fakeQuery } from '../../lib/testing/fakeQuery.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';

const batch = (batchId: number, more: Partial<FakeProgress> = {}): FakeProgress => ({
  batchId,
  numInputRows: 100,
  inputRowsPerSecond: 100,
  processedRowsPerSecond: 200,
  durationMs: 500,
  ...more,
});
const idle = (batchId: number) =>
  batch(batchId, { numInputRows: 0, inputRowsPerSecond: 0, processedRowsPerSecond: 0, durationMs: 10 });
const values = { a: batch(0), b: batch(1), c: batch(2) };

// biome-ignore format: marbles are aligned by hand
describe('fakeQuery', () => {
  it('reports batches, numbered on and on, and fails', marbles(({ expectObservable, expectSubscriptions }) => {
    const query = fakeQuery('--p-p--#');
    const subs = '           ^------!';
    const expected = '       --a-b--#';

    expectObservable(query.progress$).toBe(expected, values, new Error('the fake query failed'));
    expectSubscriptions(query.subscriptions).toBe(subs);
  }));

  it('ends, and fails with an error of its own', marbles(({ expectObservable }) => {
    expectObservable(fakeQuery('p 5m p|').progress$).toBe('a 5m b|', values);
    expectObservable(fakeQuery('-#', { error: 'oops' }).progress$).toBe('-#', undefined, 'oops');
  }));

  it('goes on without an end', marbles(({ expectObservable }) => {
    expectObservable(fakeQuery('-p').progress$, '^ 1m !').toBe('-a', values);
  }));

  it('is idle without counting a batch', marbles(({ expectObservable }) => {
    const query = fakeQuery('i-p-i-i-p');
    const expected = '       x-a-y-y-b';

    expectObservable(query.progress$, '^--------!').toBe(expected, { ...values, x: idle(0), y: idle(1) });
  }));

  it('reports what letters are given for', marbles(({ expectObservable }) => {
    const query = fakeQuery('p-u-d-p', {
      reports: { u: { processedRowsPerSecond: 10 }, d: { batchId: 0 } },
    });
    const expected = '       a-u-a-c';

    expectObservable(query.progress$, '^------!').toBe(expected, {
      ...values,
      u: batch(1, { processedRowsPerSecond: 10 }),
    });
  }));

  it('begins its diagram with each subscription, and numbers batches on', marbles(({ expectObservable, expectSubscriptions }) => {
    const query = fakeQuery('-p-#');
    const subs = [
      '                      ^--!   ',
      '                      -----^--!',
    ];
    const expected = '       -a----b-#';

    expectObservable(query.progress$.pipe(retry({ count: 1, delay: 2 }))).toBe(expected, values, new Error('the fake query failed'));
    expectSubscriptions(query.subscriptions).toBe(subs);
  }));

  it('stops, and has stopped when it says so', marbles(({ expectObservable, expectSubscriptions }) => {
    const query = fakeQuery('-p-p-p-p', { stopTakes: 3 });
    const stop = '           ---^';
    const stopped = '        ------|';
    const expected = '       -a-b-c|';
    const subs = '           ^-----!';

    expectObservable(query.progress$).toBe(expected, values);
    expectObservable(query.stop(), stop).toBe(stopped);
    expectSubscriptions(query.subscriptions).toBe(subs);
  }));

  it('is not stopped by who does not wait for it', marbles(({ expectObservable }) => {
    const query = fakeQuery('-p-p-p|', { stopTakes: 3 });
    const stop = '           -^-!';
    const expected = '       -a-b-c|';

    query.stop();
    expectObservable(query.progress$).toBe(expected, values);
    expectObservable(query.stop(), stop).toBe('');
  }));

  it('hangs when it is stopped', marbles(({ expectObservable }) => {
    const query = fakeQuery('-p-p', { stopTakes: Number.POSITIVE_INFINITY });

    expectObservable(query.stop(), '^ 60m !').toBe('');
    expectObservable(query.progress$, '^ 60m !').toBe('-a-b', values);
  }));

  it('starts, hangs when it starts, and is stopped when it starts', marbles(({ expectObservable }) => {
    const reports = (query: ReturnType<typeof fakeQuery>) =>
      query.started$.pipe(switchMap(({ progress$ }) => progress$));
    const slow = fakeQuery('  -p|', { startTakes: 5 });
    const hanging = fakeQuery('-p|', { startTakes: Number.POSITIVE_INFINITY });
    const stopped = fakeQuery('-p|', { startTakes: 5 });

    expectObservable(reports(slow)).toBe('     ------a|', values);
    expectObservable(reports(hanging), '^ 60m !').toBe('');
    expectObservable(reports(stopped)).toBe('  ---|');
    expectObservable(stopped.stop(), '         ---^').toBe('---|');
  }));

  it('takes another clock', () => {
    const scheduler = new SimulatedScheduler();
    const query = fakeQuery('-p 10m p', { scheduler, stopTakes: 1_000 });
    const seen: unknown[] = [];
    query.progress$.subscribe({
      next: ({ batchId }) => seen.push([scheduler.now(), batchId]),
      complete: () => seen.push([scheduler.now(), 'complete']),
    });
    concat(timer(700_000, scheduler), defer(query.stop)).subscribe();
    scheduler.flush();

    expect(seen).toEqual([
      [1, 0],
      [600_002, 1],
      [701_000, 'complete'],
    ]);
    expect(query.subscriptions).toEqual([{ subscribedFrame: 0, unsubscribedFrame: 701_000 }]);
  });

  it('leaves no timer behind', () => {
    const scheduler = new SimulatedScheduler();
    fakeQuery('-p-p-p', { scheduler }).progress$.pipe(take(1)).subscribe();
    scheduler.advanceBy(1);

    expect(scheduler.waiting).toBe(0);
  });

  it('refuses a letter that stands for nothing', () => {
    expect(() => fakeQuery('-p-x')).toThrow("expected a value for each letter of '-p-x', got none for 'x' (p, i)");
  });
});
