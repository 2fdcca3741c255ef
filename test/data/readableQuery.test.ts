import { describe, expect, it } from '@jest/globals';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { readableQuery } from '../../lib/data/readableQuery.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { entityOf } from './support/entityOf.ts';

const orders = memoryEngine().read(entityOf('bronze.orders'));

describe('readableQuery', () => {
  it('names frames, and shows no value', () => {
    const large = sql`select * from ${orders} where amount > ${4_711}`;
    const query = sql`select ${sql.id('id')}
                      from ${large}
                      where name in (${sql.list(['Ann', 'Bob'])})`;

    expect(readableQuery(query)).toBe(
      'select id from (select * from bronze.orders where amount > ?) where name in (?, …',
    );
    expect(readableQuery(large)).toBe('select * from bronze.orders where amount > ?');
  });
});
