import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NEVER, type Observable, of, Subject } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { carryOn, failFast, skipDependents } from '../../lib/execution/failurePolicy.ts';
import { veto } from '../../lib/execution/interceptor.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { resume } from '../../lib/execution/journal/resume.ts';
import type { PipeState } from '../../lib/execution/pipeState.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunEvent } from '../../lib/execution/runEvent.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import type { RunRecord } from '../../lib/execution/runRecord.ts';
import { type RenderWhyOptions, renderWhy } from '../../lib/execution/why/renderWhy.ts';
import { type Why, why } from '../../lib/execution/why/why.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { failureOf } from '../support/failureOf.ts';
import { text } from '../support/text.ts';
import { Clock } from './support/clock.ts';
import { type Body, linked } from './support/linked.ts';

type Reads = Readonly<Record<string, readonly string[]>>;
type Lasting = Readonly<Record<string, number | ((clock: Clock) => Observable<readonly object[]>)>>;

/** A run that is under way: each pipe takes a minute, unless it is said that it takes longer or what it does. */
function started(reads: Reads, lasting: Lasting = {}, options: Partial<RunOptions> = {}) {
  const clock = new Clock();
  const { scheduler, goTo } = clock;
  const body: Body = (id) => {
    const does = lasting[id] ?? 1;
    return typeof does === 'number' ? clock.rowsAfter(does) : does(clock);
  };
  let runs = 0;
  const all = {
    ...{ engine: memoryEngine(), journal: memoryJournal(), scheduler },
    definitions: linked(reads, body),
    signals: new Signals({ ids: (name) => (name === 'run' ? `r${++runs}` : name), scheduler }),
    ...options,
  };
  let record: RunRecord | undefined;
  const follow = (events$: Observable<RunEvent>) =>
    events$.subscribe({
      next: (event) => {
        if (event.name === 'run_started') record = event.run;
      },
      error: () => undefined,
    });
  const subscription = follow(run(options.order === 'given' ? Object.keys(reads) : '**', all));
  const ask = (id: string): Why => {
    if (!record) throw new Error('expected a run that has started');
    return why(record, id, { scheduler });
  };
  /** As JSON gives it back, since it may come from another process. */
  const told = (id: string) => renderWhy(JSON.parse(JSON.stringify(ask(id))) as Why);
  const resumed = () => follow(resume(record?.runId ?? '', all));
  return { goTo, subscription, resumed, ask, told };
}

//  bronze.orders ────> silver.orders ────┬──> gold.revenue ──> mart.report
//  bronze.customers ─> silver.customers ─┘
const shop: Reads = {
  'bronze.orders': [],
  'bronze.customers': [],
  'silver.orders': ['bronze.orders'],
  'silver.customers': ['bronze.customers'],
  'gold.revenue': ['silver.orders', 'silver.customers'],
  'mart.report': ['gold.revenue'],
};

