import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstValueFrom, from, lastValueFrom, map, type Observable, reduce, toArray } from 'rxjs';
import { duckdbEngine } from '../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { watermarks } from '../../lib/data/watermarks/watermarks.ts';
import type { WriteMode } from '../../lib/data/writeMode.ts';
import { type Entity, entity } from '../../lib/definitions/entity.ts';
import type { Frame, Row } from '../../lib/definitions/frame.ts';
import { type Pipe, pipe } from '../../lib/definitions/pipe.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { dryRun } from '../../lib/execution/dryRun/dryRun.ts';
import { renderDryRun } from '../../lib/execution/dryRun/renderDryRun.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { failureOf } from '../support/failureOf.ts';

const all = <T>(source: Observable<T>) => lastValueFrom(source.pipe(toArray()));
const schema = { id: 'integer', day: 'string', amount: 'integer' };
const orders = entity('silver.orders', { schema, keys: ['id'] });
const log = entity('silver.orders', { schema });
const revenue = entity('gold.revenue', { schema: { day: 'string', total: 'integer' }, keys: ['day'] });

const totals = (frame: Frame) =>
  frame.rows().pipe(
    reduce((sums, rows) => {
      for (const { day, amount } of rows)
        sums.set(day as string, (sums.get(day as string) ?? 0) + Number(amount));
      return sums;
    }, new Map<string, number>()),
    map((sums) => [...sums].map(([day, total]) => ({ day, total }))),
  );

const inRows = (input: Entity = orders): Pipe =>
  pipe<string, readonly Entity[], Entity | undefined>('gold.revenue', {
    inputs: [input],
    output: revenue,
    incremental: { affected: ['day'] },
    run: (inputs) => totals(inputs['silver.orders'] as Frame),
  });
const inSql = (input: Entity = orders): Pipe =>
  pipe<string, readonly Entity[], Entity | undefined>('gold.revenue', {
    inputs: [input],
    output: revenue,
    incremental: { affected: ['day'] },
    run: (inputs) =>
      sql`select day, sum(amount)::integer as total from ${inputs['silver.orders'] as Frame} group by day`,
  });

const kinds = [
  { name: 'in memory', engineOf: () => memoryEngine(), pipeOf: inRows },
  { name: 'on DuckDB, in SQL', engineOf: () => duckdbEngine(':memory:'), pipeOf: inSql },
  { name: 'on DuckDB, in rows', engineOf: () => duckdbEngine(':memory:'), pipeOf: inRows },
];

async function within<T>(engine: Engine, work: (engine: Engine) => Promise<T>): Promise<T> {
  try {
    return await work(engine);
  } finally {
    await lastValueFrom(engine.close());
  }
}

async function ran(engine: Engine, one: Pipe, options: Partial<RunOptions> = {}): Promise<string> {
  const result = await firstValueFrom(run([one], { engine, ...options }).pipe(toResult()));
  const state = result.stateOf(one.id);
  if (state.status === 'failed') throw state.error;
  return state.status === 'skipped' ? state.reason : state.status;
}

const merging: WriteMode = {
  mode: 'merge',
  deleteWhen: { op: '=', column: 'gone', value: true },
  markers: ['gone'],
};
const order = (id: number, day: string | null, amount = 1) => ({ id, day, amount, gone: false });
const gone = (id: number) => ({ id, day: null, amount: 0, gone: true });
const merge = (engine: Engine, ...rows: readonly Row[]) =>
  all(engine.write(orders, [rows], merging, { ensure: true }));
const contentOf = async (engine: Engine, of: Entity = revenue, slice?: Parameters<Engine['read']>[1]) =>
  (await all(engine.read(of, slice).rows()))
    .flat()
    .map(({ day, total }) => `${day}: ${total}`)
    .sort();
const lastWrite = async (engine: Engine) =>
  (await firstValueFrom(engine.history({ entityIds: [revenue.id] })))[0];
const markOf = (engine: Engine) =>
  firstValueFrom(
    watermarks(engine)
      .get({ readerId: 'gold.revenue', entityId: orders.id })
      .pipe(map((mark) => mark?.cursor)),
  );

