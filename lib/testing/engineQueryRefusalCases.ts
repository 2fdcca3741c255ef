import { of } from 'rxjs';
import { type Frame, frameBrand } from '../definitions/frame.ts';
import { rowsToColumns } from '../definitions/rowsToColumns.ts';
import { sql } from '../definitions/sql.ts';
import type { CaseBody } from './engineCase.ts';
import { holds, order, refused, rowsOf, same, write } from './engineChecks.ts';

const needs = ['sql'] as const;

/** Which queries an engine refuses. */
export const engineQueryRefusalCases: readonly CaseBody[] = [
  {
    name: 'query: is refused by an engine without SQL, when its rows are asked for',
    body: async ({ engine, orders }) => {
      if (engine.capabilities.sql !== undefined) return;
      await write(engine, orders, [[order(1)]]);
      const frame = engine.query(sql`select * from ${engine.read(orders)} where amount > ${4_711}`);
      const error = await refused('rows of a query', frame.rows(), 'unsupported');
      const tells = error.message.includes('select * from') && !error.message.includes('4711');
      holds(`a message with the query and without its values: ${error.message}`, tells);
      await refused('columns of a query', frame.columns(), 'unsupported');
      for (const mode of ['append', 'overwrite', 'merge'] as const)
        await refused(`${mode} of a query`, engine.write(orders, frame, { mode }), 'unsupported');
      same('rows', await rowsOf(engine, orders), [order(1)]);
    },
  },
  {
    name: 'query: refuses what makes no sense',
    needs,
    body: async ({ engine, orders }) => {
      const frame = engine.query(sql`selec * form ${engine.read(orders)}`);
      await refused('rows', frame.rows(), 'invalid');
      await refused('columns', frame.columns(), 'invalid');
      await refused('writing', engine.write(orders, frame, { mode: 'append' }), 'invalid');
    },
  },
  {
    name: 'query: refuses frames of others, which it does not take for its own',
    needs,
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1)]]);
      const stranger: Frame = {
        [frameBrand]: true,
        entityId: orders.id,
        columns: () => engine.schema(orders),
        rows: () => of([order(2)]),
        batches: () => of(rowsToColumns([order(2)])),
      };
      const frame = engine.query(sql`select * from ${stranger}`);
      await refused('rows', frame.rows(), 'unsupported');
      await refused('columns', frame.columns(), 'unsupported');
    },
  },
];
