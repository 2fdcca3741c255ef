import { describe, expect, it, jest } from '@jest/globals';
import { concatMap, map, NEVER, of, take, tap, throwError, timer } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Slice } from '../../lib/data/slice.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { type DryRun, dryRun } from '../../lib/execution/dryRun/dryRun.ts';
import { type RenderDryRunOptions, renderDryRun } from '../../lib/execution/dryRun/renderDryRun.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { failureOf } from '../support/failureOf.ts';
import { text } from '../support/text.ts';
import { linked } from './support/linked.ts';

//  landing.orders ──> orders ──> clean ──┬──> revenue ──> report
//                     rates ─────────────┘
const reads = {
  orders: ['landing.orders'],
  rates: [],
  clean: ['orders'],
  revenue: ['clean', 'rates', 'revenue'],
  report: ['revenue', 'people'],
};
const definitions = linked(reads, undefined, {
  clean: { output: entity('clean', { keys: ['id'] }), retry: 3, timeout: 90_000 },
  revenue: { write: 'append', pool: 'warehouse', priority: 5, weight: 2 },
});
const pools = { warehouse: 1 };

/** An engine with these tables, each with so many rows. */
function engineWith(tables: Readonly<Record<string, number>>): Engine {
  const engine = memoryEngine();
  for (const [id, rows] of Object.entries(tables)) {
    const table = entity(id);
    now(engine.ensure(table));
    const batch = Array.from({ length: rows }, (_, i) => ({ i }));
    now(engine.write(table, [batch], { mode: 'append' }));
  }
  return engine;
}

/** The same, but without versions. */
const unversioned = (engine: Engine): Engine => ({
  ...engine,
  capabilities: { ...engine.capabilities, versions: false },
  versions: () => throwError(() => new EngineError('unsupported', 'no versions')),
});

const told = (what: Parameters<typeof dryRun>[0], options: Partial<RunOptions> = {}): DryRun => {
  const [answer, ...more] = now(dryRun(what, { engine: engineWith({}), definitions, pools, ...options }));
  if (!answer || more.length > 0) throw new Error(`expected one answer, got ${more.length + 1}`);
  // As JSON gives it back, since it may be shown by another process.
  expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  return answer;
};

