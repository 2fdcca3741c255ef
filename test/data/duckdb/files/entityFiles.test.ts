import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { concat, lastValueFrom, toArray } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import { exportEntity } from '../../../../lib/data/duckdb/files/exportEntity.ts';
import type { Engine } from '../../../../lib/data/engine.ts';
import { memoryEngine } from '../../../../lib/data/memory/memoryEngine.ts';
import { reportingEngine } from '../../../../lib/data/reporting/reportingEngine.ts';
import { entity } from '../../../../lib/definitions/entity.ts';
import { sql } from '../../../../lib/definitions/sql.ts';
import { temporaryFolders } from '../support/temporaryFolder.ts';

const folderOf = temporaryFolders();
let engine: Engine;
beforeAll(() => {
  engine = duckdbEngine(':memory:', { threads: 1 });
});
afterAll(() => lastValueFrom(engine.close()));

const rowsOf = async (frame: ReturnType<Engine['read']>) =>
  (await lastValueFrom(frame.rows().pipe(toArray()))).flat();

function sales() {
  const folder = folderOf();
  for (const [day, id] of [
    ['2024-01-01', 1],
    ['2024-01-02', 2],
  ] as const) {
    mkdirSync(join(folder, `day=${day}`));
    writeFileSync(join(folder, `day=${day}`, 'part.csv'), `id,amount\n${id},${id}.5\n`);
  }
  const paths = join(folder, '*', '*.csv');
  return {
    folder,
    of: entity('raw.sales', { files: { paths, hivePartitioning: true, filename: 'path' } }),
  };
}

describe('entities whose rows are in files', () => {
  it('are read, joined and told of like tables', async () => {
    const { folder, of } = sales();
    expect(
      await rowsOf(engine.read(of, { kind: 'rows', where: { op: '>', column: 'id', value: 1 } })),
    ).toEqual([
      { id: 2, amount: 2.5, path: join(folder, 'day=2024-01-02/part.csv'), day: new Date('2024-01-02') },
    ]);
    const total = engine.query(
      sql`select sum(s.amount) as total from ${engine.read(of)} s join ${engine.read(of)} o using (id)`,
    );
    expect(await rowsOf(total)).toEqual([{ total: 4 }]);
    expect(await lastValueFrom(engine.schema(of))).toEqual({
      ...{ id: 'BIGINT', amount: 'DOUBLE', path: 'VARCHAR', day: 'DATE' },
    });
    expect(await lastValueFrom(engine.estimateSize(of.id))).toEqual({ rows: undefined, bytes: 32 });
  });

  it('are written nowhere, but others are of them', async () => {
    const { of } = sales();
    const to = entity('silver.sales');
    const written$ = engine.write(to, engine.read(of), { mode: 'append' }, { ensure: true });
    expect(await lastValueFrom(written$)).toMatchObject({ inserted: 2 });
    for (const other of [engine, memoryEngine()])
      for (const change$ of [
        other.write(of, [[{ id: 1 }]], { mode: 'append' }),
        other.ensure(of),
        other.drop(of),
      ])
        await expect(lastValueFrom(change$ as ReturnType<Engine['ensure']>)).rejects.toMatchObject({
          errorClass: 'invalid',
          message: expect.stringContaining('raw.sales: expected an entity whose rows live in the engine'),
        });
  });

  it('are not read by an engine in memory, nor at a version', async () => {
    const { of } = sales();
    await expect(rowsOf(memoryEngine().read(of))).rejects.toMatchObject({ errorClass: 'unsupported' });
    await expect(lastValueFrom(memoryEngine().schema(of))).rejects.toMatchObject({
      errorClass: 'unsupported',
    });
    await expect(rowsOf(engine.read(of, { kind: 'rows', version: 1 }))).rejects.toMatchObject({
      errorClass: 'unsupported',
    });
  });

  it('are told with the nearest name where no file is found', async () => {
    const folder = folderOf();
    writeFileSync(join(folder, 'orders.csv'), 'id\n1\n');
    const of = entity('raw.orders', { files: { paths: join(folder, 'order.csv') } });
    await expect(rowsOf(engine.read(of))).rejects.toMatchObject({
      errorClass: 'not_found',
      message: expect.stringContaining(`did you mean ${join(folder, 'orders.csv')}?`),
    });
  });
});

describe('exportEntity', () => {
  const orders = entity('bronze.orders', { schema: { id: 'bigint', name: 'varchar' } });

  it('writes an entity, a query with its parameters, and what a transaction wrote', async () => {
    const folder = folderOf();
    const path = join(folder, 'orders.csv');
    await lastValueFrom(
      engine.write(orders, [[{ id: 1, name: 'x' }]], { mode: 'append' }, { ensure: true }),
    );
    const reported = reportingEngine(engine, () => undefined);
    expect(await lastValueFrom(exportEntity(reported, orders, path))).toEqual({ path, rows: 1 });
    expect(readFileSync(path, 'utf8')).toBe('id,name\n1,x\n');
    const query = reported.query(sql`select id + ${41} as id from ${reported.read(orders)}`);
    await lastValueFrom(exportEntity(reported, query, join(folder, 'more.ndjson')));
    expect(readFileSync(join(folder, 'more.ndjson'), 'utf8')).toBe('{"id":42}\n');
    const inside$ = engine.transaction((inside) =>
      concat(
        inside.write(orders, [[{ id: 2, name: 'y' }]], { mode: 'append' }),
        exportEntity(inside, orders, join(folder, 'inside.parquet')),
      ),
    );
    expect(await lastValueFrom(inside$)).toMatchObject({ rows: 2 });
    expect(readdirSync(folder).sort()).toEqual(['inside.parquet', 'more.ndjson', 'orders.csv']);
  });

  it('refuses another engine', async () => {
    const memory = memoryEngine();
    await expect(lastValueFrom(exportEntity(memory, orders, '/nowhere/a.csv'))).rejects.toMatchObject({
      errorClass: 'unsupported',
      message: 'expected a frame of an engine on DuckDB to export, got bronze.orders of memory',
    });
  });
});
