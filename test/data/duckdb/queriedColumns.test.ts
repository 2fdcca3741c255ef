import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { sql } from '../../../lib/definitions/sql.ts';

describe('columns of a query', () => {
  it('are known where bound values make them', async () => {
    const engine = duckdbEngine(':memory:');
    const query = () =>
      engine.query(
        sql`select range as id, range * ${1.5} as half, ${'x'} || range as name from range(${2})`,
      );
    expect(await lastValueFrom(query().columns())).toEqual({
      id: 'BIGINT',
      half: 'DOUBLE',
      name: 'VARCHAR',
    });
    const made = entity('gold.made', { schema: { id: 'bigint', half: 'double', name: 'text' } });
    await lastValueFrom(engine.write(made, query(), { mode: 'append' }, { ensure: true }));
    expect(await lastValueFrom(engine.read(made).rows().pipe(toArray()))).toEqual([
      [
        { id: 0, half: 0, name: 'x0' },
        { id: 1, half: 1.5, name: 'x1' },
      ],
    ]);
    await lastValueFrom(engine.close(), { defaultValue: undefined });
  });
});