describe('dryRun', () => {
  it('tells what would run, what is missing and what would be overwritten', () => {
    const engine = engineWith({ 'landing.orders': 3, rates: 1_200, clean: 5 });
    const retry = { maxRetries: 3, delay: 1_000, factor: 2, maxDelay: 300_000, jitter: 0.5 };

    expect(told('**', { engine })).toEqual({
      ...{ strategy: 'batch', order: 'ready', pipeCount: 5 },
      generations: [
        [
          {
            pipeId: 'orders',
            inputs: ['landing.orders'],
            output: 'orders',
            write: 'overwrite',
            settings: {},
          },
          { pipeId: 'rates', inputs: [], output: 'rates', write: 'overwrite', settings: {} },
        ],
        [
          {
            ...{ pipeId: 'clean', inputs: ['orders'], output: 'clean', write: 'merge' },
            settings: { timeout: 90_000, retry },
          },
        ],
        [
          {
            ...{ pipeId: 'revenue', inputs: ['clean', 'rates', 'revenue'] },
            ...{ output: 'revenue', write: 'append' },
            settings: { pool: 'warehouse', priority: 5, weight: 2 },
          },
        ],
        [
          {
            ...{ pipeId: 'report', inputs: ['revenue', 'people'] },
            ...{ output: 'report', write: 'overwrite', settings: {} },
          },
        ],
      ],
      missing: [{ entityId: 'people', readers: ['report'], writers: [], late: [] }],
      overwritten: [{ entityId: 'rates', pipeId: 'rates', write: 'overwrite', rows: 1_200, bytes: 9_600 }],
      warnings: [],
    });
  });

  it('says nothing of a write where a pipe has no output', () => {
    const definitions = linked({ a: [] }, undefined, { a: { output: undefined } });
    const [[pipe] = []] = told('a', { definitions }).generations;
    expect(pipe).toEqual({ pipeId: 'a', inputs: [], settings: {} });
  });

  it('shows settings as the call and the run have them', () => {
    const { generations } = told(['orders', 'revenue'], {
      ...{ timeout: 5, retry: 1, weight: 3 },
      overrides: [{ match: 'revenue', timeout: 7, priority: 0 }],
    });
    const retry = expect.objectContaining({ maxRetries: 1 });
    expect(generations.flat().map(({ settings }) => settings)).toEqual([
      { timeout: 5, retry, weight: 3 },
      { timeout: 7, retry, weight: 2, pool: 'warehouse' },
    ]);
  });

  const whole: Slice = { kind: 'rows' };
  const part: Slice = { kind: 'rows', where: { op: '>', column: 'i', value: 0 } };
  const slices = { none: undefined, whole, part };
  it.each(
    (['a', 'source'] as const).flatMap((pipeId) =>
      [[], ['i']].flatMap((keys) =>
        ([undefined, 'merge', 'append', 'overwrite'] as const).flatMap((write) =>
          (['none', 'whole', 'part'] as const).map((slice) => ({ pipeId, keys, write, slice })),
        ),
      ),
    ),
  )('says of the write what the run does: $pipeId, keys $keys, $write, slice $slice', (each) => {
    const { pipeId, keys, write, slice } = each;
    const output = entity(pipeId, { keys });
    const details = { [pipeId]: { output, ...(write && { write }) } };
    const definitions = linked({ a: ['in'], source: [] }, () => [[{ i: 1 }]], details);
    const given = slices[slice];
    const options = {
      definitions,
      engine: engineWith({ in: 2 }),
      ...(given && { slice: () => of(given) }),
    };

    const said = told([pipeId], options).generations.flat()[0]?.write;
    const [result] = now(run([pipeId], options).pipe(toResult()));
    const state = result?.stateOf(pipeId);
    if (write === 'merge' && keys.length === 0) expect([state?.status, said]).toEqual(['failed', 'merge']);
    else {
      const did = state?.status === 'succeeded' ? state.written?.mode : state;
      const open = slice === 'part' ? 'append' : 'overwrite';
      expect(did).toBe(said === 'append_or_overwrite' ? open : said);
    }
  });

  it('leaves open how a pipe writes that is given a part of its input, or all of it', () => {
    const engine = engineWith({ 'landing.orders': 1, orders: 2, rates: 3 });
    const slice = () => of('no_data' as const);
    const { generations, overwritten } = told(['orders', 'rates', 'clean'], { engine, slice });
    expect(generations.flat().map(({ pipeId, write }) => `${pipeId} ${write}`)).toEqual([
      'orders append_or_overwrite',
      'rates overwrite',
      'clean merge',
    ]);
    expect(overwritten).toEqual([
      { entityId: 'orders', pipeId: 'orders', write: 'append_or_overwrite', rows: 2, bytes: 16 },
      { entityId: 'rates', pipeId: 'rates', write: 'overwrite', rows: 3, bytes: 24 },
    ]);
  });

  it('names all who read what is missing, and who would write it', () => {
    const { missing } = told(['revenue', 'report']);
    expect(missing).toEqual([
      { entityId: 'clean', readers: ['revenue'], writers: ['clean'], late: [] },
      { entityId: 'rates', readers: ['revenue'], writers: ['rates'], late: [] },
      { entityId: 'people', readers: ['report'], writers: [], late: [] },
    ]);
    const many = linked({ a: ['far.away'], b: ['far.away'], c: ['a', 'far.away'] });
    expect(told('*', { definitions: many }).missing).toEqual([
      { entityId: 'far.away', readers: ['a', 'b', 'c'], writers: [], late: [] },
    ]);
  });

  it('does not miss what is there, what is written before, and what a pipe itself wrote before', () => {
    expect(told(['revenue'], { engine: engineWith({ clean: 0, rates: 0 }) }).missing).toEqual([]);
    expect(told(['clean', 'rates', 'revenue'], { engine: engineWith({ orders: 0 }) }).missing).toEqual([]);
  });

  it('tells what was probably meant, if that is there or would be', () => {
    const definitions = linked({
      orders: [],
      a: ['order'],
      b: ['rate'],
      c: ['rates'],
      d: ['name'],
      e: ['names'],
    });
    const engine = engineWith({ rates: 1 });
    const meant = told(['orders', 'a', 'b', 'd'], { definitions, engine }).missing.map(
      ({ entityId, nearest }) => `${entityId}: ${nearest}`,
    );
    expect(meant).toEqual(['order: orders', 'rate: rates', 'name: undefined']);
  });

  it('takes the order that is given, and what it is given too late', () => {
    const engine = engineWith({ rates: 1, orders: 1 });
    const answer = told(['revenue', 'clean', 'report'], { engine, order: 'given' });
    expect(answer).toMatchObject({ strategy: 'given', order: 'given', pipeCount: 3 });
    expect(answer.generations.map((pipes) => pipes.map(({ pipeId }) => pipeId))).toEqual([
      ['revenue'],
      ['clean'],
      ['report'],
    ]);
    expect(answer.missing).toEqual([
      { entityId: 'clean', readers: ['revenue'], writers: [], late: ['clean'] },
      { entityId: 'people', readers: ['report'], writers: [], late: [] },
    ]);
  });

  it('takes a plan, or pipes that nobody has registered', () => {
    const engine = engineWith({});
    const wiring = definitions.wiring();
    const planned = told(plan(wiring, ['clean', 'revenue']), { engine });
    expect(planned.missing.map(({ entityId, writers }) => [entityId, ...writers])).toEqual([
      ['orders', 'orders'],
      ['rates', 'rates'],
    ]);
    const pipes = wiring.pipes.filter(({ id }) => id === 'clean');
    const [missing] = now(dryRun(pipes, { engine, order: 'given' })).flatMap(({ missing }) => missing);
    expect(missing).toEqual({ entityId: 'orders', readers: ['clean'], writers: [], late: [] });
  });

  it('warns as the run does', () => {
    const warnings = told(['orders', 'revenue'], { retry: 1 }).warnings;
    const events$ = run(['orders', 'revenue'], { engine: engineWith({}), definitions, pools, retry: 1 });
    const [started] = now(events$.pipe(take(1)));
    expect(warnings.map(({ kind }) => kind)).toEqual(['broken_path', 'unsafe_retry']);
    expect(started).toMatchObject({ name: 'run_started', warnings });
  });

  it('asks in one question what is there, and in another what may have been meant', () => {
    const engine = engineWith({ 'landing.orders': 1, people: 1 });
    const versions = jest.fn(engine.versions);
    told('**', { engine: { ...engine, versions } });
    expect(versions.mock.calls).toEqual([[['landing.orders', 'people', 'orders', 'rates', 'report']]]);

    versions.mockClear();
    told(['report'], { engine: { ...engineWith({ people: 1 }), versions } });
    expect(versions.mock.calls).toEqual([[['revenue', 'people', 'report']]]);

    versions.mockClear();
    const misspelt = linked({ a: ['revenu', 'b'], c: ['revenue'] });
    told(['a'], { definitions: misspelt, engine: { ...engine, versions } });
    expect(versions.mock.calls).toEqual([[['revenu', 'b', 'a']], [['revenue']]]);
  });

  it(
    'asks an engine without versions for each table, one after the other',
    marbles(({ expectObservable }) => {
      const engine = unversioned(engineWith({ 'landing.orders': 1, rates: 3 }));
      const asked: string[] = [];
      const schema: Engine['schema'] = (table) =>
        timer(2).pipe(
          tap(() => asked.push(table.id)),
          concatMap(() => engine.schema(table)),
        );
      const answer$ = dryRun(['orders', 'rates'], {
        engine: { ...engine, schema },
        definitions,
        pools,
      }).pipe(map(({ overwritten, missing }) => [overwritten.length, missing.length, ...asked]));

      expectObservable(answer$).toBe('------(a|)', { a: [1, 0, 'landing.orders', 'orders', 'rates'] });
    }),
  );

  it(
    'asks for many sizes at once, but not for all',
    marbles(({ expectObservable }) => {
      const ids = Array.from({ length: 20 }, (_, i) => `p${i}`);
      const tables = Object.fromEntries(ids.map((id, i) => [id, i]));
      const engine = engineWith(tables);
      // The later it is asked, the sooner it answers.
      const estimateSize: Engine['estimateSize'] = (id) =>
        timer(id === 'p0' ? 5 : 2).pipe(concatMap(() => engine.estimateSize(id)));
      const definitions = linked(Object.fromEntries(ids.map((id) => [id, []])));
      const answer$ = dryRun('*', { engine: { ...engine, estimateSize }, definitions });
      const rows$ = answer$.pipe(map(({ overwritten }) => overwritten.map(({ rows }) => rows)));

      expectObservable(rows$).toBe('------(a|)', { a: Object.values(tables) });
    }),
  );

  it('tells no size where the engine does not know it', () => {
    const engine = engineWith({ rates: 3 });
    const unknown = {
      ...engine,
      estimateSize: () => throwError(() => new EngineError('unsupported', 'no')),
    };
    expect(told(['rates'], { engine: unknown }).overwritten).toEqual([
      { entityId: 'rates', pipeId: 'rates', write: 'overwrite' },
    ]);
    const partly = { ...engine, estimateSize: () => of({ rows: 3, bytes: undefined }) };
    expect(told(['rates'], { engine: partly }).overwritten).toEqual([
      { entityId: 'rates', pipeId: 'rates', write: 'overwrite', rows: 3 },
    ]);
  });

  it.each([
    ['versions', (engine: Engine) => engine],
    ['schema', unversioned],
    ['estimateSize', (engine: Engine) => engine],
  ] as const)('errors if the engine does: %s', (name, changed) => {
    const engine = changed(engineWith({ rates: 3 }));
    const gone = { ...engine, [name]: () => throwError(() => new Error('the engine is gone')) };
    expect(() => told(['rates'], { engine: gone })).toThrow('the engine is gone');
    const down = { ...engine, [name]: () => throwError(() => new EngineError('unavailable', 'down')) };
    if (name === 'estimateSize') expect(told(['rates'], { engine: down }).overwritten).toHaveLength(1);
    else expect(() => told(['rates'], { engine: down })).toThrow('down');
  });

  it('does nothing before it is subscribed to, and then asks, but neither reads nor writes nor runs', () => {
    const engine = engineWith({ rates: 3 });
    const calls: string[] = [];
    const watched = new Proxy(engine, {
      get: (engine, name: keyof Engine) => {
        if (typeof engine[name] === 'function') calls.push(name);
        return engine[name];
      },
    });
    const body = jest.fn(() => []);
    const append = jest.fn(() => NEVER);
    const signals = new Signals({ memory: 10 });
    const answer$ = dryRun('**', {
      ...{ engine: watched, signals, definitions: linked(reads, body) },
      journal: { ...memoryJournal(), append },
      interceptors: [{ before: body as never, read: body as never, write: body as never }],
      slice: body as never,
    });
    calls.length = 0;

    expect([...now(answer$), ...now(answer$)]).toHaveLength(2);
    expect(calls).toEqual(['versions', 'estimateSize', 'versions', 'estimateSize']);
    expect([...body.mock.calls, ...append.mock.calls, ...signals.recent()]).toEqual([]);
  });

  it(
    'stops asking when it is unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const versions = cold<ReadonlyMap<string, number>>('---a|', { a: new Map() });
      const engine = { ...engineWith({}), versions: () => versions };

      expectObservable(dryRun(['rates'], { engine, definitions, pools }), '--!').toBe('-');
      expectSubscriptions(versions.subscriptions).toBe('^-!');
    }),
  );

  it('is refused when it is called as a run is', () => {
    const engine = engineWith({});
    const refused = (what: string, options: object) =>
      failureOf(() => dryRun(what, { engine, definitions, pools, ...options }));
    expect(refused('revenu', {}).message).toContain('did you mean "revenue"?');
    expect(refused('**', { grace: -1 }).message).toBe(
      'run options: grace: expected from 0 to 2147483647 milliseconds, or Infinity, got -1',
    );
    expect(refused('revenue', { pools: {} }).message).toContain('is in the pool "warehouse"');
  });

  it('tells of many pipes, whatever the engine', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `p${i}`);
    const definitions = linked(Object.fromEntries(ids.map((id, i) => [id, [`in.e${i}`]])));
    const tables = new Map(ids.map((id) => [id, 1]));
    const engine: Engine = {
      ...engineWith({}),
      versions: () => of(tables),
      schema: () => of({}),
      estimateSize: () => of({ rows: 1, bytes: 1 }),
    };
    const counts = [engine, unversioned(engine)].flatMap((engine) =>
      now(dryRun('*', { definitions, engine })).map(({ missing, overwritten }) => [
        missing.length,
        overwritten.length,
      ]),
    );
    expect(counts).toEqual([
      [10_000, 10_000],
      [0, 10_000],
    ]);
  });
});