describe.each(kinds)('pipes that are given the parts that changed, $name', ({ engineOf, pipeOf }) => {
  it('work out anew the parts that changed alone, and nothing where nothing did', () =>
    within(engineOf(), async (engine) => {
      await merge(engine, order(1, 'mon'), order(2, 'mon', 2), order(3, 'tue', 3));
      expect(await ran(engine, pipeOf())).toBe('succeeded');
      expect(await contentOf(engine)).toEqual(['mon: 3', 'tue: 3']);
      expect(await ran(engine, pipeOf())).toBe('no_data');
      await merge(engine, order(4, 'tue', 4), order(5, 'wed', 5));
      expect(await ran(engine, pipeOf())).toBe('succeeded');
      expect(await contentOf(engine)).toEqual(['mon: 3', 'tue: 7', 'wed: 5']);
      expect(await lastWrite(engine)).toMatchObject({ mode: 'replace', inserted: 2, deleted: 1 });
      expect(await contentOf(engine, revenue, { kind: 'rows', since: 1 })).toEqual(['tue: 7', 'wed: 5']);
      expect(await markOf(engine)).toEqual({ kind: 'version', version: 2 });
    }));

  it('count the part that a row left: by an update, by a deletion, and over several versions', () =>
    within(engineOf(), async (engine) => {
      await merge(engine, order(1, 'mon'), order(2, 'tue', 2), order(3, 'wed', 3), order(4, 'thu', 4));
      await ran(engine, pipeOf());
      await merge(engine, order(1, 'thu'), gone(2));
      await ran(engine, pipeOf());
      expect(await contentOf(engine)).toEqual(['thu: 5', 'wed: 3']);
      await merge(engine, order(3, 'fri', 3));
      await merge(engine, order(3, 'sat', 3));
      await merge(engine, gone(3));
      await ran(engine, pipeOf());
      expect(await contentOf(engine)).toEqual(['thu: 5']);
      expect(await lastWrite(engine)).toMatchObject({ inserted: 0, deleted: 1 });
    }));

  it('take no value for a part', () =>
    within(engineOf(), async (engine) => {
      await merge(engine, order(1, null), order(2, 'mon', 2));
      await ran(engine, pipeOf());
      await merge(engine, order(1, 'mon'));
      await ran(engine, pipeOf());
      expect(await contentOf(engine)).toEqual(['mon: 3']);
      await merge(engine, order(2, null, 2));
      await ran(engine, pipeOf());
      expect(await contentOf(engine)).toEqual(['mon: 1', 'null: 2']);
    }));

  it('find what an update left also where the input is read without its keys', () =>
    within(engineOf(), async (engine) => {
      await merge(engine, order(1, 'mon'), order(2, 'tue', 2), order(3, 'wed', 3));
      await ran(engine, pipeOf(log));
      await merge(engine, order(1, 'tue'));
      await ran(engine, pipeOf(log));
      expect(await contentOf(engine)).toEqual(['tue: 3', 'wed: 3']);
      await merge(engine, order(4, 'thu', 4));
      await ran(engine, pipeOf(log));
      expect(await lastWrite(engine)).toMatchObject({ inserted: 1, deleted: 0 });
    }));

  it('write over everything where everything is read', () =>
    within(engineOf(), async (engine) => {
      await merge(engine, order(1, 'mon'), order(2, 'tue', 2));
      await ran(engine, pipeOf());
      const stray = [{ day: 'xxx', total: 9 }];
      await all(engine.write(revenue, [stray], { mode: 'append' }));
      expect(await ran(engine, pipeOf(), { refresh: 'full' })).toBe('succeeded');
      expect(await contentOf(engine)).toEqual(['mon: 1', 'tue: 2']);
      expect(await ran(engine, pipeOf())).toBe('no_data');
    }));

  it('read everything where what changed is not kept', () =>
    within(engineOf(), async (engine) => {
      await merge(engine, order(1, 'mon'), order(2, 'tue', 2));
      await ran(engine, pipeOf());
      await merge(engine, order(1, 'wed'));
      await merge(engine, order(3, 'wed', 3));
      await firstValueFrom(engine.prune(Number.MAX_SAFE_INTEGER));
      const signals = new Signals();
      const told: unknown[] = [];
      signals.of('watermark.watermark_reset').subscribe(({ payload }) => told.push(payload.reason));
      expect(await ran(engine, pipeOf(), { signals })).toBe('succeeded');
      expect(await contentOf(engine)).toEqual(['tue: 2', 'wed: 4']);
      expect(told).toEqual([expect.stringContaining('version_not_found')]);
    }));

  it('do so where signals tell of it, and rows carry who made them', () =>
    within(engineOf(), async (engine) => {
      const signals = new Signals();
      const names: string[] = [];
      signals.of('entity.after_write').subscribe(({ payload }) => names.push(payload.entityId));
      const options = { signals, lineage: { packageName: 'shop', packageVersion: '1.0.0' } };
      await merge(engine, order(1, 'mon'), order(2, 'tue', 2));
      await ran(engine, pipeOf(), options);
      await merge(engine, gone(1), order(3, 'tue', 3));
      expect(await ran(engine, pipeOf(), options)).toBe('succeeded');
      expect(await contentOf(engine)).toEqual(['tue: 5']);
      expect(names).toEqual(['gold.revenue', 'gold.revenue']);
    }));

  it('refresh a range of parts, also those that only the output has, and leave the watermark', () =>
    within(engineOf(), async (engine) => {
      await merge(engine, order(1, '01'), order(2, '02', 2), order(3, '03', 3));
      await ran(engine, pipeOf());
      const mark = await markOf(engine);
      const strays = [
        { day: '02', total: 100 },
        { day: '02b', total: 100 },
        { day: '04', total: 100 },
      ];
      await all(engine.write(revenue, [strays], { mode: 'append' }));
      expect(await ran(engine, pipeOf(), { refresh: { from: '02', to: '04' } })).toBe('succeeded');
      expect(await contentOf(engine)).toEqual(['01: 1', '02: 2', '03: 3', '04: 100']);
      expect(await lastWrite(engine)).toMatchObject({ inserted: 2, deleted: 4 });
      expect(await markOf(engine)).toEqual(mark);
    }));

  it('fail where they give rows of a part that they were not given', () =>
    within(engineOf(), async (engine) => {
      const straying: Pipe = { ...pipeOf(), run: () => from([[{ day: 'sun', total: 1 }]]) };
      await merge(engine, order(1, 'mon'));
      await ran(engine, pipeOf());
      await merge(engine, order(2, 'tue'));
      await expect(ran(engine, straying)).rejects.toThrow('parts that are replaced, got one of day = sun');
      expect(await contentOf(engine)).toEqual(['mon: 1']);
      expect(await markOf(engine)).toEqual({ kind: 'version', version: 1 });
    }));
});

