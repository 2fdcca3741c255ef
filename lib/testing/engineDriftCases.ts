import type { ColumnsDiff } from '../definitions/columnsDiff.ts';
import type { Drift } from '../definitions/entity.ts';
import type { CaseBody, CaseContext } from './engineCase.ts';
import { counted, filled, oneOf, order, refused, rowsOf, same, write } from './engineChecks.ts';

const drifting = ({ orders }: CaseContext, drift: Drift) => ({ ...orders, drift });
const { amount: _, ...short } = order(2);
const long = { ...order(3), note: 'new', size: 1.5 };

/** The names in a change of columns, in order. */
const namesIn = ({ addedColumns, removedColumns, modifiedColumns }: ColumnsDiff) => ({
  added: [...addedColumns].sort(),
  removed: [...removedColumns].sort(),
  modified: [...modifiedColumns].sort(),
});
const columnsOf = ({ oldSchema, newSchema }: ColumnsDiff) =>
  [oldSchema, newSchema].map((columns) => Object.keys(columns).sort().join());

/** What is done about columns that do not fit. */
export const engineDriftCases: readonly CaseBody[] = [
  {
    name: 'drift: refuses rows, if it is to fail or nothing is said',
    body: async (context) => {
      const { engine, orders } = context;
      for (const entity of [orders, drifting(context, 'fail')])
        for (const row of [short, long])
          await refused('a row', engine.write(entity, [[row]], { mode: 'append' }), 'schema_mismatch');
      same('rows', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'drift: writes what fits and tells what does not, if it is to warn',
    body: async (context) => {
      const { engine } = context;
      const entity = drifting(context, 'warn');
      const fitting = await write(engine, entity, [[order(1)]]);
      same('schemaChange of what fits', fitting.schemaChange, undefined);
      const written = await write(engine, entity, [[long]]);
      same('names', written.schemaChange && namesIn(written.schemaChange), {
        added: ['note', 'size'],
        removed: [],
        modified: [],
      });
      const missing = await write(engine, entity, [[short]]);
      const expected = { added: [], removed: ['amount'], modified: [] };
      same('names of what is missing', missing.schemaChange && namesIn(missing.schemaChange), expected);
      same('columns', Object.keys(await oneOf(engine.schema(entity))), ['id', 'name', 'amount']);
      same('rows', await rowsOf(engine, entity), [order(1), { ...short, amount: null }, order(3)]);
    },
  },
  {
    name: 'drift: gives the table new columns and leaves missing ones empty, if it is to evolve',
    body: async (context) => {
      const { engine, orders } = context;
      const entity = drifting(context, 'evolve');
      await write(engine, entity, [[order(1)]]);
      const written = await write(engine, entity, [[short], [long]]);
      counted(engine, written, [2, 2, 0, 0]);
      const change = written.schemaChange;
      same('names', change && namesIn(change), { added: ['note', 'size'], removed: [], modified: [] });
      same('columns before and after', change && columnsOf(change), [
        'amount,id,name',
        'amount,id,name,note,size',
      ]);
      const columns = ['id', 'name', 'amount', 'note', 'size'];
      same('columns', Object.keys(await oneOf(engine.schema(orders))).sort(), [...columns].sort());
      const rows = filled(await rowsOf(engine, entity), columns);
      same('rows', rows, filled([order(1), short, long], columns));
      const again = await write(engine, entity, [[{ ...long, id: 'x' }]]);
      same('schemaChange of a second time', again.schemaChange, undefined);
    },
  },
  {
    name: 'drift: evolves in a merge, which changes rows that get a value in a new column and no others',
    body: async (context) => {
      const { engine } = context;
      const entity = drifting(context, 'evolve');
      await write(engine, entity, [[order(1), order(2), order(3)]]);
      const source = [[order(1), { ...order(2), note: 'new' }, { ...order(4), note: null }]];
      counted(engine, await write(engine, entity, source, { mode: 'merge' }), [3, 1, 1, 0]);
      const columns = ['id', 'name', 'amount', 'note'];
      const expected = [order(1), { ...order(2), note: 'new' }, order(3), order(4)];
      same('rows', filled(await rowsOf(engine, entity), columns), filled(expected, columns));
    },
  },
  {
    name: 'drift: leaves the table as it was when a write that evolves it fails',
    body: async (context) => {
      const { engine, orders } = context;
      const entity = drifting(context, 'evolve');
      const source = [[long], [{ ...long, id: null }]];
      await refused('a merge', engine.write(entity, source, { mode: 'merge' }), 'null_key');
      same('columns', Object.keys(await oneOf(engine.schema(orders))), ['id', 'name', 'amount']);
      same('rows', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'drift: ensure gives a table the columns that were declared since, if it is to evolve',
    body: async (context) => {
      const { engine, orders } = context;
      await write(engine, orders, [[order(1)]]);
      const grown = (drift: Drift) => {
        const schema = orders.schema as Readonly<Record<string, string>>;
        return { ...orders, schema: { ...schema, note: schema['name'] ?? '' }, drift };
      };
      const kept = await oneOf(engine.ensure(grown('fail')));
      same('if it is to fail', kept, { existed: true, created: false });
      same('columns', Object.keys(await oneOf(engine.schema(orders))), ['id', 'name', 'amount']);
      const { schemaChange, ...ensured } = await oneOf(engine.ensure(grown('evolve')));
      same('if it is to evolve', ensured, { existed: true, created: false });
      const expected = { added: ['note'], removed: [], modified: [] };
      same('names', schemaChange && namesIn(schemaChange), expected);
      same('a second time', await oneOf(engine.ensure(grown('evolve'))), { existed: true, created: false });
      const columns = ['id', 'name', 'amount', 'note'];
      same('columns after', Object.keys(await oneOf(engine.schema(orders))), columns);
      await write(engine, grown('evolve'), [[{ ...order(2), note: 'new' }]]);
      const rows = filled(await rowsOf(engine, orders), columns);
      same('rows', rows, filled([order(1), { ...order(2), note: 'new' }], columns));
    },
  },
  {
    name: 'drift: a write that makes sure of its table has it follow what is declared',
    body: async (context) => {
      const { engine, orders } = context;
      await write(engine, orders, [[order(1)]]);
      const schema = orders.schema as Readonly<Record<string, string>>;
      const grown = { ...drifting(context, 'evolve'), schema: { ...schema, note: schema['name'] ?? '' } };
      const written = await write(engine, grown, [[order(2)]], { mode: 'append' }, { ensure: true });
      same('created', written.created, false);
      const change = written.schemaChange;
      same('names', change && namesIn(change), { added: ['note'], removed: [], modified: [] });
      const columns = ['id', 'name', 'amount', 'note'];
      same('columns', Object.keys(await oneOf(engine.schema(orders))), columns);
    },
  },
];
