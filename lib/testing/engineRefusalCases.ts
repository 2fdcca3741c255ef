import { of } from 'rxjs';
import type { WriteSource } from '../data/write.ts';
import type { MergeMode } from '../data/writeMode.ts';
import type { Row } from '../definitions/frame.ts';
import type { CaseBody } from './engineCase.ts';
import { holds, order, refused, rowsOf, same, write } from './engineChecks.ts';

const merge: MergeMode = { mode: 'merge' };

/** What an engine refuses to write. */
export const engineRefusalCases: readonly CaseBody[] = [
  {
    name: 'write: refuses rows that do not fit, and tables that are not there',
    body: async ({ engine, orders, absent }) => {
      const append = (source: unknown, entity = orders) =>
        engine.write(entity, source as WriteSource, { mode: 'append' });
      const stranger = { ...order(1), ammount: 1 };
      await refused('a row with an unknown column', append([[stranger]]), 'schema_mismatch');
      await refused('a row without a column', append([[{ id: 'a', name: 'b' }]]), 'schema_mismatch');
      await refused('rows in place of batches', append([order(1)]), 'schema_mismatch');
      await refused('writing to an absent table', append([[order(1)]], absent), 'not_found');
      same('rows', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'merge: refuses keys that are given twice or not at all, and says which',
    body: async ({ engine, orders, parts }) => {
      await write(engine, orders, [[order(1)]]);
      const merging = (rows: readonly Row[], entity = orders) => engine.write(entity, [rows], merge);
      const twice = await refused('a key twice', merging([order(2), order(3), order(2)]), 'duplicate_key');
      holds(
        `a message that names ${order(2).id}: ${twice.message}`,
        twice.message.includes(`${order(2).id}`),
      );
      await refused('the same row twice', merging([order(1), order(1)]), 'duplicate_key');
      await refused('a key that is null', merging([order(2), { ...order(3), id: null }]), 'null_key');
      await refused(
        'a part of a key that is null',
        merging([{ ...order(3), name: null }], parts),
        'null_key',
      );
      await refused('a row without a column', merging([{ id: 'a', name: 'b' }]), 'schema_mismatch');
      same('rows', await rowsOf(engine, orders), [order(1)]);
    },
  },
  {
    name: 'merge: refuses to delete by a column that is neither there nor a marker',
    body: async ({ engine, orders }) => {
      const mode: MergeMode = { mode: 'merge', deleteWhen: { op: '=', column: 'gone', value: true } };
      await refused('a merge', engine.write(orders, [[order(1)]], mode), 'schema_mismatch');
      same('rows', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'files: refuses to change an entity whose rows are in files',
    body: async ({ engine, orders }) => {
      const filed = { ...orders, id: 'landing.orders', files: { paths: 'landing/orders.parquet' } };
      const modes = [{ mode: 'append' }, { mode: 'overwrite' }, merge] as const;
      for (const mode of modes)
        await refused(`a write (${mode.mode})`, engine.write(filed, [[order(1)]], mode), 'invalid');
      const ensuring = engine.write(filed, [[order(1)]], { mode: 'append' }, { ensure: true });
      await refused('a write that ensures', ensuring, 'invalid');
      await refused('ensure', engine.ensure(filed), 'invalid');
      await refused('drop', engine.drop(filed), 'invalid');
    },
  },
  {
    name: 'merge: refuses an entity without keys',
    body: async ({ engine, orders }) => {
      await refused('a merge', engine.write({ ...orders, keys: [] }, [[order(1)]], merge), 'invalid');
    },
  },
  {
    name: 'transaction: is refused by an engine that has none',
    body: async ({ engine }) => {
      if (engine.capabilities.transactions) return;
      await refused(
        'a transaction',
        engine.transaction(() => of(1)),
        'unsupported',
      );
    },
  },
];
