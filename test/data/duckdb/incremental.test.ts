import { afterEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom, type Observable, toArray } from 'rxjs';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../lib/data/engine.ts';
import type { MergeMode } from '../../../lib/data/writeMode.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { pipe } from '../../../lib/definitions/pipe.ts';
import type { PipeIncremental } from '../../../lib/definitions/pipeSettings.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import { run } from '../../../lib/execution/run.ts';
import { toResult } from '../../../lib/execution/toResult.ts';

const all = <T>(source: Observable<T>) => lastValueFrom(source.pipe(toArray()));
const columns = { id: 'integer', at: 'timestamp', amount: 'number' };
const orders = entity('bronze.orders', { schema: columns, keys: ['id'] });
const clean = entity('silver.orders', { schema: columns, keys: ['id'] });
const log = entity('silver.log', { schema: columns });

const order = (id: number, amount: number) => ({ id, at: new Date(Date.UTC(2024, 0, id)), amount });
const deleting: MergeMode = { mode: 'merge', deleteWhen: { op: '<', column: 'amount', value: 0 } };
const merge = (engine: Engine, ...rows: readonly object[]) =>
  all(engine.write(orders, [rows], deleting, { ensure: true }));

describe('pipes in SQL that read what is new, on duckdbEngine', () => {
  const made: Engine[] = [];
  const engineOf = () => {
    const engine = duckdbEngine(':memory:', { copies: 5 });
    made.push(engine);
    return engine;
  };
  afterEach(async () => {
    for (const engine of made.splice(0)) await all(engine.close());
  });

  const copy = (incremental: PipeIncremental, output: typeof clean | typeof log) =>
    pipe('copy', {
      inputs: [orders],
      output,
      incremental,
      run: ({ bronze_orders }) => sql`select * from ${bronze_orders}`,
    });
  const ending = async (
    engine: Engine,
    incremental: PipeIncremental,
    output: typeof clean | typeof log,
  ) => {
    const result = await firstValueFrom(run([copy(incremental, output)], { engine }).pipe(toResult()));
    const state = result.stateOf('copy');
    if (state.status === 'failed') throw state.error;
    return state.status === 'skipped' ? state.reason : state.status;
  };
  const contentOf = async (engine: Engine, output: typeof clean | typeof log) =>
    (await all(engine.read(output).rows()))
      .flat()
      .map(({ id, amount }) => `${id}:${amount}`)
      .sort();

  it('take of each key the last change, also where one changed twice, and one that is gone', async () => {
    const engine = engineOf();
    await merge(engine, order(1, 1), order(2, 2), order(3, 3));
    expect(await ending(engine, 'latest_changes', clean)).toBe('succeeded');
    await merge(engine, order(1, 10), order(4, 4));
    await merge(engine, order(1, 11), order(2, -1));
    expect(await ending(engine, 'latest_changes', clean)).toBe('succeeded');
    expect(await contentOf(engine, clean)).toEqual(['1:11', '3:3', '4:4']);
    expect(await ending(engine, 'latest_changes', clean)).toBe('no_data');
  });

  it('take rows that came or changed, by version', async () => {
    const engine = engineOf();
    await merge(engine, order(1, 1), order(2, 2));
    expect(await ending(engine, 'version', clean)).toBe('succeeded');
    await merge(engine, order(2, 20), order(3, 3));
    expect(await ending(engine, 'version', clean)).toBe('succeeded');
    expect(await contentOf(engine, clean)).toEqual(['1:1', '2:20', '3:3']);
    const [newest] = await firstValueFrom(engine.history({ entityIds: [clean.id] }));
    expect(newest).toMatchObject({ rowsWritten: 2, inserted: 1, updated: 1, by: { pipeId: 'copy' } });
  });

  it('append what came after a time, each row once', async () => {
    const engine = engineOf();
    await merge(engine, order(1, 1), order(2, 2));
    expect(await ending(engine, { column: 'at' }, log)).toBe('succeeded');
    await merge(engine, order(3, 3));
    expect(await ending(engine, { column: 'at' }, log)).toBe('succeeded');
    expect(await contentOf(engine, log)).toEqual(['1:1', '2:2', '3:3']);
    expect(await ending(engine, { column: 'at' }, log)).toBe('no_data');
  });

  it('write and move on in one transaction: of a failed write nothing is left', async () => {
    const engine = engineOf();
    await merge(engine, order(1, 1));
    const broken = pipe('copy', {
      inputs: [orders],
      output: log,
      incremental: true,
      run: ({ bronze_orders }) =>
        sql`select id, at, amount / (id - 1) / 'x' as amount from ${bronze_orders}`,
    });
    const failed = await firstValueFrom(run([broken], { engine }).pipe(toResult()));
    expect(failed.stateOf('copy').status).toBe('failed');
    expect(await firstValueFrom(engine.notes('watermarks'))).toEqual(new Map());
    expect(await firstValueFrom(engine.versions([log.id]))).toEqual(new Map());
    expect(await ending(engine, 'version', log)).toBe('succeeded');
    expect(await contentOf(engine, log)).toEqual(['1:1']);
  });
});