describe('renderDryRun', () => {
  const shown = (answer: DryRun, options?: RenderDryRunOptions) => renderDryRun(answer, options);

  it('shows generations, what is missing, what would be overwritten, and warnings', () => {
    const engine = engineWith({ rates: 1_200, orders: 0 });
    expect(shown(told('**', { engine, retry: 1 }))).toBe(
      text(
        'would run 5 pipes in 4 generations by batch: 2 inputs missing, 2 tables overwritten',
        '',
        '  0  orders   overwrites orders   from landing.orders (1 retry)',
        '     rates    overwrites rates    (1 retry)',
        '  1  clean    merges into clean   from orders (timeout 1m30s, 3 retries)',
        '  2  revenue  appends to revenue  from clean, rates, revenue (1 retry, pool warehouse, priority 5, weight 2)',
        '  3  report   overwrites report   from revenue, people (1 retry)',
        '',
        'missing inputs',
        '  ! landing.orders has no table, and is read by orders',
        '  ! people has no table, and is read by report',
        '',
        'would be overwritten',
        '  orders by orders: 0 rows, 0 B',
        '  rates by rates: 1200 rows, 9.6 kB',
        '',
        'warnings',
        '  ! unsafe_retry: they are tried again and append, so that a failure whose write took effect all the same adds rows twice; keys to merge by make it harmless (revenue)',
      ),
    );
  });

  it('shows the order that is given, and what is open or too late', () => {
    const engine = engineWith({ orders: 1 });
    const slice = () => of('no_data' as const);
    expect(shown(told(['revenue', 'orders', 'clean'], { engine, slice, order: 'given' }))).toBe(
      text(
        'would run 3 pipes, one after the other as given: 3 inputs missing, 1 table overwritten',
        '',
        '  0  revenue  appends to revenue                  from clean, rates, revenue (pool warehouse, priority 5, weight 2)',
        '  1  orders   appends to orders or overwrites it  from landing.orders',
        '  2  clean    merges into clean                   from orders (timeout 1m30s, 3 retries)',
        '',
        'missing inputs',
        '  ! clean has no table, and is read by revenue; clean writes it only afterwards',
        '  ! rates has no table, and is read by revenue; rates would write it, but is not requested',
        '  ! landing.orders has no table, and is read by orders',
        '',
        'would be overwritten',
        '  orders by orders: 1 row, 8 B, unless it is given only a part to read',
      ),
    );
  });

  it('says what was probably meant, and that nothing is known of a size', () => {
    const definitions = linked({ orders: [], a: ['order'] });
    const engine = {
      ...engineWith({ a: 1 }),
      estimateSize: () => throwError(() => new EngineError('unsupported', 'no')),
    };
    expect(shown(told('*', { definitions, engine }))).toBe(
      text(
        'would run 2 pipes in 1 generation by batch: 1 input missing, 1 table overwritten',
        '',
        '  0  orders  overwrites orders',
        '     a       overwrites a       from order',
        '',
        'missing inputs',
        '  ! order has no table, and is read by a; did you mean orders?',
        '',
        'would be overwritten',
        '  a by a: of unknown size',
      ),
    );
  });

  it('cuts what is long', () => {
    const ids = Array.from({ length: 30 }, (_, i) => `p${i}`);
    const definitions = linked(Object.fromEntries(ids.map((id, i) => [id, [`in.e${i}`, `in.f${i}`, 'x']])));
    const engine = engineWith(Object.fromEntries(ids.map((id) => [id, 1])));
    expect(shown(told('*', { definitions, engine }), { maxPerGeneration: 2 })).toBe(
      text(
        'would run 30 pipes in 1 generation by batch: 61 inputs missing, 30 tables overwritten',
        '',
        '  0  p0  overwrites p0  from in.e0, in.f0, x',
        '     p1  overwrites p1  from in.e1, in.f1, x',
        '     … 28 more of 30',
        '',
        'missing inputs',
        '  ! in.e0 has no table, and is read by p0',
        '  ! in.f0 has no table, and is read by p0',
        '  … 59 more',
        '',
        'would be overwritten',
        '  p0 by p0: 1 row, 8 B',
        '  p1 by p1: 1 row, 8 B',
        '  … 28 more',
      ),
    );
  });

  it('says that there is nothing to do', () => {
    expect(shown(told([], { definitions: linked({}) }))).toBe(
      'would run 0 pipes in 0 generations by batch',
    );
  });
});
