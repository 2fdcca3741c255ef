import { expectTypeOf } from 'expect-type';
import * as t from 'io-ts';
import { type Observable, of } from 'rxjs';
import { columnBatch } from '../../lib/definitions/columnBatch.ts';
import { type Entity, entity, type RowOf } from '../../lib/definitions/entity.ts';
import type { Frame } from '../../lib/definitions/frame.ts';
import { type InputFrames, inputsOf } from '../../lib/definitions/inputsOf.ts';
import { type Pipe, pipe } from '../../lib/definitions/pipe.ts';
import type { PipeContext } from '../../lib/definitions/pipeContext.ts';
import { sql } from '../../lib/definitions/sql.ts';
import type { SqlQuery } from '../../lib/definitions/sqlValue.ts';

const Order = t.type({ orderId: t.number, customerId: t.number, amount: t.number });
type Order = t.TypeOf<typeof Order>;

// The row is what the schema says; keys and partitions are columns of it.
const orders = entity('bronze.orders', { schema: Order, keys: ['orderId'], partitions: ['customerId'] });
expectTypeOf(orders).toEqualTypeOf<Entity<'bronze.orders', Order>>();
expectTypeOf<RowOf<typeof orders>>().toEqualTypeOf<Order>();
// @ts-expect-error not a column
entity('bronze.orders', { schema: Order, keys: ['order_id'] });
// @ts-expect-error not a column
entity('bronze.orders', { schema: Order, partitions: ['day'] });

const customers = entity('bronze-customers', { schema: { id: 'bigint', name: 'text' }, keys: ['id'] });
expectTypeOf(customers).toEqualTypeOf<
  Entity<'bronze-customers', { readonly id: unknown; readonly name: unknown }>
>();
// @ts-expect-error not a column
entity('bronze.customers', { schema: { id: 'bigint' }, keys: ['ids'] });

const anything = entity('raw.anything', { keys: ['whatever'], tags: { domain: 'sales' } });
expectTypeOf(anything).toEqualTypeOf<Entity<'raw.anything', Record<string, unknown>>>();
expectTypeOf(entity('plain').id).toEqualTypeOf<'plain'>();
// @ts-expect-error a misspelt option
entity('raw.anything', { partition: ['day'] });
// @ts-expect-error rows are objects
entity('raw.numbers', { schema: t.number });
// @ts-expect-error it cannot be changed
orders.name = 'Orders';
expectTypeOf(orders).toExtend<Entity>();

const revenue = entity('gold.revenue', { schema: t.type({ customerId: t.number, revenue: t.number }) });

// Inputs are found by id and by friendly name, with the rows of their entity, and nothing else is.
const revenues = pipe('gold.revenue', {
  inputs: [orders, customers],
  output: revenue,
  run: (inputs, context) => {
    expectTypeOf(context).toEqualTypeOf<PipeContext>();
    expectTypeOf<keyof typeof inputs>().toEqualTypeOf<
      'bronze.orders' | 'bronze_orders' | 'bronze-customers' | 'bronze_customers'
    >();
    expectTypeOf(inputs['bronze.orders']).toEqualTypeOf<Frame<Order>>();
    expectTypeOf(inputs.bronze_orders.rows()).toEqualTypeOf<Observable<readonly Order[]>>();
    expectTypeOf(inputs.bronze_customers).toEqualTypeOf<
      Frame<{ readonly id: unknown; readonly name: unknown }>
    >();
    // @ts-expect-error not declared
    inputs['silver.orders'];
    // @ts-expect-error misspelt
    inputs.bronze_ordres;
    return sql`select * from ${inputs.bronze_orders} where amount > ${1}`;
  },
});
expectTypeOf(revenues.id).toEqualTypeOf<'gold.revenue'>();
expectTypeOf(revenues.output).toEqualTypeOf<typeof revenue>();
expectTypeOf(revenues).toExtend<Pipe>();
expectTypeOf<readonly [typeof revenues]>().toExtend<readonly Pipe[]>();

// The output of one pipe is the input of the next.
pipe('report', {
  inputs: [revenues.output],
  run(inputs) {
    return inputs.gold_revenue.rows();
  },
});

