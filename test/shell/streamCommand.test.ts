import { describe, expect, it } from '@jest/globals';
import { map, NEVER, take, throwError, timer } from 'rxjs';
import { query } from '../../lib/streaming/queries/query.ts';
import { text } from '../support/text.ts';
import { called, calling, projectWith } from './support/called.ts';

/** A batch each second, so many. */
const batches = (id: string, count: number) =>
  query(id, ({ scheduler }) =>
    timer(1_000, 1_000, scheduler).pipe(
      take(count),
      map((batchId) => ({ batchId, numInputRows: batchId === 1 ? 0 : 10, durationMs: 5 })),
    ),
  );

/** Queries that are not tried again, so that a failure is an end. */
const withQueries = (exports: Readonly<Record<string, unknown>>) => ({
  project: projectWith(exports, { queries: { recovery: false, watchdog: false } }),
});

describe('stream', () => {
  it('runs queries until all have come to their end', () => {
    const { scheduler, code, out } = calling(['stream'], withQueries({ clicks: batches('clicks', 3) }));
    scheduler.advanceBy(10_000);
    expect(code()).toBe(0);
    expect(out()).toBe(
      text(
        '  starting   clicks',
        '  running    clicks',
        '  batch      clicks #0  10 rows in 5ms',
        '  batch      clicks #2  10 rows in 5ms',
        '  stopped    clicks: completed',
        '',
      ),
    );
  });

  it('ends with 1 when a query failed', () => {
    const broken = query('broken', () => throwError(() => new RangeError('no offset')));
    const { scheduler, code, out } = calling(['stream'], withQueries({ broken }));
    scheduler.advanceBy(10_000);
    expect(code()).toBe(1);
    expect(out()).toContain('  failed     broken: RangeError: no offset');
  });

  it('stops them when it is asked to, and after so many seconds', () => {
    const exports = { clicks: batches('clicks', 100) };
    const asked = calling(['stream'], withQueries(exports));
    asked.scheduler.advanceBy(1_500);
    expect(asked.code()).toBeUndefined();
    asked.interrupt();
    asked.scheduler.advanceBy(100);
    expect(asked.code()).toBe(130);
    expect(asked.out()).toContain(
      '  stopping   clicks: the plan was stopped\n  stopped    clicks: the plan was stopped\n',
    );

    const timed = calling(['stream', '--for', '2'], withQueries(exports));
    timed.scheduler.advanceBy(2_100);
    expect(timed.code()).toBe(0);
  });

  it('runs those that are named', () => {
    const exports = { clicks: batches('clicks', 1), prices: query('prices', () => NEVER) };
    const { scheduler, code, out } = calling(['stream', 'clicks', '--json'], withQueries(exports));
    scheduler.advanceBy(3_000);
    expect(code()).toBe(0);
    const events = out()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(events.map(({ event, state, queryId }) => [event, state, queryId])).toEqual([
      ['query_state', 'starting', 'clicks'],
      ['query_state', 'running', 'clicks'],
      ['query_progress', undefined, 'clicks'],
      ['query_state', 'stopped', 'clicks'],
    ]);
    expect(called(['stream', 'clciks'], withQueries(exports))).toMatchObject({
      code: 2,
      err: expect.stringContaining('got "clciks"; did you mean "clicks"?'),
    });
  });

  it('shows all of them on a terminal', () => {
    const exports = { clicks: batches('clicks', 100) };
    const { scheduler, out } = calling(['stream'], { ...withQueries(exports), isTTY: true });
    scheduler.advanceBy(3_000);
    expect(out()).toContain('clicks  for 2s  2 batches, 20 rows');
  });
});
