import type { CaseBody } from './engineCase.ts';
import { counted, same, write } from './engineChecks.ts';
import { ending, ends, observe, seen, state, statesOf } from './engineStates.ts';

const all = [
  seen('a', 'x', 1),
  seen('a', 'x', 2),
  seen('a', 'y', 3),
  ends('a', 5),
  seen('a', 'y', 7),
  seen('b', 'x', 2),
];
const kept = [state('a', 'x', 1, 3), state('a', 'y', 3, 5), state('a', 'y', 7), state('b', 'x', 2)];

/** States that come again, late and out of order. */
export const engineScd2OrderCases: readonly CaseBody[] = [
  {
    name: 'scd2: changes nothing when the same rows are written again, together or one by one',
    body: async ({ engine, states }) => {
      await observe(engine, states, [all], ending);
      same('states', await statesOf(engine, states), kept);
      counted(engine, await observe(engine, states, [all], ending), [6, 0, 0, 0]);
      for (const row of all) counted(engine, await observe(engine, states, [[row]], ending), [1, 0, 0, 0]);
      counted(engine, await observe(engine, states, [[...all, ...all]], ending), [12, 0, 0, 0]);
      same('states after all of it again', await statesOf(engine, states), kept);
    },
  },
  {
    name: 'scd2: finds the place of a state that comes late',
    body: async ({ engine, states }) => {
      await observe(engine, states, [[seen('a', 'x', 3), seen('a', 'z', 9), ends('a', 12)]], ending);
      counted(engine, await observe(engine, states, [[seen('a', 'y', 5)]]), [1, 1, 1, 0]);
      counted(engine, await observe(engine, states, [[seen('a', 'w', 1)]]), [1, 1, 0, 0]);
      counted(engine, await observe(engine, states, [[seen('a', 'v', 10)]]), [1, 1, 1, 0]);
      const expected = [
        state('a', 'w', 1, 3),
        state('a', 'x', 3, 5),
        state('a', 'y', 5, 9),
        state('a', 'z', 9, 10),
        state('a', 'v', 10, 12),
      ];
      same('states', await statesOf(engine, states), expected);
      counted(engine, await observe(engine, states, [[ends('a', 7)]], ending), [1, 0, 1, 0]);
      const ended = expected.map((row) => (row.at === 5 ? state('a', 'y', 5, 7) : row));
      same('states after an end that came late', await statesOf(engine, states), ended);
    },
  },
  {
    name: 'scd2: gives one table whatever order states come in, one by one',
    body: async ({ engine, states }) => {
      const orders = [[...all].reverse(), [3, 1, 5, 2, 4, 0].flatMap((i) => all[i] ?? [])];
      const tables = [];
      for (const [i, rows] of orders.entries()) {
        const own = rows.map((row) => ({ ...row, id: `${row.id}${i}` }));
        for (const row of own) await observe(engine, states, [[row]], ending);
        const table = (await statesOf(engine, states)).filter(({ id }) => String(id).endsWith(`${i}`));
        tables.push(table.map((row) => ({ ...row, id: String(row['id']).slice(0, -1) })));
      }
      for (const table of tables) same('states', table, kept);
    },
  },
  {
    name: 'scd2: remembers what it passed over, for when something comes in between',
    body: async ({ engine, states }) => {
      await observe(engine, states, [[seen('a', 'x', 1), seen('a', 'x', 5), seen('b', 'x', 4)]]);
      await observe(engine, states, [[ends('b', 6), ends('b', 8)]], ending);
      await observe(engine, states, [[seen('a', 'y', 3), seen('b', 'y', 7)]]);
      same('states', await statesOf(engine, states), [
        state('a', 'x', 1, 3),
        state('a', 'y', 3, 5),
        state('a', 'x', 5),
        state('b', 'x', 4, 6),
        state('b', 'y', 7, 8),
      ]);
    },
  },
  {
    name: 'scd2: forgets what it passed over when the table is overwritten',
    body: async ({ engine, states }) => {
      await observe(engine, states, [[seen('a', 'x', 1), seen('a', 'x', 5)]]);
      await write(engine, states, [[state('a', 'x', 1)]], { mode: 'overwrite' });
      await observe(engine, states, [[seen('a', 'y', 3)]]);
      same('states', await statesOf(engine, states), [state('a', 'x', 1, 3), state('a', 'y', 3)]);
    },
  },
];
