import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import { entity } from '../../../../lib/definitions/entity.ts';
import { sql } from '../../../../lib/definitions/sql.ts';

describe('queriedColumns', () => {
  it('knows the columns of a query in which values that are bound are columns', async () => {
    const engine = duckdbEngine(':memory:');
    const orders = entity('bronze.orders');
    await lastValueFrom(engine.write(orders, [[{ id: 1 }]], { mode: 'append' }, { ensure: true }));
    const marked = engine.query(
      sql`select *, ${'insert'} as kind, ${7} as version from ${engine.read(orders)}`,
    );

    expect(await firstValueFrom(marked.columns())).toEqual({
      id: 'DOUBLE',
      kind: 'VARCHAR',
      version: 'INTEGER',
    });

    const copies = entity('bronze.copies');
    await lastValueFrom(engine.write(copies, marked, { mode: 'append' }, { ensure: true }));
    const rows = await firstValueFrom(engine.read(copies).rows().pipe(toArray()));
    expect(rows.flat()).toEqual([{ id: 1, kind: 'insert', version: 7 }]);
    await lastValueFrom(engine.close());
  });

  it('asks for those of a query whose values are all cast without a value', async () => {
    const engine = duckdbEngine(':memory:');
    const cast = sql`select cast(${'2024-05-01'} as date) as day, {'at': cast(${1} as bigint)} as stamp`;
    const mixed = sql`select cast(${1} as bigint) as wide, ${1.5} as open, '$1' as text`;
    expect(await firstValueFrom(engine.query(cast).columns())).toEqual({
      ...{ day: 'DATE', stamp: 'STRUCT("at" BIGINT)' },
    });
    expect(await firstValueFrom(engine.query(mixed).columns())).toEqual({
      ...{ wide: 'BIGINT', open: 'DOUBLE', text: 'VARCHAR' },
    });
    await lastValueFrom(engine.close());
  });
});
