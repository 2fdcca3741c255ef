import { from, of } from 'rxjs';
import type { WriteSource, Written } from '../data/write.ts';
import type { WriteMode } from '../data/writeMode.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, order, rowsOf, same, someOrders, write } from './engineChecks.ts';
import { spoil } from './engineReadCases.ts';

const counts = ({ mode, rowsWritten, inserted, updated, deleted }: Written) => ({
  mode,
  rowsWritten,
  inserted,
  updated,
  deleted,
});
const overwrite: WriteMode = { mode: 'overwrite' };

/** How an engine appends and overwrites. */
export const engineWriteCases: readonly CaseBody[] = [
  {
    name: 'write: appends, and counts what it inserted',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1)]]);
      const written = await write(engine, orders, [[order(1), order(2)], [], [order(3)]]);
      const expected = { mode: 'append', rowsWritten: 3, inserted: 3, updated: 0, deleted: 0 };
      same('result', counts(written), expected);
      same('rows', await rowsOf(engine, orders), [order(1), order(1), order(2), order(3)]);
    },
  },
  {
    name: 'write: overwrites, and counts what it replaced',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(3)]);
      const written = await write(engine, orders, [[order(1), order(9)]], overwrite);
      const expected = { mode: 'overwrite', rowsWritten: 2, inserted: 2, updated: 0, deleted: 3 };
      same('result', counts(written), expected);
      same('rows', await rowsOf(engine, orders), [order(1), order(9)]);
    },
  },
  {
    name: 'write: takes no rows as well',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(2)]);
      const nothing = { rowsWritten: 0, inserted: 0, updated: 0 };
      const append = await write(engine, orders, []);
      same('result of appending', counts(append), { ...nothing, mode: 'append', deleted: 0 });
      same('rows after appending nothing', await rowsOf(engine, orders), someOrders(2));
      const emptied = await write(engine, orders, [[]], overwrite);
      same('result of overwriting', counts(emptied), { ...nothing, mode: 'overwrite', deleted: 2 });
      same('rows after overwriting with nothing', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'write: does nothing before it is subscribed to, and does it again for each subscription',
    body: async ({ engine, orders }) => {
      const writing$ = engine.write(orders, [[order(1)]], { mode: 'append' });
      same('rows before subscribing', await rowsOf(engine, orders), []);
      await allOf(writing$);
      await allOf(writing$);
      same('rows after subscribing twice', await rowsOf(engine, orders), [order(1), order(1)]);
    },
  },
  {
    name: 'write: takes batches from observables, promises, iterables and frames',
    body: async ({ engine, orders, parts }) => {
      await write(engine, parts, [[order(9)]]);
      const batch = [order(1)];
      const sources: WriteSource[] = [
        of(batch),
        Promise.resolve(batch),
        new Set([batch]),
        engine.read(parts),
      ];
      for (const source of sources) await write(engine, orders, source);
      same('rows', await rowsOf(engine, orders), [order(1), order(1), order(1), order(9)]);
    },
  },
  {
    name: 'write: may read the entity that it writes',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(5)]);
      const where = { op: '>', column: 'amount', value: 2 } as const;
      await write(engine, orders, engine.read(orders, { kind: 'rows', where }), overwrite);
      same('rows', await rowsOf(engine, orders), [order(3), order(4)]);
    },
  },
  {
    name: 'write: tells how far it is, up to all rows',
    needs: ['progress'],
    body: async ({ engine, orders }) => {
      const batches = [someOrders(10), someOrders(10, 10), someOrders(10, 20)];
      const events = await allOf(engine.write(orders, from(batches), { mode: 'append' }));
      const rows = events.flatMap((event) => (event.kind === 'progress' ? [event.rows] : []));
      same(
        'progress, in order',
        rows,
        [...rows].sort((a, b) => a - b),
      );
      same('last progress', rows.at(-1), 30);
    },
  },
  {
    name: 'write: keeps 10,000 rows, empty values among them',
    body: async ({ engine, orders }) => {
      const rows = someOrders(10_000).map((row, i) => (i % 7 === 0 ? { ...row, amount: null } : row));
      const written = await write(engine, orders, [rows.slice(0, 6_000), rows.slice(6_000)]);
      same('inserted', written.inserted, 10_000);
      same('rows', await rowsOf(engine, orders), rows);
    },
  },
  {
    name: 'write: does not mind when its rows are changed afterwards',
    body: async ({ engine, orders }) => {
      const mine = order(1);
      await write(engine, orders, [[mine]]);
      spoil(mine);
      same('rows', await rowsOf(engine, orders), [order(1)]);
    },
  },
];
