import type { Condition } from '../data/slice.ts';
import type { CaseBody } from './engineCase.ts';
import { counted, oneOf, rowsOf, same, write } from './engineChecks.ts';
import { ending, ends, observe, seen, state, statesOf } from './engineStates.ts';

const columns = ['id', 'name', 'at', 'valid_from', 'valid_to', 'is_current'];

/** What held at a time. */
const asOf = (value: number): Condition => ({
  op: 'all',
  of: [
    { op: '<=', column: 'valid_from', value },
    {
      op: 'any',
      of: [
        { op: 'isNull', column: 'valid_to' },
        { op: '>', column: 'valid_to', value },
      ],
    },
  ],
});

/** How an engine keeps every state of a key. */
export const engineScd2Cases: readonly CaseBody[] = [
  {
    name: 'scd2: makes a table that says from when and until when a row holds',
    body: async ({ engine, states }) => {
      same('columns', Object.keys(await oneOf(engine.schema(states))), columns);
      await oneOf(engine.drop(states));
      const written = await write(
        engine,
        states,
        [[seen('a', 'x', 1)]],
        { mode: 'scd2' },
        { ensure: true },
      );
      same('created', written.created, true);
      same('states', await statesOf(engine, states), [state('a', 'x', 1)]);
    },
  },
  {
    name: 'scd2: inserts the first state of a key, closes it when the next opens, and counts both',
    body: async ({ engine, states }) => {
      const first = [[seen('a', 'x', 1), seen('b', 'x', 1)]];
      counted(engine, await observe(engine, states, first), [2, 2, 0, 0]);
      same('first states', await statesOf(engine, states), [state('a', 'x', 1), state('b', 'x', 1)]);
      counted(
        engine,
        await observe(engine, states, [[seen('a', 'y', 3), seen('c', null, 3)]]),
        [2, 2, 1, 0],
      );
      same('states', await statesOf(engine, states), [
        state('a', 'x', 1, 3),
        state('a', 'y', 3),
        state('b', 'x', 1),
        state('c', null, 3),
      ]);
    },
  },
  {
    name: 'scd2: passes over what is as it was',
    body: async ({ engine, states }) => {
      await observe(engine, states, [[seen('a', 'x', 1), seen('b', null, 1)]]);
      counted(
        engine,
        await observe(engine, states, [[seen('a', 'x', 2), seen('b', null, 5)]]),
        [2, 0, 0, 0],
      );
      same('states', await statesOf(engine, states), [state('a', 'x', 1), state('b', null, 1)]);
      await observe(engine, states, [[seen('b', 'x', 6), seen('a', null, 7)]]);
      same('states that become or lose a value', await statesOf(engine, states), [
        state('a', 'x', 1, 7),
        state('a', null, 7),
        state('b', null, 1, 6),
        state('b', 'x', 6),
      ]);
    },
  },
  {
    name: 'scd2: takes several states of a key at once, in any order',
    body: async ({ engine, states }) => {
      const source = [[seen('a', 'z', 5), seen('b', 'x', 2)], [seen('a', 'x', 1)], [seen('a', 'y', 3)]];
      counted(engine, await observe(engine, states, source), [4, 4, 0, 0]);
      same('states', await statesOf(engine, states), [
        state('a', 'x', 1, 3),
        state('a', 'y', 3, 5),
        state('a', 'z', 5),
        state('b', 'x', 2),
      ]);
    },
  },
  {
    name: 'scd2: ends a key, which may come back',
    body: async ({ engine, states }) => {
      await observe(engine, states, [[seen('a', 'x', 1), seen('b', 'x', 1), seen('c', 'x', 1)]]);
      const source = [[ends('a', 4), { ...seen('b', 'y', 4), gone: false }, ends('d', 4)]];
      counted(engine, await observe(engine, states, source, ending), [3, 1, 2, 0]);
      const others = [state('b', 'x', 1, 4), state('b', 'y', 4), state('c', 'x', 1)];
      same('after the end', await statesOf(engine, states), [state('a', 'x', 1, 4), ...others]);
      counted(engine, await observe(engine, states, [[seen('a', 'x', 6)]]), [1, 1, 0, 0]);
      const back = [state('a', 'x', 1, 4), state('a', 'x', 6)];
      same('after it came back as it was', await statesOf(engine, states), [...back, ...others]);
    },
  },
  {
    name: 'scd2: takes an end and a return of one key at once',
    body: async ({ engine, states }) => {
      const source = [[seen('a', 'x', 1), ends('a', 2), seen('a', 'x', 3), ends('a', 5), ends('a', 7)]];
      await observe(engine, states, source, ending);
      same('states', await statesOf(engine, states), [state('a', 'x', 1, 2), state('a', 'x', 3, 5)]);
    },
  },
  {
    name: 'scd2: can be read as of a time, by a condition',
    body: async ({ engine, states }) => {
      const source = [[seen('a', 'x', 1), seen('a', 'y', 3), ends('a', 5), seen('b', 'x', 2)]];
      await observe(engine, states, source, ending);
      const found = async (where: Condition) =>
        (await rowsOf(engine, states, { kind: 'rows', where })).map((row) => `${row['id']}${row['name']}`);
      const expected = ['', 'ax', 'ax bx', 'ay bx', 'ay bx', 'bx'];
      for (const [at, names] of expected.entries())
        same(`states that held at ${at}`, (await found(asOf(at))).join(' '), names);
      same('current', await found({ op: '=', column: 'is_current', value: true }), ['bx']);
    },
  },
  {
    name: 'scd2: raises the version once for each write that changed something, and tells it in changes',
    needs: ['versions', 'changeFeed'],
    body: async ({ engine, states }) => {
      const { version: after = 0 } = await observe(engine, states, [[seen('a', 'x', 1)]]);
      const { version } = await observe(engine, states, [[seen('a', 'y', 2)]]);
      const changes = await rowsOf(engine, states, { kind: 'changes', after });
      same(
        'changes',
        changes.sort((a, b) => Number(a['at']) - Number(b['at'])),
        [
          { ...state('a', 'x', 1, 2), _change: 'update', _version: version },
          { ...state('a', 'y', 2), _change: 'insert', _version: version },
        ],
      );
    },
  },
  {
    name: 'scd2: takes 10,000 states of 1,000 keys',
    body: async ({ engine, states }) => {
      const at = (i: number) => Math.floor(i / 1_000);
      const rows = Array.from({ length: 10_000 }, (_, i) => seen(`k${i % 1_000}`, `n${at(i)}`, at(i)));
      await observe(engine, states, [rows.slice(0, 5_000)]);
      counted(engine, await observe(engine, states, [rows.slice(5_000)]), [5_000, 5_000, 1_000, 0]);
      const current = { op: '=', column: 'is_current', value: true } as const;
      const held = await rowsOf(engine, states, { kind: 'rows', where: current });
      same('number of current states', held.length, 1_000);
      same('number of states', (await rowsOf(engine, states)).length, 10_000);
    },
  },
];
