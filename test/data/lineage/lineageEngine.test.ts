import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import { concat, ignoreElements, lastValueFrom, throwError, VirtualTimeScheduler } from 'rxjs';
import type { Engine } from '../../../lib/data/engine.ts';
import { type LineageEngineOptions, lineageEngine } from '../../../lib/data/lineage/lineageEngine.ts';
import { type RowLineage, usualLayers } from '../../../lib/data/lineage/rowLineage.ts';
import { withLineage } from '../../../lib/data/lineage/withLineage.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { type Entity, entity } from '../../../lib/definitions/entity.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { type DuckdbText, duckdbText } from '../support/duckdbText.ts';
import { now } from '../support/now.ts';

const orders = entity('silver.orders', { keys: ['id'] });
const other = entity('silver.other');
const lineage: RowLineage = {
  ...{ pipeId: 'clean', entityId: 'silver.orders', layer: 'silver', layers: usualLayers },
  ...{ packageName: 'shop', packageVersion: '1.0.0' },
};
const scheduler = new VirtualTimeScheduler();
scheduler.frame = 1_000;
const stamp = {
  ...{ pipe_id: 'clean', package_name: 'shop', package_version: '1.0.0', layer: 'silver' },
  at: new Date(1_000),
};
const below = { ...stamp, pipe_id: 'ingest', layer: 'bronze' };
const append = { mode: 'append' } as const;
const merge = { mode: 'merge' } as const;

const marking = (engine: Engine, options: LineageEngineOptions = {}, more: Partial<RowLineage> = {}) =>
  lineageEngine(engine, { ...lineage, ...more }, { scheduler, ...options });
const rowsOf = (engine: Engine, of: Entity = orders) => now(engine.read(of).rows()).flat();

describe('lineageEngine', () => {
  it('has rows say who made them, and keep what they say of layers below', () => {
    const engine = memoryEngine();
    const rows = [{ id: 1 }, { id: 2, _bronze_lineage: below }];
    now(marking(engine).write(orders, [rows], append, { ensure: true }));
    expect(rowsOf(engine)).toEqual([
      { id: 1, _silver_lineage: stamp },
      { id: 2, _bronze_lineage: below, _silver_lineage: stamp },
    ]);
    expect(rows[0]).toEqual({ id: 1 });
  });

  it('puts its own in the place of what rows of the same layer said', () => {
    const engine = memoryEngine();
    const source = [[{ id: 1, _silver_lineage: { ...stamp, pipe_id: 'before' } }]];
    now(marking(engine).write(orders, source, append, { ensure: true }));
    expect(rowsOf(engine)).toEqual([{ id: 1, _silver_lineage: stamp }]);
  });

  it('leaves what else is written as it is', () => {
    const engine = memoryEngine();
    now(marking(engine).write(other, [[{ id: 1 }]], append, { ensure: true }));
    expect(rowsOf(engine, other)).toEqual([{ id: 1 }]);
  });

  it('fits declared columns and codecs, and leaves out the lineage of layers that these do not have', () => {
    for (const schema of [{ id: 'number' }, t.strict({ id: t.number })]) {
      const engine = memoryEngine();
      const declared = entity('silver.orders', { schema, keys: ['id'] });
      const rows = [{ id: 1, _bronze_lineage: below }];
      now(marking(engine).write(declared, [rows], merge, { ensure: true }));
      expect(rowsOf(engine)).toEqual([{ id: 1, _silver_lineage: stamp }]);
    }
  });

  it('still refuses what does not fit', () => {
    const declared = entity('silver.orders', { schema: t.type({ id: t.number }) });
    const write = (row: unknown) => () =>
      now(marking(memoryEngine()).write(declared, [[row]] as object[][], append, { ensure: true }));
    expect(write({ id: 'x' })).toThrow('silver.orders: row 1');
    expect(write('row')).toThrow('silver.orders: row 1: expected an object, got string');
    expect(() =>
      now(marking(memoryEngine()).write(declared, ['no batch'] as never, append, { ensure: true })),
    ).toThrow('expected a batch');
  });

  it('takes a row that differs in lineage alone for the same, and leaves it who made it', () => {
    const engine = memoryEngine();
    const first = [
      { id: 1, a: 1 },
      { id: 2, a: 1 },
    ];
    now(marking(engine).write(orders, [first], merge, { ensure: true }));
    const later = new VirtualTimeScheduler();
    later.frame = 9_000;
    const next = marking(engine, { scheduler: later }, { packageVersion: '2.0.0' });
    const again = [
      { id: 1, a: 1 },
      { id: 2, a: 2 },
    ];
    const [written] = now(next.write(orders, [again], merge)).slice(-1);
    expect(written).toMatchObject({ inserted: 0, updated: 1, deleted: 0 });
    expect(rowsOf(engine)).toMatchObject([
      { id: 1, _silver_lineage: { package_version: '1.0.0', at: new Date(1_000) } },
      { id: 2, _silver_lineage: { package_version: '2.0.0', at: new Date(9_000) } },
    ]);
  });

  it('tells the history which package it was', () => {
    const engine = memoryEngine();
    now(
      marking(engine).write(orders, [[{ id: 1 }]], append, {
        ensure: true,
        by: { runId: 'r', pipeId: 'clean' },
      }),
    );
    expect(now(engine.history())[0]?.[0]?.by).toEqual({
      ...{ runId: 'r', pipeId: 'clean', packageName: 'shop', packageVersion: '1.0.0' },
    });
  });

  it('gives a table that lacks the column this one, and leaves its others alone', () => {
    const engine = memoryEngine();
    const declared = entity('silver.orders', { schema: { id: 'number' } });
    now(
      engine.write(entity('silver.orders', { schema: { id: 'number', old: 'text' } }), [], append, {
        ensure: true,
      }),
    );
    const ensured: unknown[] = [];
    const watched: Engine = {
      ...engine,
      ensure: (one) => {
        ensured.push([one.schema, one.drift]);
        return engine.ensure(one);
      },
      write: () => throwError(() => new Error('not written')),
    };
    expect(() => now(marking(watched).write(declared, [[{ id: 1 }]], append))).toThrow('not written');
    expect(ensured).toEqual([[{ id: 'number', old: 'text', _silver_lineage: 'lineage' }, 'evolve']]);
  });

  it('tells what it marked, and once that a pipe comes from another version', () => {
    const [engine, signals] = [memoryEngine(), new Signals()];
    const told: unknown[] = [];
    signals.of('datapipes.*').subscribe(({ name, payload }) => told.push([name, payload]));
    const telling = { emit: signals.emit, runId: 'r1' };
    now(marking(engine, telling).write(orders, [[{ id: 1 }, { id: 2 }]], append, { ensure: true }));
    const next = marking(engine, telling, { packageVersion: '2.0.0' });
    now(concat(next.write(orders, [[{ id: 3 }]], append), next.write(orders, [], append)));
    const applied = { ...{ runId: 'r1', pipeId: 'clean', layer: 'silver', packageName: 'shop' } };
    expect(told).toEqual([
      ['datapipes.lineage_applied', { ...applied, packageVersion: '1.0.0', rows: 2 }],
      [
        'datapipes.version_changed',
        { pipeId: 'clean', packageName: 'shop', oldVersion: '1.0.0', newVersion: '2.0.0' },
      ],
      ['datapipes.lineage_applied', { ...applied, packageVersion: '2.0.0', rows: 1 }],
      ['datapipes.lineage_applied', { ...applied, packageVersion: '2.0.0', rows: 0 }],
    ]);
  });

  it('commits what it notes with the rows of a transaction, and tells of both after that', () => {
    const [engine, signals] = [memoryEngine(), new Signals()];
    const told: string[] = [];
    signals.of('datapipes.*').subscribe(({ name }) => told.push(name));
    const marked = marking(engine, { emit: signals.emit });
    const failing = marked.transaction((inside) =>
      concat(
        inside.write(orders, [[{ id: 1 }]], append, { ensure: true }),
        throwError(() => new Error('broken')),
      ),
    );
    expect(() => now(failing)).toThrow('broken');
    expect([told, now(engine.notes('lineage'))]).toEqual([[], [new Map()]]);
    now(
      marked
        .transaction((inside) => inside.write(orders, [[{ id: 1 }]], append, { ensure: true }))
        .pipe(ignoreElements()),
    );
    expect(told).toEqual(['datapipes.lineage_applied']);
    expect(rowsOf(engine)).toEqual([{ id: 1, _silver_lineage: stamp }]);
    expect(now(engine.notes('lineage'))[0]?.get('clean')).toEqual({
      packageName: 'shop',
      packageVersion: '1.0.0',
    });
  });

  it('names the rows of a codec like the entity did', () => {
    const made = withLineage(entity('a', { schema: t.type({ id: t.number }, 'Order') }), ['_l'], 'lineage');
    expect((made.schema as t.Mixed).name).toBe('Order');
    expect((made.schema as t.Mixed).is({ id: 1, _l: stamp })).toBe(true);
    expect((made.schema as t.Mixed).is({ id: 1, _l: { ...stamp, layer: 7 } })).toBe(false);
  });
});

