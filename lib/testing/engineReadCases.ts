import { of, Subject, take } from 'rxjs';
import type { Row } from '../definitions/frame.ts';
import type { CaseBody } from './engineCase.ts';
import {
  allDuring,
  allOf,
  byId,
  holds,
  oneOf,
  order,
  refused,
  rowsOf,
  same,
  someOrders,
  write,
} from './engineChecks.ts';

/** How an engine reads. */
export const engineReadCases: readonly CaseBody[] = [
  {
    name: 'read: is lazy, and reads anew for each subscription',
    body: async ({ engine, orders }) => {
      const frame = engine.read(orders);
      await write(engine, orders, [[order(1)]]);
      const rows$ = frame.rows();
      const first = (await allOf(rows$)).flat();
      await write(engine, orders, [[order(2)]]);
      same('rows written after read() and before subscribing', first, [order(1)]);
      same('rows of the second subscription', byId((await allOf(rows$)).flat()), [order(1), order(2)]);
    },
  },
  {
    name: 'read: makes a frame of an absent table, which fails when its rows are asked for',
    body: async ({ engine, absent }) => {
      const frame = engine.read(absent);
      const error = await refused('rows of an absent table', frame.rows(), 'not_found');
      same('entityId of the error', error.entityId, absent.id);
      same('transient of the error', error.transient, false);
      await refused('columns of an absent table', frame.columns(), 'not_found');
    },
  },
  {
    name: 'read: completes without a batch when the table is empty',
    body: async ({ engine, orders }) => {
      same('batches', await allOf(engine.read(orders).rows()), []);
    },
  },
  {
    name: 'read: sees the table as it was when it was subscribed to',
    body: async ({ engine, orders }) => {
      const before = someOrders(10);
      await write(engine, orders, [before]);
      const demand = new Subject<void>();
      const batches = await allDuring(engine.read(orders).rows({ batchSize: 2, demand }), async () => {
        demand.next();
        await write(engine, orders, [someOrders(5, 100)], { mode: 'overwrite' });
        await write(engine, orders, [[order(200)]]);
        for (let i = 0; i < 10; i++) demand.next();
      });
      same('rows of a read that began before the writes', byId(batches.flat()), before);
    },
  },
  {
    name: 'read: gives 10,000 rows in batches no larger than asked for',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(10_000)]);
      const batches = await allOf(engine.read(orders).rows({ batchSize: 999 }));
      const sizes = batches.map((batch) => batch.length);
      holds(
        `sizes from 1 to 999, as of ${sizes}`,
        sizes.every((size) => size >= 1 && size <= 999),
      );
      same('rows', byId(batches.flat()), someOrders(10_000));
    },
  },
  {
    name: 'read: gives one batch for each demand',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(30)]);
      const batches = await allOf(engine.read(orders).rows({ batchSize: 10, demand: of(1) }));
      same('number of batches for one demand', batches.length, 1);
      holds(`at most 10 rows, as of ${batches.flat().length}`, batches.flat().length <= 10);
    },
  },
  {
    name: 'read: serves two readers at once, and goes on after one left early',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(100)]);
      const rows$ = engine.read(orders).rows({ batchSize: 10 });
      const [all, few, again] = await Promise.all([allOf(rows$), allOf(rows$.pipe(take(1))), allOf(rows$)]);
      same('rows of the first reader', byId(all.flat()), someOrders(100));
      same('batches of the reader that left', few.length, 1);
      same('rows of the third reader', byId(again.flat()), someOrders(100));
    },
  },
  {
    name: 'read: gives rows that belong to who receives them',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1)]]);
      for (const row of await rowsOf(engine, orders)) spoil(row);
      same('rows after a reader changed those it was given', await rowsOf(engine, orders), [order(1)]);
    },
  },
  {
    name: 'read: names the columns in order',
    body: async ({ engine, orders }) => {
      const columns = await oneOf(engine.read(orders).columns());
      same('columns', Object.keys(columns), ['id', 'name', 'amount']);
    },
  },
];

/** A frozen row refuses, which is as good. */
export function spoil(row: Row): void {
  try {
    (row as { name: string }).name = 'spoilt';
  } catch {}
}
