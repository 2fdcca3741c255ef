import type { Condition } from '../data/slice.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, order, refused, rowsOf, same, write } from './engineChecks.ts';

const conditions: readonly (readonly [Condition, readonly number[]])[] = [
  [{ op: '=', column: 'amount', value: 2 }, [2]],
  [{ op: '!=', column: 'amount', value: 2 }, [1, 3]],
  [{ op: '<', column: 'amount', value: 2 }, [1]],
  [{ op: '<=', column: 'amount', value: 2 }, [1, 2]],
  [{ op: '>', column: 'name', value: 'order 2' }, [3, 4]],
  [{ op: '>=', column: 'amount', value: 2 }, [2, 3]],
  [{ op: 'in', column: 'name', values: ['order 1', 'order 4', 'order 9'] }, [1, 4]],
  [{ op: 'in', column: 'name', values: [] }, []],
  [{ op: 'isNull', column: 'amount' }, [4]],
  [{ op: 'isNotNull', column: 'amount' }, [1, 2, 3]],
  [{ op: 'all', of: [] }, [1, 2, 3, 4]],
  [{ op: 'any', of: [] }, []],
];
const nested: Condition = {
  op: 'any',
  of: [
    { op: 'isNull', column: 'amount' },
    {
      op: 'all',
      of: [
        { op: '>', column: 'amount', value: 1 },
        { op: '<', column: 'amount', value: 3 },
      ],
    },
  ],
};

/** How an engine reads a part of an entity. */
export const engineSliceCases: readonly CaseBody[] = [
  {
    name: 'slices: gives the rows for which a condition holds',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1), order(2), order(3), order(4, null)]]);
      for (const [where, numbers] of [...conditions, [nested, [2, 4]] as const]) {
        const rows = await rowsOf(engine, orders, { kind: 'rows', where });
        const ids = numbers.map((number) => order(number).id);
        same(
          `ids where ${JSON.stringify(where)}`,
          rows.map((row) => row['id']),
          ids,
        );
      }
    },
  },
  {
    name: 'slices: refuses a condition on a column that is not there',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1)]]);
      const where: Condition = { op: '=', column: 'ammount', value: 1 };
      await refused(
        'rows where ammount = 1',
        engine.read(orders, { kind: 'rows', where }).rows(),
        'schema_mismatch',
      );
    },
  },
  {
    name: 'slices: reads an entity as it was at a version',
    needs: ['timeTravel', 'versions'],
    body: async ({ engine, orders }) => {
      const { version = 0 } = await write(engine, orders, [[order(1)]]);
      const later = await write(engine, orders, [[order(2)]], { mode: 'overwrite' });
      same('rows at the first version', await rowsOf(engine, orders, { kind: 'rows', version }), [
        order(1),
      ]);
      const wrong = { kind: 'rows', version: (later.version ?? 0) + 1 } as const;
      await refused('rows at a version to come', engine.read(orders, wrong).rows(), 'version_not_found');
    },
  },
  {
    name: 'slices: reads what changed after a version',
    needs: ['changeFeed', 'versions'],
    body: async ({ engine, orders }) => {
      const { version: after = 0 } = await write(engine, orders, [[order(1), order(2), order(3)]]);
      const deleteWhen: Condition = { op: '<', column: 'amount', value: 0 };
      const merged = await write(engine, orders, [[order(1), order(2, 20), order(3, -1), order(4)]], {
        mode: 'merge',
        deleteWhen,
      });
      const version = Number(merged.version);
      same('changes', await rowsOf(engine, orders, { kind: 'changes', after }), [
        { ...order(2, 20), _change: 'update', _version: version },
        { ...order(3), _change: 'delete', _version: version },
        { ...order(4), _change: 'insert', _version: version },
      ]);
      const nothing = engine.read(orders, { kind: 'changes', after, upTo: after });
      same('changes between a version and itself', await allOf(nothing.rows()), []);
    },
  },
];
