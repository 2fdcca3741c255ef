import { describe, expect, it } from '@jest/globals';
import { filter, map, throwError } from 'rxjs';
import { CheckFailedError } from '../../../lib/data/checks/checkFailedError.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { type Check, expects } from '../../../lib/definitions/expects.ts';
import { pipe } from '../../../lib/definitions/pipe.ts';
import { Registry } from '../../../lib/definitions/registry.ts';
import { carryOn, failFast } from '../../../lib/execution/failurePolicy.ts';
import { memoryJournal } from '../../../lib/execution/journal/memoryJournal.ts';
import { resume } from '../../../lib/execution/journal/resume.ts';
import { run } from '../../../lib/execution/run.ts';
import type { RunOptions } from '../../../lib/execution/runOptions.ts';
import { toResult } from '../../../lib/execution/toResult.ts';
import { sequentialIds } from '../../../lib/signals/ids.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { marbles } from '../../../lib/testing/marbles.ts';
import { now } from '../../data/support/now.ts';
import { endingsIn, told } from '../support/flow.ts';

// orders ──> revenue ──> report
//        └─> export (audit)
const shop = (checks: readonly Check[], rows: readonly object[] = [{ id: 1 }, { id: null }]) => {
  const orders = entity('orders', { name: 'Orders', checks });
  const revenue = entity('revenue');
  return [
    pipe('orders', { output: orders, run: () => [rows] }),
    pipe('revenue', { inputs: [orders], output: revenue, run: () => [] }),
    pipe('report', { inputs: [revenue], output: entity('report'), run: () => [] }),
    pipe('export', { inputs: [orders], output: entity('export'), tags: { kind: 'audit' }, run: () => [] }),
  ];
};

const resultOf = (pipes: ReturnType<typeof shop>, options: Partial<RunOptions> = {}) => {
  const [result] = now(run(pipes, { engine: memoryEngine(), ...options }).pipe(toResult()));
  if (!result) throw new Error('expected a result, got none');
  return result;
};
const because = 'orders: notNull(id) failed: 1 of 2 rows are not so';

