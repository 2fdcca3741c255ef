import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { parsedSql } from '../../lib/data/duckdb/parsedSql.ts';
import { compose } from '../../lib/definitions/compose.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { columnLineage } from '../../lib/planning/columnLineage.ts';
import { dryQuery } from '../../lib/planning/dryQuery.ts';

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>;
let instance: DuckDBInstance;
let connection: Connection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const tables: Readonly<Record<string, readonly string[]>> = { t: ['id', 'a', 'b'], u: ['id', 'x'] };

/** Which columns come from which: `out <- t.a u.x`. */
async function lineage(text: string) {
  const tree = await firstValueFrom(parsedSql(connection, text));
  const { columns, complete } = columnLineage(tree, (table) => tables[table]);
  const lines = columns.map(({ column, from }) => {
    const sources = from === 'unknown' ? ['unknown'] : from.map((one) => `${one.table}.${one.column}`);
    return [`${column} <-`, ...sources].join(' ');
  });
  return complete ? lines : [...lines, '…'];
}

describe('columnLineage, of what DuckDB parses', () => {
  it.each([
    ['select a, b as c from t', ['a <- t.a', 'c <- t.b']],
    ['select * from t', ['id <- t.id', 'a <- t.a', 'b <- t.b']],
    ['from t', ['id <- t.id', 'a <- t.a', 'b <- t.b']],
    ['select * exclude (a) replace (a + 1 as b) from t', ['id <- t.id', 'b <- t.a']],
    [
      'select a + b as s, upper(T.A) as n, 1 as one, count(*) as k from t',
      ['s <- t.a t.b', 'n <- t.a', 'one <-', 'k <-'],
    ],
    ['select a + 1 from t', ['(1) <- t.a']],
    ['select case when a > 1 then b else 0 end as c from t where id = 7', ['c <- t.a t.b']],
    ['select * from t join u using (id)', ['id <- t.id', 'a <- t.a', 'b <- t.b', 'x <- u.x']],
    ['select id, x from t join u using (id)', ['id <- t.id u.id', 'x <- u.x']],
    [
      'select l.id, r.* from t as l left join u as r on l.id = r.id',
      ['id <- t.id', 'id <- u.id', 'x <- u.x'],
    ],
    ['select * from t semi join u using (id)', ['id <- t.id', 'a <- t.a', 'b <- t.b']],
    ['with w as (select a as q from t), v as (select q + 1 as p from w) select * from v', ['p <- t.a']],
    ['select s.m from (select max(a) as m from t group by b) as s', ['m <- t.a']],
    ['select n from (select a, b from t) as s(m, n)', ['n <- t.b']],
    ['select a from t union all select x from u', ['a <- t.a u.x']],
    ['select (select max(x) from u where u.id = t.id) as m from t', ['m <- u.x']],
    ['select (select t.a) as m from t', ['m <- t.a']],
    ['select sum(a) over (partition by b order by id) as s from t', ['s <- t.a t.b t.id']],
    ['select a as p, p + 1 as q from t', ['p <- t.a', 'q <- t.a']],
    ['select $1 as p, a from t', ['p <-', 'a <- t.a']],
    // What is not known.
    ['select x, z from far', ['x <- far.x', 'z <- far.z']],
    ['select * from far', ['…']],
    ['select z from far, t', ['z <- far.z']],
    ['select z from far, other', ['z <- unknown']],
    ['select far.z from far, other', ['z <- far.z']],
    ["select columns('a.*'), b from t", ['b <- t.b', '…']],
    ['select list_transform([a], lambda v: v + 1) as l from t', ['l <- unknown']],
    ['select range from range(3)', ['range <- unknown']],
    ['select nothing from t', ['nothing <- unknown']],
  ])('%s', async (text, expected) => expect(await lineage(text)).toEqual(expected));

  it('is empty and not complete for what is no tree of a query', () => {
    for (const tree of [undefined, 7, {}, { statements: [] }, { error: true }])
      expect(columnLineage(tree)).toEqual({ columns: [], complete: false });
  });

  it('refuses what cannot be parsed, with what DuckDB says', async () => {
    await expect(firstValueFrom(parsedSql(connection, 'selec a'))).rejects.toThrow(
      'expected a query, got syntax error at or near "selec"',
    );
  });
});

describe('dryQuery', () => {
  const t = entity('t');
  const dialect = {
    frame: ({ entityId }: { entityId: string }) => `"${entityId}"`,
    identifier: (name: string) => `"${name}"`,
    parameter: (index: number) => `$${index + 1}`,
  };

  it('gives the query of a pipe without running it, for its lineage', async () => {
    const made = pipe('p', {
      inputs: [t],
      output: entity('o'),
      run: (inputs) => sql`select a as x from ${inputs.t} where b > ${1}`,
    });
    const query = dryQuery(made as never);
    if (!query) throw new Error('expected a query');
    expect(await lineage(compose(query, dialect).text)).toEqual(['x <- t.a']);
  });

  it('gives nothing for other bodies, and for those that throw', () => {
    const bodies = [
      () => [],
      () => Promise.reject(new Error('late')),
      () => {
        throw new Error('at once');
      },
    ];
    for (const run of bodies)
      expect(dryQuery(pipe('p', { output: t, run } as never) as never)).toBeUndefined();
  });
});
