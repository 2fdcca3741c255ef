import type { Condition } from '../data/slice.ts';
import type { Scd2Mode } from '../data/writeMode.ts';
import type { Entity } from '../definitions/entity.ts';
import type { CaseBody } from './engineCase.ts';
import { holds, order, refused, same } from './engineChecks.ts';
import { ending, ends, observe, seen, state, statesOf } from './engineStates.ts';

/** What is refused where every state of a key is kept. */
export const engineScd2RefusalCases: readonly CaseBody[] = [
  {
    name: 'scd2: refuses two states of one key at one time, and says which',
    body: async ({ engine, states }) => {
      await observe(engine, states, [[seen('a', 'x', 1), seen('a', 'x', 2), ends('b', 3)]], ending);
      const writing = (...rows: readonly object[]) => engine.write(states, [rows], ending);
      const other = await refused(
        'another state',
        writing(seen('key-7', 'x', 1), seen('key-7', 'y', 1)),
        'duplicate_key',
      );
      holds(`a message that names key-7: ${other.message}`, other.message.includes('key-7'));
      await refused('another than what is kept', writing(seen('a', 'y', 1)), 'duplicate_key');
      await refused('a state where a key ends', writing(seen('c', 'x', 1), ends('c', 1)), 'duplicate_key');
      await refused('an end of what is kept', writing(ends('a', 1)), 'duplicate_key');
      same('states', await statesOf(engine, states), [state('a', 'x', 1)]);
    },
  },
  {
    name: 'scd2: refuses rows without a key or a time, and rows that do not fit',
    body: async ({ engine, states }) => {
      const writing = (row: object) => engine.write(states, [[seen('a', 'x', 1), row]], ending);
      await refused('no key', writing(seen(null, 'x', 1)), 'null_key');
      await refused('no time', writing(seen('a', 'x', null)), 'null_key');
      await refused('an end without a key', writing({ at: 1, gone: true }), 'null_key');
      await refused('an end without a time', writing({ id: 'a', gone: true }), 'null_key');
      await refused('a missing column', writing({ id: 'b', at: 1 }), 'schema_mismatch');
      await refused('an unknown column', writing({ ...seen('b', 'x', 1), nmae: 'x' }), 'schema_mismatch');
      await refused('a column of the table alone', writing(state('b', 'x', 1)), 'schema_mismatch');
      same('states', await statesOf(engine, states), []);
    },
  },
  {
    name: 'scd2: refuses an entity that keeps no states, one without keys, and unknown columns of an end',
    body: async ({ engine, orders, states }) => {
      const row = seen('a', 'x', 1);
      const writing = (entity: Entity, mode: Scd2Mode = { mode: 'scd2' }, rows: object[] = [row]) =>
        engine.write(entity, [rows], mode);
      await refused('no scd2', writing(orders, { mode: 'scd2' }, [order(1)]), 'invalid');
      await refused('no keys', writing({ ...states, keys: [] }), 'invalid');
      const deleteWhen: Condition = { op: '=', column: 'gone', value: true };
      await refused('an unknown column', writing(states, { mode: 'scd2', deleteWhen }), 'schema_mismatch');
      same('states', await statesOf(engine, states), []);
    },
  },
];
