import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { filter, lastValueFrom, type Observable, toArray } from 'rxjs';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../lib/data/engine.ts';
import type { Written } from '../../../lib/data/write.ts';
import type { MergeMode, WriteMode } from '../../../lib/data/writeMode.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import type { SqlQuery } from '../../../lib/definitions/sqlValue.ts';

const orders = entity('bronze.orders', { schema: { id: 'bigint', amount: 'double' }, keys: ['id'] });
const all = <T>(source: Observable<T>) => lastValueFrom(source.pipe(toArray()));

/** So many rows that a merge asks first how many are there. */
describe('a merge of many rows', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = duckdbEngine(':memory:');
    await put(sql`select range as id, range / 2 as amount from range(30000)`, { mode: 'overwrite' });
  });
  afterEach(() => all(engine.close()));

  const put = async (query: SqlQuery, mode: WriteMode) => {
    const events$ = engine.write(orders, engine.query(query), mode, { ensure: true });
    const { inserted, updated, deleted } = await lastValueFrom(
      events$.pipe(filter((event): event is Written => event.kind === 'written')),
    );
    return { inserted, updated, deleted };
  };
  const merged = (query: SqlQuery, mode: Omit<MergeMode, 'mode'> = {}) =>
    put(query, { mode: 'merge', ...mode });
  const answer = async (query: SqlQuery) => (await all(engine.query(query).rows())).flat();
  const sums = (version?: number) => {
    const from = engine.read(orders, { kind: 'rows', ...(version === undefined ? {} : { version }) });
    return answer(sql`select count(*) as n, count(distinct id) as ids, sum(amount) as total from ${from}`);
  };
  const changes = (after: number) =>
    answer(
      sql`select _change as kind, count(*) as n, min(id) as lowest from ${engine.read(orders, { kind: 'changes', after })}
        group by all order by kind`,
    );

  it('tells new rows from those it changed, where it changes all that are there', async () => {
    const [before] = await sums();
    expect(await merged(sql`select range + 20000 as id, -1.0::double as amount from range(15000)`)).toEqual(
      {
        ...{ inserted: 5_000, updated: 10_000, deleted: 0 },
      },
    );
    expect(await sums()).toEqual([{ n: 35_000, ids: 35_000, total: 99_995_000 - 15_000 }]);
    expect(await changes(1)).toEqual([
      { kind: 'insert', n: 5_000, lowest: 30_000 },
      { kind: 'update', n: 10_000, lowest: 20_000 },
    ]);
    expect(await sums(1)).toEqual([before]);
  });

  it('leaves alone those that are as they were', async () => {
    const query = sql`select range + 20000 as id, case when range < 4000 then (range + 20000) / 2 else -1 end as amount
      from range(15000)`;
    expect(await merged(query)).toEqual({ inserted: 5_000, updated: 6_000, deleted: 0 });
    expect(await changes(1)).toEqual([
      { kind: 'insert', n: 5_000, lowest: 30_000 },
      { kind: 'update', n: 6_000, lowest: 24_000 },
    ]);
    expect(await merged(query)).toEqual({ inserted: 0, updated: 0, deleted: 0 });
    expect((await sums())[0]).toMatchObject({ n: 35_000, ids: 35_000 });
  });

  it('deletes those that it is told to, whether they are there or not', async () => {
    const query = sql`select range + 20000 as id, -1.0::double as amount, range % 2 = 0 as gone from range(15000)`;
    const deleteWhen = { op: '=', column: 'gone', value: true } as const;
    expect(await merged(query, { deleteWhen, markers: ['gone'] })).toEqual({
      ...{ inserted: 2_500, updated: 5_000, deleted: 5_000 },
    });
    expect(await changes(1)).toEqual([
      { kind: 'delete', n: 5_000, lowest: 20_000 },
      { kind: 'insert', n: 2_500, lowest: 30_001 },
      { kind: 'update', n: 5_000, lowest: 20_001 },
    ]);
    expect((await sums())[0]).toMatchObject({ n: 27_500, ids: 27_500 });
  });
});
