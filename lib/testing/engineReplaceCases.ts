import type { WriteMode } from '../data/writeMode.ts';
import type { CaseBody } from './engineCase.ts';
import { counted, order, refused, rowsOf, same, someOrders, write } from './engineChecks.ts';

const replace = (...by: readonly string[]): WriteMode => ({ mode: 'replace', by });
const part = (id: string, name: string | null, amount: number | null) => ({ id, name, amount });

/** Writes that replace the rows with the same values in some columns. */
export const engineReplaceCases: readonly CaseBody[] = [
  {
    name: 'replace: puts rows in place of those with the same values, and counts both',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[part('a', 'x', 1), part('b', 'x', 2), part('c', 'y', 3)]]);
      const source = [[part('d', 'x', 4)], [part('e', 'x', 5), part('f', 'z', 6), part('f', 'z', 6)]];
      counted(engine, await write(engine, orders, source, replace('name')), [4, 4, 0, 2]);
      same('rows', await rowsOf(engine, orders), [
        part('c', 'y', 3),
        part('d', 'x', 4),
        part('e', 'x', 5),
        part('f', 'z', 6),
        part('f', 'z', 6),
      ]);
    },
  },
  {
    name: 'replace: goes by the partitions, if nothing else is said',
    body: async ({ engine, orders }) => {
      const entity = { ...orders, partitions: ['name', 'amount'] };
      await write(engine, entity, [[part('a', 'x', 1), part('b', 'x', 2), part('c', 'y', 1)]]);
      const source = [[part('d', 'x', 1)], [part('e', 'y', 2)]];
      counted(engine, await write(engine, entity, source, { mode: 'replace' }), [2, 2, 0, 1]);
      const others = [part('b', 'x', 2), part('c', 'y', 1)];
      same('rows', await rowsOf(engine, entity), [...others, part('d', 'x', 1), part('e', 'y', 2)]);
      counted(engine, await write(engine, entity, [[part('f', 'x', 9)]], replace('name')), [1, 1, 0, 2]);
      same('number of rows', (await rowsOf(engine, entity)).length, 3);
    },
  },
  {
    name: 'replace: takes no value for a value of its own',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[part('a', null, 1), part('b', 'x', null), part('c', null, null)]]);
      const mode = replace('name', 'amount');
      counted(engine, await write(engine, orders, [[part('d', null, null)]], mode), [1, 1, 0, 1]);
      const rest = [part('a', null, 1), part('b', 'x', null)];
      same('rows', await rowsOf(engine, orders), [...rest, part('d', null, null)]);
      counted(engine, await write(engine, orders, [[part('e', null, 5)]], replace('name')), [1, 1, 0, 2]);
      same('rows', await rowsOf(engine, orders), [part('b', 'x', null), part('e', null, 5)]);
    },
  },
  {
    name: 'replace: tells values of several columns apart',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[part('a', 'bc', 1), part('ab', 'c', 1)]]);
      counted(
        engine,
        await write(engine, orders, [[part('a', 'bc', 2)]], replace('id', 'name')),
        [1, 1, 0, 1],
      );
      same('rows', await rowsOf(engine, orders), [part('a', 'bc', 2), part('ab', 'c', 1)]);
    },
  },
  {
    name: 'replace: changes nothing for no rows, and takes 10,000',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(10_000)]);
      counted(engine, await write(engine, orders, [], replace('name')), [0, 0, 0, 0]);
      const source = [someOrders(10_000, 5_000)];
      counted(engine, await write(engine, orders, source, replace('id')), [10_000, 10_000, 0, 5_000]);
      same('number of rows', (await rowsOf(engine, orders)).length, 15_000);
    },
  },
  {
    name: 'replace: of what it is said to replace nothing stays, also where no row comes',
    body: async ({ engine, orders }) => {
      const before = [part('a', 'x', 1), part('b', 'y', 2), part('c', null, 3), part('d', 'z', 4)];
      await write(engine, orders, [before]);
      const said = engine.read(orders, { kind: 'rows', where: { op: '!=', column: 'name', value: 'z' } });
      const mode: WriteMode = { mode: 'replace', by: ['name'], parts: said };
      counted(engine, await write(engine, orders, [[part('e', 'y', 5)]], mode), [1, 1, 0, 2]);
      same('rows', await rowsOf(engine, orders), [
        part('c', null, 3),
        part('d', 'z', 4),
        part('e', 'y', 5),
      ]);
      const empty = { op: 'isNull', column: 'name' } as const;
      const nameless = engine.read(orders, { kind: 'rows', where: empty });
      const none: WriteMode = { mode: 'replace', by: ['name'], parts: nameless };
      counted(engine, await write(engine, orders, [], none), [0, 0, 0, 1]);
      same('rows', await rowsOf(engine, orders), [part('d', 'z', 4), part('e', 'y', 5)]);
    },
  },
  {
    name: 'replace: takes no row of another part than it is said to replace',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[part('a', 'x', 1), part('b', 'y', 2)]]);
      const where = { op: '=', column: 'name', value: 'x' } as const;
      const mode: WriteMode = {
        ...{ mode: 'replace', by: ['name'] },
        parts: engine.read(orders, { kind: 'rows', where }),
      };
      const source = [[part('c', 'x', 3), part('d', 'y', 4)]];
      await refused('a row of another part', engine.write(orders, source, mode), 'invalid');
      same('rows', await rowsOf(engine, orders), [part('a', 'x', 1), part('b', 'y', 2)]);
    },
  },
  {
    name: 'replace: refuses to go by nothing, and by a column that is not there',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1)]]);
      const replacing = (mode: WriteMode) => engine.write(orders, [[order(2)]], mode);
      await refused('no partitions', replacing({ mode: 'replace' }), 'invalid');
      await refused('no columns', replacing(replace()), 'invalid');
      await refused('an unknown column', replacing(replace('nmae')), 'schema_mismatch');
      const bad = engine.write(orders, [[order(2)], [{ id: 'x' }]], replace('id'));
      await refused('a bad row', bad, 'schema_mismatch');
      same('rows', await rowsOf(engine, orders), [order(1)]);
    },
  },
];
