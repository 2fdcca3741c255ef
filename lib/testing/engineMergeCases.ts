import type { MergeMode } from '../data/writeMode.ts';
import type { CaseBody } from './engineCase.ts';
import { counted, order, rowsOf, same, someOrders, write } from './engineChecks.ts';

const merge: MergeMode = { mode: 'merge' };
const deleting: MergeMode = { mode: 'merge', deleteWhen: { op: '<', column: 'amount', value: 0 } };

/** How an engine merges. */
export const engineMergeCases: readonly CaseBody[] = [
  {
    name: 'merge: inserts, updates, and passes over what is there already',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1), order(2), order(3, null)]]);
      const source = [
        [order(1), order(2, 20)],
        [order(3, null), order(4)],
      ];
      counted(engine, await write(engine, orders, source, merge), [4, 1, 1, 0]);
      same('rows', await rowsOf(engine, orders), [order(1), order(2, 20), order(3, null), order(4)]);
    },
  },
  {
    name: 'merge: deletes where a condition holds, also when only the key is given',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(4)]);
      const source = [[order(1, -1), { id: order(2).id, amount: -1 }, order(9, -1), order(3, 30)]];
      counted(engine, await write(engine, orders, source, deleting), [4, 0, 1, 2]);
      same('rows', await rowsOf(engine, orders), [order(0), order(3, 30)]);
    },
  },
  {
    name: 'merge: deletes by a marker, which is not written',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(2)]);
      const mode: MergeMode = {
        mode: 'merge',
        deleteWhen: { op: '=', column: 'gone', value: true },
        markers: ['gone'],
      };
      const source = [
        [
          { ...order(0), gone: true },
          { ...order(1, 10), gone: false },
          { ...order(2), gone: null },
        ],
      ];
      counted(engine, await write(engine, orders, source, mode), [3, 1, 1, 1]);
      same('rows', await rowsOf(engine, orders), [order(1, 10), order(2)]);
    },
  },
  {
    name: 'merge: tells keys of several columns apart',
    body: async ({ engine, parts }) => {
      const part = (id: string, name: string, amount: number) => ({ id, name, amount });
      await write(engine, parts, [[part('a', 'bc', 1), part('b', 'c', 1)]]);
      counted(
        engine,
        await write(engine, parts, [[part('ab', 'c', 2), part('b', 'c', 2)]], merge),
        [2, 1, 1, 0],
      );
      same('rows', await rowsOf(engine, parts), [
        part('a', 'bc', 1),
        part('ab', 'c', 2),
        part('b', 'c', 2),
      ]);
    },
  },
  {
    name: 'merge: updates each of several rows that have one key',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1), order(1, 5)]]);
      counted(engine, await write(engine, orders, [[order(1, 7)]], merge), [1, 0, 2, 0]);
      same('rows', await rowsOf(engine, orders), [order(1, 7), order(1, 7)]);
    },
  },
  {
    name: 'merge: takes 10,000 rows into 10,000, and none',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(10_000)]);
      const source = someOrders(10_000, 5_000).map((row, i) => (i < 2_000 ? { ...row, amount: -5 } : row));
      counted(engine, await write(engine, orders, [source], merge), [10_000, 5_000, 2_000, 0]);
      counted(engine, await write(engine, orders, [], merge), [0, 0, 0, 0]);
      same('number of rows', (await rowsOf(engine, orders)).length, 15_000);
    },
  },
];