// Ids always win, and a friendly name that two ids would share is nobody's.
const dotted = entity('a.b', { schema: { dotted: 'text' } });
const snake = entity('a_b', { schema: { snake: 'text' } });
const dashed = entity('a-b', { schema: { dashed: 'text' } });
const other = entity('c.d', { schema: { other: 'text' } });
const otherDashed = entity('c-d', { schema: { otherDashed: 'text' } });
expectTypeOf<keyof InputFrames<[typeof dotted, typeof snake]>>().toEqualTypeOf<'a.b' | 'a_b'>();
expectTypeOf<InputFrames<[typeof dotted, typeof snake]>['a_b']>().toEqualTypeOf<
  Frame<{ readonly snake: unknown }>
>();
expectTypeOf<keyof InputFrames<[typeof other, typeof otherDashed]>>().toEqualTypeOf<'c.d' | 'c-d'>();
expectTypeOf<keyof InputFrames<[typeof dotted, typeof dashed, typeof snake, typeof other]>>().toEqualTypeOf<
  'a.b' | 'a-b' | 'a_b' | 'c.d' | 'c_d'
>();
expectTypeOf<keyof InputFrames<readonly []>>().toEqualTypeOf<never>();

// Ids that only the run knows give frames that may be missing.
const several: Entity[] = [orders];
pipe('dynamic', {
  inputs: several,
  run: (inputs) => {
    expectTypeOf(inputs['bronze.orders']).toEqualTypeOf<Frame | undefined>();
    return [];
  },
});

// What comes out fits the output: a query, or batches of rows in any form RxJS takes.
pipe('source', { output: revenue, run: () => of([{ customerId: 1, revenue: 2 }]) });
pipe('source', { output: revenue, run: async () => [{ customerId: 1, revenue: 2 }] });
pipe('source', { output: revenue, run: () => [columnBatch({ customerId: [1], revenue: [2] })] });
pipe('copy', { inputs: [orders], output: revenue, run: (inputs) => inputs.bronze_orders.batches() });
pipe('source', {
  output: revenue,
  async *run(_, { signal }) {
    if (!signal.aborted) yield [{ customerId: 1, revenue: 2 }];
  },
});
// @ts-expect-error rows come in batches
pipe('source', { output: revenue, run: () => of({ customerId: 1, revenue: 2 }) });
// @ts-expect-error a field has the wrong type
pipe('source', { output: revenue, run: () => of([{ customerId: 1, revenue: '2' }]) });
// @ts-expect-error a source has no inputs
pipe('source', { output: revenue, run: (inputs) => inputs.gold_revenue.rows() });
interface Reading {
  readonly celsius: number;
}
pipe('source', { output: anything, run: () => of<Reading[]>([{ celsius: 1 }]) });
pipe('effect', { inputs: [orders], run: async () => {} });
// @ts-expect-error there is nothing to run
pipe('empty', { inputs: [orders] });
// @ts-expect-error a misspelt option
pipe('effect', { inputs: [orders], timeOut: 1, run: async () => {} });
// @ts-expect-error no such mode
pipe('effect', { mode: 'streaming', run: async () => {} });

// The inputs of a pipe at run time have the same names.
const made = inputsOf(revenues, () => ({}) as Frame);
expectTypeOf(made.bronze_orders).toEqualTypeOf<Frame<Order>>();
expectTypeOf(inputsOf(revenues as Pipe, () => ({}) as Frame)).toEqualTypeOf<
  Readonly<Record<string, Frame>>
>();

// What cannot be bound does not compile.
expectTypeOf(sql`select ${1n}, ${null}, ${sql.id('a')}, ${sql.list([1, 'b'])}`).toEqualTypeOf<SqlQuery>();
// @ts-expect-error undefined says nothing
sql`select ${undefined}`;
// @ts-expect-error an array is not a list
sql`select ${[1, 2]}`;
// @ts-expect-error an entity is declared as an input first
sql`select * from ${orders}`;
// @ts-expect-error a promise has to be waited for
sql`select ${Promise.resolve(1)}`;
// @ts-expect-error text would be pasted
sql('select 1');