describe('why', () => {
  it('leads from a pipe that waits to the one that runs', () => {
    const { goTo, told, ask } = started(shop, { 'bronze.orders': 50 });
    goTo(38.1);

    expect(told('mart.report')).toBe(
      text(
        'mart.report (generation 3) is waiting; the run r1 has been running for 38m6s',
        '  it waits for gold.revenue',
        '  it has waited for 38m6s since the run started',
        '  gold.revenue waits for silver.orders',
        '  silver.orders waits for bronze.orders',
        '  bronze.orders has been running for 38m6s, since 2026-08-01 02:00:00Z',
      ),
    );
    const [start, at] = [Date.UTC(2026, 7, 1, 2), Date.UTC(2026, 7, 1, 2, 38, 6)];
    const waitedMs = at - start;
    expect(ask('mart.report')).toEqual({
      ...{ pipeId: 'mart.report', runId: 'r1', runStatus: 'running', runStartedAt: start, at },
      ...{ order: 'ready', generation: 3 },
      steps: [
        { pipeId: 'mart.report', status: 'waiting', wait: { waitedMs, waitsFor: ['gold.revenue'] } },
        { pipeId: 'gold.revenue', status: 'waiting', wait: { waitedMs, waitsFor: ['silver.orders'] } },
        { pipeId: 'silver.orders', status: 'waiting', wait: { waitedMs, waitsFor: ['bronze.orders'] } },
        {
          ...{ pipeId: 'bronze.orders', status: 'running', startedAt: start },
          wait: { waitedMs: 0, waitsFor: [], readyAt: start, slotMs: 0 },
        },
      ],
    });
  });

  it('leads to several, and names who has the slots where one at the end waits for one', () => {
    const { goTo, told } = started(shop, { 'bronze.orders': 50 }, { concurrency: 1 });
    goTo(12);

    expect(told('gold.revenue')).toBe(
      text(
        'gold.revenue (generation 2) is waiting; the run r1 has been running for 12m',
        '  it waits for silver.orders, silver.customers',
        '  it has waited for 12m since the run started',
        '  running now: bronze.orders (12m)',
        '  silver.orders waits for bronze.orders',
        '  silver.customers waits for bronze.customers',
        '  bronze.orders has been running for 12m, since 2026-08-01 02:00:00Z',
        '  bronze.customers has all it needs, and waits for a slot, 12m so far',
      ),
    );
    expect(told('bronze.customers')).toBe(
      text(
        'bronze.customers (generation 0) is waiting; the run r1 has been running for 12m',
        '  it has all it needs, and waits for a slot, 12m so far',
        '  running now: bronze.orders (12m)',
      ),
    );
  });

  it('says that no pipe runs where nothing has a slot', () => {
    const { goTo, told } = started({ a: [] }, {}, { concurrency: new Subject<number>() });
    goTo(12);

    expect(told('a')).toBe(
      text(
        'a (generation 0) is waiting; the run r1 has been running for 12m',
        '  it has all it needs, and waits for a slot, 12m so far',
        '  running now: no pipe',
      ),
    );
  });

  it('tells since when a pipe runs, and what it waited for', () => {
    const { goTo, told } = started(shop, { 'bronze.orders': 5, 'silver.orders': 50 });
    goTo(12);

    expect(told('silver.orders')).toBe(
      text(
        'silver.orders (generation 1) is running; the run r1 has been running for 12m',
        '  it has been running for 7m, since 2026-08-01 02:05:00Z',
        '  before that it waited for 5m since the run started: until bronze.orders had ended',
        '  bronze.orders succeeded at 2026-08-01 02:05:00Z, after 5m, with 1 row',
      ),
    );
    expect(told('silver.customers')).toBe(
      text(
        'silver.customers (generation 1) succeeded; the run r1 has been running for 12m',
        '  it succeeded at 2026-08-01 02:02:00Z, after 1m, with 1 row',
        '  before that it waited for 1m since the run started: until bronze.customers had ended',
        '  bronze.customers succeeded at 2026-08-01 02:01:00Z, after 1m, with 1 row',
      ),
    );
  });

  it('tells what released a pipe that succeeded, how long it then had no slot, and who had them', () => {
    const reads = { a: [], b: ['a'], c: ['a'], d: ['a'], e: ['d'] };
    const { goTo, told } = started(
      reads,
      { a: 5, b: 10, c: 20 },
      { concurrency: 1, overrides: [{ match: 'd', priority: -1 }] },
    );
    goTo(100);

    expect(told('d')).toBe(
      text(
        'd (generation 1) succeeded; the run r1 succeeded after 37m',
        '  it succeeded at 2026-08-01 02:36:00Z, after 1m, with 1 row',
        '  before that it waited for 35m since the run started: until a had ended, then 30m for its turn',
        '  in that time ran: c (20m), b (10m)',
        '  a succeeded at 2026-08-01 02:05:00Z, after 5m, with 1 row',
      ),
    );
    expect(told('e')).toBe(
      text(
        'e (generation 2) succeeded; the run r1 succeeded after 37m',
        '  it succeeded at 2026-08-01 02:37:00Z, after 1m, with 1 row',
        '  before that it waited for 36m since the run started: until d had ended',
        '  d succeeded at 2026-08-01 02:36:00Z, after 1m, with 1 row; it had waited 30m for its turn',
        '  a succeeded at 2026-08-01 02:05:00Z, after 5m, with 1 row',
      ),
    );
    expect(told('a')).toBe(
      text(
        'a (generation 0) succeeded; the run r1 succeeded after 37m',
        '  it succeeded at 2026-08-01 02:05:00Z, after 5m, with 1 row',
      ),
    );
  });

  it('tells the error and the attempts of a pipe that failed, also to those that need it', () => {
    const { goTo, told } = started(
      shop,
      { 'bronze.orders': (clock) => clock.failureAfter(2, 'the disk\nis full') },
      { retry: { maxRetries: 2, delay: 60_000, factor: 1, jitter: 0 } },
    );
    goTo(100);

    expect(told('bronze.orders')).toBe(
      text(
        'bronze.orders (generation 0) failed; the run r1 failed after 8m',
        '  it failed at 2026-08-01 02:08:00Z, after 8m and 3 attempts: Error: the disk is full',
      ),
    );
    expect(told('mart.report')).toBe(
      text(
        'mart.report (generation 3) was skipped because bronze.orders failed; the run r1 failed after 8m',
        '  it needs gold.revenue, which was skipped as well',
        '  gold.revenue needs silver.orders, which was skipped as well',
        '  silver.orders needs bronze.orders',
        '  bronze.orders failed at 2026-08-01 02:08:00Z, after 8m and 3 attempts: Error: the disk is full',
      ),
    );
  });

  it('leads to the one of several failures that is to blame', () => {
    // z ──> x ──┬──> w
    // a ──> y ──┘
    const { goTo, told } = started(
      { z: [], a: [], x: ['z'], y: ['a'], w: ['x', 'y'] },
      {
        z: (clock) => clock.failureAfter(1, 'z is broken'),
        a: (clock) => clock.failureAfter(2, 'a is broken'),
      },
    );
    goTo(100);

    expect(told('w')).toBe(
      text(
        'w (generation 2) was skipped because a failed; the run r1 failed after 2m',
        '  it needs y, which was skipped as well',
        '  y needs a',
        '  a failed at 2026-08-01 02:02:00Z, after 2m: Error: a is broken',
      ),
    );
  });

  it.each([
    ['no_data', 'it had nothing new in its first input'],
    ['vetoed', 'it was vetoed: it is Sunday'],
  ])('tells why a pipe was skipped: %s', (pipeId, said) => {
    const { goTo, told } = started(
      { a: [], no_data: ['a'], vetoed: ['a'] },
      {},
      {
        slice: ({ pipe }) => of(pipe.id === 'no_data' ? 'no_data' : { kind: 'rows' as const }),
        interceptors: [
          { before: ({ pipe }) => (pipe.id === 'vetoed' ? veto('it is\nSunday') : undefined) },
        ],
      },
    );
    goTo(100);

    expect(told(pipeId)).toBe(
      text(`${pipeId} (generation 1) was skipped; the run r1 succeeded after 1m`, `  ${said}`),
    );
  });

  it('tells that a pipe was done before', () => {
    const { goTo, resumed, told } = started({ a: [], b: ['a'] });
    goTo(1.5);
    resumed();
    goTo(2);

    expect(told('a')).toBe(
      text(
        'a (generation 0) was skipped; the run r2 has been running for 30s',
        '  it is done since an earlier run, and nothing it depends on has changed',
      ),
    );
    expect(told('b')).toBe(
      text(
        'b (generation 1) is running; the run r2 has been running for 30s',
        '  it has been running for 30s, since 2026-08-01 02:01:30Z',
        '  a is done since an earlier run, and nothing it depends on has changed',
      ),
    );
  });

  it('leads from a pipe that was cancelled to the one that failed', () => {
    const hanging = () => NEVER;
    const { goTo, told } = started(
      shop,
      { 'bronze.customers': hanging, 'bronze.orders': (clock) => clock.failureAfter(2, 'no such file') },
      { failure: failFast },
    );
    goTo(100);

    expect(told('bronze.customers')).toBe(
      text(
        'bronze.customers (generation 0) was cancelled; the run r1 failed after 2m5s',
        '  it was cancelled at 2026-08-01 02:02:05Z: bronze.orders failed; it had run for 2m5s, and was left behind still at work',
        '  bronze.orders failed at 2026-08-01 02:02:00Z, after 2m: Error: no such file',
      ),
    );
    expect(told('mart.report')).toBe(
      text(
        'mart.report (generation 3) was cancelled; the run r1 failed after 2m5s',
        '  it was cancelled at 2026-08-01 02:02:05Z: bronze.orders failed; it had not started',
        '  bronze.orders failed at 2026-08-01 02:02:00Z, after 2m: Error: no such file',
      ),
    );
  });

  it('tells why the run was cancelled', () => {
    const { goTo, told, subscription } = started(shop, { 'bronze.customers': 50 });
    goTo(12);
    subscription.unsubscribe();
    expect(told('bronze.customers')).toBe(
      text(
        'bronze.customers (generation 0) is running; the run r1 is being cancelled after 12m: nobody listens any more',
        '  it has been running for 12m, since 2026-08-01 02:00:00Z',
      ),
    );
    goTo(13);
    expect(told('bronze.customers')).toBe(
      text(
        'bronze.customers (generation 0) was cancelled; the run r1 was cancelled after 12m5s',
        '  it was cancelled at 2026-08-01 02:12:05Z: nobody listens any more; it had run for 12m5s, and was left behind still at work',
      ),
    );
  });

  it('tells what broke the run', () => {
    const broken = () => {
      throw new Error('which\npolicy?');
    };
    const { goTo, told } = started(
      { a: [], b: ['a'] },
      { a: (clock) => clock.failureAfter(1, 'no such file') },
      { failure: broken },
    );
    goTo(13);

    expect(told('b')).toBe(
      text(
        'b (generation 1) was cancelled; the run r1 failed after 1m',
        '  it was cancelled at 2026-08-01 02:01:00Z: the failure policy is broken (Error: which policy?); it had not started',
      ),
    );
  });

  it('waits for generations where these follow each other', () => {
    const { goTo, told } = started(shop, { 'bronze.orders': 50 }, { order: 'generations' });
    goTo(12);
    expect(told('silver.customers')).toBe(
      text(
        'silver.customers (generation 1) is waiting; the run r1 has been running for 12m',
        '  it waits for bronze.orders',
        '  it has waited for 12m since the run started; generations run one after the other',
        '  bronze.orders has been running for 12m, since 2026-08-01 02:00:00Z',
      ),
    );
    expect(told('mart.report')).toBe(
      text(
        'mart.report (generation 3) is waiting; the run r1 has been running for 12m',
        '  it waits for bronze.orders',
        '  it has waited for 12m since the run started; generations run one after the other',
        '  bronze.orders has been running for 12m, since 2026-08-01 02:00:00Z',
      ),
    );
    goTo(100);
    expect(told('silver.customers')).toBe(
      text(
        'silver.customers (generation 1) succeeded; the run r1 succeeded after 53m',
        '  it succeeded at 2026-08-01 02:51:00Z, after 1m, with 1 row',
        '  before that it waited for 50m since the run started: until bronze.orders had ended; generations run one after the other',
        '  bronze.orders succeeded at 2026-08-01 02:50:00Z, after 50m, with 1 row',
      ),
    );
  });

  it('waits for each that comes before where the order is given', () => {
    const { goTo, told } = started({ a: [], b: [], c: [] }, { a: 50 }, { order: 'given' });
    goTo(12);
    expect(told('c')).toBe(
      text(
        'c (number 3 in the order given) is waiting; the run r1 has been running for 12m',
        '  it waits for b',
        '  it has waited for 12m since the run started; pipes run one after the other',
        '  b waits for a',
        '  a has been running for 12m, since 2026-08-01 02:00:00Z',
      ),
    );
    goTo(100);
    expect(told('c')).toBe(
      text(
        'c (number 3 in the order given) succeeded; the run r1 succeeded after 52m',
        '  it succeeded at 2026-08-01 02:52:00Z, after 1m, with 1 row',
        '  before that it waited for 51m since the run started: until b had ended; pipes run one after the other',
        '  b succeeded at 2026-08-01 02:51:00Z, after 1m, with 1 row',
        '  a succeeded at 2026-08-01 02:50:00Z, after 50m, with 1 row',
      ),
    );
  });

  it('tells of what the others had to do with it, whatever fails in which order', () => {
    fc.assert(
      fc.property(anyRun, ({ inputs, minutes, broken, asked, ...options }) => {
        const reads = Object.fromEntries(inputs.map((of, i) => [`p${i}`, of.map((j) => `p${j}`)]));
        const lasting = Object.fromEntries(
          minutes.map((lasts, i) => [
            `p${i}`,
            broken.includes(i) ? (clock: Clock) => clock.failureAfter(lasts, 'broken') : lasts,
          ]),
        );
        const { goTo, ask, told } = started(reads, lasting, options);
        goTo(asked);
        for (const id of Object.keys(reads)) {
          const { steps } = ask(id);
          const ids = steps.map(({ pipeId }) => pipeId);
          expect(ids[0]).toBe(id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(endOf(steps)).toBe('sound');
          expect(told(id)).toBe(renderWhy(ask(id)));
        }
      }),
    );
  });

  it('is refused for a pipe that is not in the run', () => {
    const { ask } = started(shop);
    expect(failureOf(() => ask('gold.revenu'))).toMatchObject({
      name: 'UnknownPipeError',
      message: 'expected the id of a pipe of the run, got "gold.revenu" (did you mean "gold.revenue"?)',
    });
  });
});

describe('renderWhy', () => {
  const SIZE = 100_000;
  const id = (i: number) => `p${i}`;

  /** A run in which each pipe reads what the one before it writes; nothing of it is run. */
  const chain = (stateOf: (i: number) => PipeState, more: Partial<RunRecord> = {}): RunRecord => ({
    ...{ runId: 'r1', status: 'running', startedAt: 0, endedAt: undefined, error: undefined },
    ...{ cancelling: undefined, order: 'ready', plan: undefined },
    pipeIds: Array.from({ length: SIZE }, (_, i) => id(i)),
    counts: { succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
    checks: [],
    stale: [],
    stateOf: (pipeId) => stateOf(Number(pipeId.slice(1))),
    producersOf: (pipeId) => (pipeId === 'p0' ? [] : [id(Number(pipeId.slice(1)) - 1)]),
    waitsFor: (pipeId) => (pipeId === 'p0' ? [] : [id(Number(pipeId.slice(1)) - 1)]),
    blameOf: () => undefined,
    ...more,
  });
  /** Of the last pipe, as JSON gives it back. */
  const asked = (record: RunRecord): Why => {
    const { scheduler } = new Clock();
    return JSON.parse(JSON.stringify(why(record, id(SIZE - 1), { scheduler }))) as Why;
  };
  const lines = (why: Why, options?: RenderWhyOptions) => renderWhy(why, options).split('\n').slice(1);

  it('cuts a long chain of waiting pipes in the middle, and keeps its end', () => {
    const record = chain(
      (i): PipeState =>
        i === 0 ? { status: 'running', pipeId: id(i), startedAt: 0 } : { status: 'waiting', pipeId: id(i) },
    );
    const why = asked(record);
    expect(why.steps).toHaveLength(SIZE);
    expect(lines(why)).toHaveLength(24);
    expect(lines(why, { maxSteps: 3 })).toEqual([
      '  it waits for p99998',
      '  it has waited for 495986h since the run started',
      '  p99998 waits for p99997',
      '  p99997 waits for p99996',
      '  … 99995 more …',
      '  p1 waits for p0',
      '  p0 has been running for 495986h, since 1970-01-01 00:00:00Z',
    ]);
  });

  it('cuts a long chain of pipes that were skipped', () => {
    const skipped = {
      startedAt: undefined,
      endedAt: 1,
      reason: 'upstream_failed',
      upstream: 'p0',
    } as const;
    const states = Array.from({ length: SIZE }, (_, i): PipeState => {
      const pipeId = id(i);
      if (i > 0) return { status: 'skipped', pipeId, ...skipped };
      const error = new Error('no such file');
      return { status: 'failed', pipeId, startedAt: 0, endedAt: 1, attempts: 1, error, abandoned: false };
    });
    const record = chain((i) => states[i] as PipeState, { status: 'failed', endedAt: 1 });
    expect(lines(asked(record), { maxSteps: 4 })).toEqual([
      '  it needs p99998, which was skipped as well',
      '  p99998 needs p99997, which was skipped as well',
      '  p99997 needs p99996, which was skipped as well',
      '  … 99995 more …',
      '  p1 needs p0',
      '  p0 failed at 1970-01-01 00:00:00Z, after 1ms: Error: no such file',
    ]);
  });

  it('cuts a long chain of pipes that released each other', () => {
    const states = Array.from({ length: SIZE }, (_, i): PipeState => {
      const times = { startedAt: i, endedAt: i + 1 };
      return { status: 'succeeded', pipeId: id(i), ...times, attempts: 1, rows: 2, written: undefined };
    });
    const record = chain((i) => states[i] as PipeState, { status: 'succeeded', endedAt: SIZE });
    expect(lines(asked(record), { maxSteps: 0 })).toEqual([
      '  it succeeded at 1970-01-01 00:01:40Z, after 1ms, with 2 rows',
      '  before that it waited for 1m40s since the run started: until p99998 had ended',
      '  p99998 succeeded at 1970-01-01 00:01:39Z, after 1ms, with 2 rows',
      '  … 99997 more …',
      '  p0 succeeded at 1970-01-01 00:00:00Z, after 1ms, with 2 rows',
    ]);
  });

  it('keeps odd ids in sight, and a time that is none a number', () => {
    const record = chain((): PipeState => ({ status: 'running', pipeId: 'a b', startedAt: 1e17 }), {
      ...{ startedAt: 1e17, endedAt: 1e17 + 60_000, pipeIds: ['a b'] },
      waitsFor: () => [],
    });
    expect(renderWhy(why(record, 'a b'))).toBe(
      text(
        '"a b" (generation 0) is running; the run r1 has been running for 1m',
        '  it has been running for 1m, since 100000000000000000',
      ),
    );
  });
});

/** Any run, and any minute at which to ask. */
const anyRun = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.record({
    inputs: fc.tuple(...Array.from({ length: size }, (_, i) => fc.subarray([...Array(i).keys()]))),
    minutes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: size, maxLength: size }),
    broken: fc.subarray([...Array(size).keys()], { maxLength: Math.min(size, 2) }),
    asked: fc.integer({ min: 0, max: 20 }),
    order: fc.constantFrom('ready' as const, 'generations' as const, 'given' as const),
    concurrency: fc.integer({ min: 1, max: 3 }),
    failure: fc.constantFrom(skipDependents, failFast, carryOn),
  }),
);

/** Whether a chain ends where it should. */
function endOf(steps: Why['steps']): string {
  const byId = new Map(steps.map((step) => [step.pipeId, step]));
  const [asked] = steps;
  const end = steps.at(-1);
  if (asked === undefined || end === undefined) return 'nothing';
  switch (asked.status) {
    case 'waiting':
      for (const step of steps) {
        if (step.status === 'running') continue;
        if (step.status !== 'waiting') return `${step.pipeId} ${step.status}`;
        if (!step.wait.waitsFor.every((id) => byId.has(id))) return `${step.pipeId} without its causes`;
      }
      return ['waiting', 'running'].includes(end.status) ? 'sound' : end.status;
    case 'skipped':
      if (asked.reason !== 'upstream_failed') return 'sound';
      return end.status === 'failed' && end.pipeId === asked.upstream ? 'sound' : end.pipeId;
    default:
      return 'sound';
  }
}
