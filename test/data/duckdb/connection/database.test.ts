import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom, map, toArray } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../../lib/data/engine.ts';
import { EngineError } from '../../../../lib/data/engineError.ts';
import { entityOf } from '../../support/entityOf.ts';
import { temporaryFolders } from '../support/temporaryFolder.ts';

const folder = temporaryFolders();
const orders = entityOf('shop.orders', { schema: { id: 'integer', name: 'text' }, keys: ['id'] });
const all = <T>(source: Parameters<typeof lastValueFrom<T>>[0]) => lastValueFrom(source.pipe(toArray()));
const close = (engine: Engine) => all(engine.close());
const put = (engine: Engine, id: number) =>
  all(engine.write(orders, [[{ id, name: `order ${id}` }]], { mode: 'append' }, { ensure: true }));
const idsIn = (engine: Engine) =>
  firstValueFrom(
    engine
      .read(orders)
      .rows()
      .pipe(
        toArray(),
        map((batches) =>
          batches
            .flat()
            .map((row) => row['id'])
            .sort(),
        ),
      ),
  );
const refusal = (promise: Promise<unknown>): Promise<EngineError> =>
  promise.then(
    () => {
      throw new Error('expected a refusal, got none');
    },
    (error: unknown) => {
      if (error instanceof EngineError) return error;
      throw error;
    },
  );

/** A process that has a database open until it is told to end. */
async function holder(path: string) {
  const child = spawn(process.execPath, [
    '-e',
    `require('@duckdb/node-api').DuckDBInstance.create(${JSON.stringify(path)}).then(() => { process.stdout.write('open'); setInterval(() => {}, 1000); });`,
  ]);
  await once(child.stdout, 'data');
  const end = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { pid: Number(child.pid), end };
}

describe('a database on disk', () => {
  it('keeps rows, versions, notes and history', async () => {
    const path = join(folder(), 'shop.db');
    const before = duckdbEngine(path);
    await put(before, 1);
    await put(before, 2);
    await all(before.note('place', [['reader', { at: 2 }]]));
    await close(before);

    const after = duckdbEngine(path);
    expect(await idsIn(after)).toEqual([1, 2]);
    expect(await firstValueFrom(after.versions([orders.id]))).toEqual(new Map([[orders.id, 2]]));
    expect(await firstValueFrom(after.notes('place'))).toEqual(new Map([['reader', { at: 2 }]]));
    expect(await firstValueFrom(after.history())).toMatchObject([{ version: 2 }, { version: 1 }]);
    await close(after);
  });

  it('shows other tools the rows where they look for them', async () => {
    const path = join(folder(), 'lake.db');
    const engine = duckdbEngine(path);
    await put(engine, 1);
    await all(engine.write(orders, [[{ id: 2, name: 'two' }]], { mode: 'overwrite' }));
    await close(engine);

    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll('select * from shop.orders');
    expect(reader.getRowObjectsJson()).toEqual([{ id: '2', name: 'two' }]);
    connection.closeSync();
    instance.closeSync();
  });

  it('is opened once, by whatever name it is called, and closed by the last who has it', async () => {
    const home = folder();
    const [path, link] = [join(home, 'shop.db'), join(home, 'link.db')];
    const one = duckdbEngine(path);
    await put(one, 1);
    symlinkSync(path, link);
    const other = duckdbEngine(link);
    await put(other, 2);
    await close(one);

    expect(await idsIn(other)).toEqual([1, 2]);
    expect((await refusal(idsIn(one))).errorClass).toBe('closed');
    await close(other);
  });

  it('is refused with the file and the process that holds it', async () => {
    const path = join(folder(), 'held.db');
    const { pid, end } = await holder(path);
    const engine = duckdbEngine(path);
    const error = await refusal(put(engine, 1));

    expect(error.errorClass).toBe('unavailable');
    expect(error.message).toContain(path);
    expect(error.message).toContain(String(pid));

    await end();
    await put(engine, 1);
    expect(await idsIn(engine)).toEqual([1]);
    await close(engine);
  });

  it('is refused where another thread, or anybody else in the process, has it open', async () => {
    const path = join(folder(), 'shared.db');
    const instance = await DuckDBInstance.create(path);
    const error = await refusal(put(duckdbEngine(path), 1));
    expect(error.message).toContain('open nowhere else in this process');
    instance.closeSync();

    const worker = new Worker(
      `const { DuckDBInstance } = require('@duckdb/node-api');
       const { parentPort } = require('node:worker_threads');
       DuckDBInstance.create(${JSON.stringify(path)}).then((open) => {
         parentPort.postMessage('open');
         parentPort.once('message', () => { open.closeSync(); parentPort.postMessage('closed'); });
       });`,
      { eval: true },
    );
    await once(worker, 'message');
    expect((await refusal(put(duckdbEngine(path), 1))).errorClass).toBe('unavailable');
    worker.postMessage('close');
    await once(worker, 'message');
    await worker.terminate();
  });

  it('is refused where there is no folder, and where there is something else', async () => {
    const home = folder();
    const noFolder = await refusal(put(duckdbEngine(join(home, 'none', 'shop.db')), 1));
    expect(noFolder).toMatchObject({
      errorClass: 'invalid',
      message: `expected a folder ${join(home, 'none')} for the database ${join(home, 'none', 'shop.db')}, got none; make it first, as the engine makes its file and no folders`,
    });
    writeFileSync(join(home, 'file'), '');
    const inFile = await refusal(put(duckdbEngine(join(home, 'file', 'shop.db')), 1));
    expect(inFile.message).toContain(`expected a folder ${join(home, 'file')} for the database`);
    expect(inFile.message).toContain('got a file of that name');
    writeFileSync(join(home, 'text.db'), 'this is no database, however long it may be for one');
    const noDatabase = await refusal(put(duckdbEngine(join(home, 'text.db')), 1));
    expect(noDatabase.message).toContain('text.db');
  });

  it('is refused in a format of another time', async () => {
    const path = join(folder(), 'old.db');
    const engine = duckdbEngine(path);
    await put(engine, 1);
    await close(engine);
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run('update rekindle.about set format = 99');
    connection.closeSync();
    instance.closeSync();

    const error = await refusal(idsIn(duckdbEngine(path)));
    expect(error.message).toContain('format 99');
  });
});