describe('lineageEngine, by SQL that DuckDB runs', () => {
  let duckdb: DuckdbText;
  beforeAll(async () => {
    duckdb = await duckdbText();
    await duckdb.ask(
      `create table "bronze.orders" as select 1 as id, 'it''s' as note, {'pipe_id': 'ingest'} as _bronze_lineage`,
    );
    await duckdb.ask(`create table "silver.old" as select 0 as id, 'x' as note`);
  });
  afterAll(() => duckdb.close());

  const bronze = entity('bronze.orders');
  const written = (id: string, odd: Partial<RowLineage> = {}) => {
    const engine = marking(duckdb.engine, {}, { entityId: id, ...odd });
    const source = engine.query(sql`select * from ${engine.read(bronze)} where id >= ${1}`);
    return lastValueFrom(engine.write(entity(id), source, append, { ensure: true }));
  };

  it('marks the rows of a query without bringing them into JavaScript', async () => {
    await written('silver.orders', { pipeId: `clean'; drop` });
    expect(await duckdb.ask('from "silver.orders"')).toEqual([
      {
        ...{ id: 1, note: `it's`, _bronze_lineage: { pipe_id: 'ingest' } },
        _silver_lineage: { ...stamp, pipe_id: `clean'; drop` },
      },
    ]);
  });

  it('gives a table that never had the column this one', async () => {
    await duckdb.ask(`alter table "silver.old" add column _bronze_lineage struct(pipe_id varchar)`);
    await written('silver.old');
    const rows = await duckdb.ask(
      'select id, _silver_lineage.package_version as v from "silver.old" order by id',
    );
    expect(rows).toEqual([
      { id: 0, v: null },
      { id: 1, v: '1.0.0' },
    ]);
  });

  it('replaces what rows of the same layer said', async () => {
    await duckdb.ask(
      `create table "silver.first" as select 5 as id, {'pipe_id': 'other'} as _silver_lineage`,
    );
    const engine = marking(duckdb.engine, {}, { entityId: 'silver.second' });
    const source = engine.query(sql`select * from ${engine.read(entity('silver.first'))}`);
    await lastValueFrom(engine.write(entity('silver.second'), source, append, { ensure: true }));
    expect(await duckdb.ask('from "silver.second"')).toEqual([{ id: 5, _silver_lineage: stamp }]);
  });
});
