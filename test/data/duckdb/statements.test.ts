import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  firstValueFrom,
  lastValueFrom,
  map,
  merge,
  type Observable,
  takeUntil,
  timer,
  toArray,
} from 'rxjs';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../lib/data/engine.ts';
import { EngineError } from '../../../lib/data/engineError.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import type { Row } from '../../../lib/definitions/frame.ts';
import { pipe } from '../../../lib/definitions/pipe.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import { run } from '../../../lib/execution/run.ts';

const all = <T>(source: Observable<T>) => lastValueFrom(source.pipe(toArray()));
const rowsOf = async (source: Observable<readonly Row[]>) => (await all(source)).flat();
const failureOf = (source: Observable<unknown>): Promise<EngineError> =>
  all(source).then(
    (values) => {
      throw new Error(`expected a failure, got ${JSON.stringify(values)}`);
    },
    (error: unknown) => {
      if (error instanceof EngineError) return error;
      throw error;
    },
  );

/** A query that takes minutes, unless it is stopped. */
const endless = sql`select count(*) from range(3000000) a, range(3000000) b where a.range * b.range = 7`;

describe('statements of duckdbEngine', () => {
  let engine: Engine;
  const orders = entity('bronze.orders', { schema: { id: 'integer', amount: 'number' }, keys: ['id'] });
  const sums = entity('gold.sums');

  beforeAll(async () => {
    engine = duckdbEngine(':memory:');
    const rows = Array.from({ length: 100 }, (_, id) => ({ id, amount: id / 2 }));
    await all(engine.write(orders, [rows], { mode: 'append' }, { ensure: true }));
  });
  afterAll(() => all(engine.close()));

  it('stay in SQL: a query over a table becomes a table, with the types that it has', async () => {
    const query = sql`select id % 10 as digit, sum(amount) as total, count(*) as n
      from ${engine.read(orders)} group by all`;
    await all(engine.write(sums, engine.query(query), { mode: 'overwrite' }, { ensure: true }));
    const columns = await firstValueFrom(engine.schema(sums));
    expect(columns).toEqual({ digit: 'BIGINT', total: 'DOUBLE', n: 'BIGINT' });
    const rows = await rowsOf(engine.query(sql`from ${engine.read(sums)} order by digit limit 1`).rows());
    expect(rows).toEqual([{ digit: 0, total: 225, n: 10 }]);
  });

  it('name the entity and the line of the template where a column is wrong', async () => {
    const query = sql`select id,
      amout
      from ${engine.read(orders)}`;
    const { errorClass, message } = await failureOf(
      engine.write(sums, engine.query(query), { mode: 'overwrite' }),
    );
    expect(errorClass).toBe('invalid');
    expect(message).toContain('gold.sums: line 2 of its query');
    expect(message).toContain('amount');

    const bound = sql`select id from ${engine.read(orders)}
      where amout > ${7}`;
    const refusal = await failureOf(engine.write(sums, engine.query(bound), { mode: 'overwrite' }));
    expect(refusal.message).toContain('gold.sums: line 2 of its query');
  });

  it('name the pipe where one of a run is wrong', async () => {
    const wrong = pipe('gold.wrong', {
      inputs: [orders],
      output: sums,
      run: ({ bronze_orders }) => sql`select nothing from ${bronze_orders}`,
    });
    const error = await all(run([wrong], { engine })).catch(String);
    expect(error).toContain('gold.wrong');
    expect(error).toContain('line 1 of its query');
  });

  it('are stopped by leaving them, and nothing else is', async () => {
    const long$ = engine
      .query(endless)
      .rows()
      .pipe(takeUntil(timer(150)));
    const [left, beside] = await Promise.all([all(long$), rowsOf(engine.read(orders).rows())]);
    expect([left.length, beside.length]).toEqual([0, 100]);
    expect(await rowsOf(engine.read(orders).rows())).toHaveLength(100);
  });

  it('are stopped by leaving a write, which changes nothing', async () => {
    const before = await firstValueFrom(engine.versions([sums.id]));
    await all(
      engine.write(sums, engine.query(endless), { mode: 'append' }).pipe(takeUntil(timer(150))),
    ).catch(() => undefined);
    expect(await firstValueFrom(engine.versions([sums.id]))).toEqual(before);
  });

  it('refuse values of a type that the table would change unnoticed', async () => {
    const query = sql`select id + 0.5::double as id, amount from ${engine.read(orders)}`;
    const { errorClass, message } = await failureOf(
      engine.write(orders, engine.query(query), { mode: 'append' }),
    );
    expect([errorClass, message]).toEqual([
      'schema_mismatch',
      'bronze.orders: id: expected BIGINT, got DOUBLE',
    ]);
  });

  it('tell large whole numbers as bigints, and others as numbers', async () => {
    const query = sql`select 9007199254740993::bigint as large, 7::bigint as small, 1.5::decimal(4,2) as price`;
    expect(await rowsOf(engine.query(query).rows())).toEqual([
      { large: 9_007_199_254_740_993n, small: 7, price: 1.5 },
    ]);
  });

  it('read several frames side by side inside of a transaction, as they were when it began', async () => {
    const seen = await all(
      engine.transaction((inside) => {
        const ids$ = inside.read(orders).rows({ batchSize: 7 });
        const count$ = inside.query(sql`select count(*) as n from ${inside.read(orders)}`).rows();
        return merge(
          ids$.pipe(map((rows) => rows.length)),
          count$.pipe(map((rows) => Number(rows[0]?.['n']))),
        );
      }),
    );
    expect(seen.reduce((sum, n) => sum + n, 0)).toBe(200);
  });

  it('know no ids that differ by capital letters alone, and none in schemas of their own', async () => {
    const shouted = await failureOf(engine.ensure(entity('Bronze.Orders')));
    expect(shouted.message).toContain('bronze.orders');
    const taken = await failureOf(engine.ensure(entity('rekindle.orders', { schema: { id: 'integer' } })));
    expect(taken.errorClass).toBe('invalid');
    const column = await failureOf(
      engine.ensure(entity('bronze.taken', { schema: { _rekindle_version: 'integer' } })),
    );
    expect(column.errorClass).toBe('schema_mismatch');
  });
});