describe('checks in a run', () => {
  it('are part of its result, and fail nothing where all is as expected', () => {
    const result = resultOf(shop([expects.notNull('id'), expects.rowCount({ min: 1 })], [{ id: 1 }]));
    expect(result.status).toBe('succeeded');
    expect(result.checks.map(({ name, status, rows }) => [name, status, rows])).toEqual([
      ['notNull(id)', 'passed', 1],
      ['rowCount', 'passed', 1],
    ]);
  });

  it('fail the pipe that wrote, and skip all that read it', () => {
    const result = resultOf(shop([expects.notNull('id'), expects.unique('id')]));
    expect(result.status).toBe('failed');
    expect(endingsIn(result)).toEqual({
      orders: 'failed: expected orders to pass its checks, but notNull(id) failed: 1 of 2 rows are not so',
      revenue: 'skipped: upstream_failed orders',
      report: 'skipped: upstream_failed orders',
      export: 'skipped: upstream_failed orders',
    });
    expect(result.stateOf('orders')).toMatchObject({ error: expect.any(CheckFailedError), attempts: 1 });
    expect(result.blameOf('orders')).toBe('orders');
  });

  it('leave what was written', () => {
    const engine = memoryEngine();
    resultOf(shop([expects.notNull('id')]), { engine });
    expect(now(engine.read(entity('orders')).rows())).toEqual([[{ id: 1 }, { id: null }]]);
  });

  it.each<[Check['blocks'], object]>([
    [
      ['revenue'],
      {
        revenue: `skipped: upstream_failed orders ${because}`,
        report: 'skipped: upstream_failed orders',
        export: 'succeeded',
      },
    ],
    [
      ['rev*'],
      {
        revenue: `skipped: upstream_failed orders ${because}`,
        report: 'skipped: upstream_failed orders',
        export: 'succeeded',
      },
    ],
    [
      [{ tag: { kind: 'audit' } }],
      { revenue: 'succeeded', report: 'succeeded', export: `skipped: upstream_failed orders ${because}` },
    ],
    [['report'], { revenue: 'succeeded', report: 'succeeded', export: 'succeeded' }],
    ['none', { revenue: 'succeeded', report: 'succeeded', export: 'succeeded' }],
  ])('skip only those that read it and are blocked: %j', (blocks, endings) => {
    const result = resultOf(shop([expects.notNull('id', { blocks })]));
    expect(result.status).toBe('failed');
    expect(endingsIn(result)).toMatchObject(endings);
  });

  it('that warn fail nothing, and block whom they are told to', () => {
    const warned = resultOf(shop([expects.notNull('id', { severity: 'warn' })]));
    expect([warned.status, warned.checks[0]?.status]).toEqual(['succeeded', 'failed']);
    const blocking = resultOf(shop([expects.notNull('id', { severity: 'warn', blocks: ['export'] })]));
    expect(blocking.status).toBe('succeeded');
    expect(endingsIn(blocking)).toEqual({
      ...{ orders: 'succeeded', revenue: 'succeeded', report: 'succeeded' },
      export: `skipped: upstream_failed orders ${because}`,
    });
  });

  it('leave it to the failure policy what a failure means', () => {
    const checks = [expects.notNull('id')];
    expect(endingsIn(resultOf(shop(checks), { failure: carryOn }))).toMatchObject({ revenue: 'succeeded' });
    expect(endingsIn(resultOf(shop(checks), { failure: failFast }))).toMatchObject({
      revenue: 'cancelled: orders failed',
    });
  });

  it('are not made of what was not written', () => {
    const result = resultOf(
      shop([expects.notNull('id')]).map((one) =>
        one.id === 'orders' ? { ...one, run: () => throwError(() => new Error('broken')) } : one,
      ) as ReturnType<typeof shop>,
    );
    expect(result.checks).toEqual([]);
    expect(endingsIn(result)).toMatchObject({ orders: 'failed: broken' });
  });

  it('have the pipe run again when the run is resumed', () => {
    const [journal, engine] = [memoryJournal(), memoryEngine()];
    const rows = [{ id: 1 }, { id: null }] as { id: number | null }[];
    const pipes = shop([expects.notNull('id')], rows);
    const { runId } = resultOf(pipes, { journal, engine });
    rows.pop();
    const definitions = new Registry().add(pipes);
    const [result] = now(resume(runId, { journal, engine, definitions }).pipe(toResult()));
    expect(result && endingsIn(result)).toEqual({
      ...{ orders: 'succeeded', revenue: 'succeeded', report: 'succeeded', export: 'succeeded' },
    });
  });

  it('are told as signals, with what is not as expected', () => {
    const signals = new Signals({ ids: sequentialIds('x') });
    const heard: unknown[] = [];
    signals.of('entity.check_*').subscribe(({ name, payload }) => heard.push([name, payload]));
    const { runId } = resultOf(
      shop([expects.notNull('id'), expects.rowCount({ max: 9 }, { severity: 'warn' })]),
      { signals },
    );
    const who = { entityId: 'orders', entityName: 'Orders', runId, pipeId: 'orders' };
    expect(heard).toEqual([
      [
        'entity.check_failed',
        {
          ...who,
          check: 'notNull(id)',
          kind: 'notNull',
          severity: 'fail',
          rows: 2,
          violations: 1,
          sample: [{ id: null }],
          error: 'notNull(id) failed: 1 of 2 rows are not so',
          errorType: 'CheckFailedError',
        },
      ],
      ['entity.check_passed', { ...who, check: 'rowCount', kind: 'rowCount', severity: 'warn', rows: 2 }],
    ]);
  });

  // biome-ignore format: marbles are aligned by hand
  it('are made before those that read what was written start', marbles(({ cold, testScheduler, expectObservable }) => {
    const engine = memoryEngine({ latency: 1, scheduler: testScheduler });
    const [orders, revenue] = shop([expects.rowCount({ min: 0 })]);
    const first = { ...orders, run: () => cold(' --(r|)', { r: [{ id: 1 }] }) };
    const then = { ...revenue, run: () => cold('     -----|') };
    const expected = '                          a---(bcd)-(e|)';
    const run$ = run([first, then] as never, { engine, scheduler: testScheduler });

    expectObservable(told(run$).pipe(filter((word) => /^(entity_checked|pipe_started|pipe_ended)/.test(word)))).toBe(expected, {
      a: 'pipe_started orders',
      b: 'entity_checked orders',
      c: 'pipe_ended orders succeeded',
      d: 'pipe_started revenue',
      e: 'pipe_ended revenue succeeded',
    });
  }));

  // biome-ignore format: marbles are aligned by hand
  it('are given up where the run is cancelled, and what was written counts', marbles(({ cold, testScheduler, expectObservable }) => {
    const engine = memoryEngine({ latency: 2, scheduler: testScheduler });
    const [orders] = shop([expects.notNull('id')]);
    const run$ = run([orders] as never, { engine, scheduler: testScheduler, cancel$: cold('---x') });
    expectObservable(run$.pipe(toResult(), map((result) => [endingsIn(result), result.checks]))).toBe('---(r|)', {
      r: [{ orders: 'succeeded' }, []],
    });
  }));
});