const days = fc.constantFrom('mon', 'tue', 'wed', 'thu', null);
const put = fc.record({ id: fc.nat(11), day: days, amount: fc.integer({ min: 1, max: 9 }) });
const change = fc.oneof(
  { weight: 3, arbitrary: put.map((row): Row => ({ ...row, gone: false })) },
  { weight: 1, arbitrary: fc.nat(11).map(gone) },
);
const batch = fc.uniqueArray(change, { maxLength: 5, selector: ({ id }) => id });
/** Each run follows after some writes. */
const rounds = fc.array(fc.array(batch, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });

/** What each part holds. */
function partsOf(rows: readonly Row[]): ReadonlyMap<unknown, string> {
  const parts = new Map<unknown, Row[]>();
  for (const row of rows) parts.set(row['day'], [...(parts.get(row['day']) ?? []), row]);
  const text = (some: readonly Row[]) =>
    some
      .map(({ id, amount }) => `${id}:${amount}`)
      .sort()
      .join();
  return new Map([...parts].map(([day, some]) => [day, text(some)]));
}

describe.each(kinds)('pipes that are given the parts that changed, after any changes $name', (kind) => {
  const ordersIn = async (engine: Engine) => (await all(engine.read(orders).rows())).flat();
  const versionOf = async (engine: Engine) =>
    (await firstValueFrom(engine.versions([revenue.id]))).get(revenue.id) ?? 0;

  it('give what they would give of everything, and touch no other part', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, (all$) =>
        within(kind.engineOf(), async (engine) => {
          await all(engine.ensure(orders));
          for (const batches of all$) {
            const before = [partsOf(await ordersIn(engine))];
            const since = await versionOf(engine);
            for (const rows of batches) {
              await merge(engine, ...rows);
              before.push(partsOf(await ordersIn(engine)));
            }
            await ran(engine, kind.pipeOf());

            const now = await ordersIn(engine);
            const whole = await firstValueFrom(totals({ rows: () => from([now]) } as unknown as Frame));
            expect(await contentOf(engine)).toEqual(
              whole.map(({ day, total }) => `${day}: ${total}`).sort(),
            );
            if (since === 0) continue;
            const touched = new Set(
              before
                .slice(1)
                .flatMap((parts, i) =>
                  [...parts.keys(), ...(before[i]?.keys() ?? [])].filter(
                    (day) => parts.get(day) !== before[i]?.get(day),
                  ),
                ),
            );
            const written = (await all(engine.read(revenue, { kind: 'rows', since }).rows())).flat();
            for (const { day } of written) expect(touched).toContain(day);
          }
        }),
      ),
      { numRuns: kind.name === 'in memory' ? 100 : 6 },
    );
  }, 60_000);
});

describe('what is asked of pipes that are given the parts that changed', () => {
  const declared = (affected: unknown) =>
    failureOf(() =>
      pipe<string, readonly Entity[], Entity | undefined>('p', {
        inputs: [orders],
        output: revenue,
        incremental: { affected } as never,
        run: () => [],
      }),
    ).message;

  it('is columns, of the input and of the output', () => {
    expect(declared([])).toContain('incremental.affected: expected names of columns, each once, got');
    expect(declared(['day', 'day'])).toContain('expected names of columns, each once');
    expect(declared(['dya'])).toContain(
      'expected a column of silver.orders, got "dya"; did you mean "day"?',
    );
    expect(declared(['amount'])).toContain('expected a column of gold.revenue, got "amount"');
  });

  it('is an engine that tells what was where, and an output of which parts are replaced', () => {
    const engine = memoryEngine();
    const lacking = { ...engine, capabilities: { ...engine.capabilities, timeTravel: false } };
    expect(failureOf(() => run([inRows()], { engine: lacking })).message).toContain('"timeTravel"');
    const merged = [{ match: 'gold.revenue', write: 'merge' }] as const;
    expect(failureOf(() => run([inRows()], { engine, overrides: merged })).message).toContain(
      'expected to replace those of its output, got write: "merge"',
    );
  });

  it('is told by a dry run', async () => {
    const dry = await firstValueFrom(dryRun([inRows()], { engine: memoryEngine() }));
    const text = renderDryRun(dry);
    expect(text).toContain('replaces partitions of gold.revenue');
    expect(text).toContain('what is affected by day');
  });
});
