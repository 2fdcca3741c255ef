import type { Engine } from '../data/engine.ts';
import { queryFrameId } from '../data/queryFrameId.ts';
import type { WriteMode } from '../data/writeMode.ts';
import type { Frame, Row } from '../definitions/frame.ts';
import { sql } from '../definitions/sql.ts';
import type { SqlQuery } from '../definitions/sqlValue.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, byId, oneOf, order, refused, rowsOf, same, someOrders, write } from './engineChecks.ts';

const needs = ['sql'] as const;
const above = (frame: Frame, amount: number) => sql`select * from ${frame} where amount > ${amount}`;

/** The rows of a query, by id. */
async function rowsFor(engine: Engine, query: SqlQuery): Promise<Row[]> {
  return byId((await allOf(engine.query(query).rows())).flat());
}

/** How an engine runs queries. */
export const engineQueryCases: readonly CaseBody[] = [
  {
    name: 'query: gives the rows of the frames in it, and of nothing else',
    needs,
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(5)]);
      const all = engine.read(orders);
      const some = engine.read(orders, { kind: 'rows', where: { op: '<', column: 'amount', value: 3 } });
      same('rows of a frame', await rowsFor(engine, sql`select * from ${all}`), someOrders(5));
      same('rows of a slice', await rowsFor(engine, sql`select * from ${some}`), someOrders(3));
      same('rows of a slice above 1', await rowsFor(engine, above(some, 1)), [order(2)]);
      const query = engine.query(above(all, 1));
      same('columns', Object.keys(await oneOf(query.columns())), ['id', 'name', 'amount']);
      same('entityId', query.entityId, queryFrameId);
    },
  },
  {
    name: 'query: is lazy, and runs anew for each subscription',
    needs,
    body: async ({ engine, orders, absent }) => {
      const frame = engine.query(sql`select * from ${engine.read(orders)}`);
      await write(engine, orders, [[order(1)]]);
      const rows$ = frame.rows();
      same('rows written after query()', (await allOf(rows$)).flat(), [order(1)]);
      await write(engine, orders, [[order(2)]]);
      same('rows of the second time', byId((await allOf(rows$)).flat()), [order(1), order(2)]);
      const missing = engine.query(sql`select * from ${engine.read(absent)}`);
      await refused('rows of an absent table', missing.rows(), 'not_found');
      await refused('columns of an absent table', missing.columns(), 'not_found');
    },
  },
  {
    name: 'query: takes queries within queries, and frames of queries',
    needs,
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(5)]);
      const inner = above(engine.read(orders), 1);
      for (const each of [inner, engine.query(inner)]) {
        const rows = await rowsFor(engine, sql`select * from ${each} as large where amount < ${4}`);
        same('rows above 1 and below 4', rows, [order(2), order(3)]);
      }
    },
  },
  {
    name: 'query: binds its values, whatever is in them',
    needs,
    body: async ({ engine, orders }) => {
      const names = ["it's", 'say "so"', "'; drop table orders; --", '$1 or ?', ''];
      const rows = names.map((name, i) => ({ ...order(i), name }));
      await write(engine, orders, [rows]);
      const from = engine.read(orders);
      for (const row of rows) {
        const query = sql`select * from ${from} where ${sql.id('name')} = ${row.name}`;
        same(`rows named ${row.name}`, await rowsFor(engine, query), [row]);
      }
      const some = sql.list([order(1).id, order(3).id, "o'1"]);
      const listed = await rowsFor(engine, sql`select * from ${from} where id in (${some})`);
      same('rows of a list', listed, [rows[1], rows[3]]);
    },
  },
  {
    name: 'query: can be written, also to what it reads',
    needs,
    body: async ({ engine, orders, parts }) => {
      await write(engine, orders, [someOrders(5)]);
      const writing = (query: SqlQuery, mode: WriteMode['mode'], into = parts) =>
        write(engine, into, engine.query(query), { mode });
      const large = above(engine.read(orders), 2);
      same('rows appended', (await writing(large, 'append')).rowsWritten, 2);
      same(
        'rows merged',
        (await writing(sql`select * from ${engine.read(orders)}`, 'merge')).rowsWritten,
        5,
      );
      same('rows after merging', await rowsOf(engine, parts), someOrders(5));
      await writing(large, 'overwrite', orders);
      same('rows after overwriting', await rowsOf(engine, orders), [order(3), order(4)]);
    },
  },
  {
    name: 'query: sees inside of a transaction what was written there',
    needs: ['sql', 'transactions'],
    body: async ({ engine, orders, parts }) => {
      await write(engine, orders, [[order(1)]]);
      const work = async (inside: Engine) => {
        await write(inside, orders, [[order(2)]]);
        const query = sql`select * from ${inside.read(orders)}`;
        same('rows seen from inside', await rowsFor(inside, query), [order(1), order(2)]);
        await write(inside, parts, inside.query(query));
        const outside = sql`select * from ${engine.read(orders)}`;
        same('rows seen from outside', await rowsFor(engine, outside), [order(1)]);
      };
      await allOf(engine.transaction(work));
      same('rows after the commit', await rowsOf(engine, parts), [order(1), order(2)]);
    },
  },
];
