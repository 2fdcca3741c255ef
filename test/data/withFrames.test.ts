import { describe, expect, it } from '@jest/globals';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { withFrames } from '../../lib/data/withFrames.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { isSqlQuery } from '../../lib/definitions/sqlValue.ts';
import { entityOf } from './support/entityOf.ts';

const engine = memoryEngine();
const [a, b, other] = ['a', 'b', 'other'].map((id) => engine.read(entityOf(id))) as [never, never, never];

describe('withFrames', () => {
  it('replaces frames wherever they are, and nothing else', () => {
    const day = new Date(0);
    const queryOf = (first: typeof a) =>
      sql`select ${sql.id('x')} from ${first}, ${b}, ${sql`select ${1} from ${first}`}
          where y in (${sql.list(['z', sql`select max(n) from ${first}`])}) and at < ${day} and n is ${null}`;

    const replaced = withFrames(queryOf(a), (frame) => (frame === a ? other : frame));

    expect(replaced).toEqual(queryOf(other));
    expect(replaced.values[1]).toBe(other);
    expect(replaced.values[2]).toBe(b);
  });

  it('gives a query like any other, and leaves the one it was given', () => {
    const query = sql`select * from ${a}`;
    const replaced = withFrames(query, () => other);

    expect(isSqlQuery(replaced)).toBe(true);
    for (const part of [replaced, replaced.values]) expect(Object.isFrozen(part)).toBe(true);
    expect(query.values).toEqual([a]);
    expect(query.values[0]).toBe(a);
  });
});
