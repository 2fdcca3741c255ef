import type { Engine } from '../data/engine.ts';
import type { Condition } from '../data/slice.ts';
import type { Written } from '../data/write.ts';
import type { Entity } from '../definitions/entity.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, order, refused, rowsOf, same, someOrders, write } from './engineChecks.ts';

const needs = ['versions'] as const;
const merge = { mode: 'merge' } as const;
const since = (engine: Engine, entity: Entity, { version = 0 }: Written, where?: Condition) =>
  rowsOf(engine, entity, { kind: 'rows', since: version, ...(where && { where }) });

/** Reading the rows that came since a version. */
export const engineSinceCases: readonly CaseBody[] = [
  {
    name: 'since: gives the rows that were appended after a version',
    needs,
    body: async ({ engine, orders }) => {
      const first = await write(engine, orders, [someOrders(2)]);
      same('since the last version', await since(engine, orders, first), []);
      const second = await write(engine, orders, [[order(2)]]);
      await write(engine, orders, [[order(3), order(4)]]);
      same('since the first', await since(engine, orders, first), [order(2), order(3), order(4)]);
      same('since the second', await since(engine, orders, second), [order(3), order(4)]);
      const where: Condition = { op: '!=', column: 'amount', value: 3 };
      same('since the first, and a condition', await since(engine, orders, first, where), [
        order(2),
        order(4),
      ]);
      same('since before all', await rowsOf(engine, orders, { kind: 'rows', since: 0 }), someOrders(5));
    },
  },
  {
    name: 'since: gives rows that were changed as they are now, once, and none that were deleted',
    needs,
    body: async ({ engine, orders }) => {
      const first = await write(engine, orders, [someOrders(4)]);
      await write(engine, orders, [[order(0), order(1, 10), order(2, 20)]], merge);
      const third = await write(engine, orders, [[order(1, 100), order(5)]], merge);
      const deleteWhen: Condition = { op: '<', column: 'amount', value: 0 };
      await write(engine, orders, [[order(2, -1)]], { mode: 'merge', deleteWhen });
      same('since the first', await since(engine, orders, first), [order(1, 100), order(5)]);
      same('since the third', await since(engine, orders, third), []);
    },
  },
  {
    name: 'since: gives all rows that an overwrite put there, and refuses a version to come',
    needs,
    body: async ({ engine, orders }) => {
      const first = await write(engine, orders, [someOrders(3)]);
      const second = await write(engine, orders, [[order(1), order(7)]], { mode: 'overwrite' });
      same('since the first', await since(engine, orders, first), [order(1), order(7)]);
      same('since the second', await since(engine, orders, second), []);
      const slice = { kind: 'rows', since: Number(second.version) + 1 } as const;
      await refused('since a version to come', engine.read(orders, slice).rows(), 'version_not_found');
    },
  },
  {
    name: 'since: sees inside of a transaction what was written there',
    needs: ['versions', 'transactions'],
    body: async ({ engine, orders }) => {
      const first = await write(engine, orders, [someOrders(2)]);
      const work = async (inside: Engine) => {
        await write(inside, orders, [[order(2)]]);
        same('seen from inside', await since(inside, orders, first), [order(2)]);
        same('seen from outside', await since(engine, orders, first), []);
      };
      await allOf(engine.transaction(work));
      same('after the commit', await since(engine, orders, first), [order(2)]);
    },
  },
];
