// Declare tables and transforms; what will run, in which order, and why is a value that can be printed.
import * as t from 'io-ts';
import {
  entity,
  explain,
  pipe,
  plan,
  planDiff,
  Registry,
  renderPlanDiff,
  renderText,
  select,
  sql,
} from 'rekindle';

const orders = entity('bronze.orders', {
  schema: t.type({ id: t.string, customer: t.string, amount: t.number }),
  keys: ['id'],
});
const customers = entity('bronze.customers');
const clean = entity('silver.orders');
const revenue = entity('gold.revenue');

const registry = new Registry().add(
  pipe('ingest', { output: orders, run: () => [[{ id: 'A-17', customer: 'C-3', amount: 12 }]] }),
  pipe('clean', {
    inputs: [orders],
    output: clean,
    run: ({ bronze_orders }) => sql`select * from ${bronze_orders} where amount > ${0}`,
  }),
  pipe('revenue', {
    inputs: [clean, customers],
    output: revenue,
    tags: { team: 'finance' },
    // Inputs are found by id as well; a misspelt one does not compile.
    run: (inputs) =>
      sql`select * from ${inputs['silver.orders']} join ${inputs['bronze.customers']} using (customer)`,
  }),
);
const wiring = registry.wiring();

const all = plan(wiring);
console.log(renderText(all));

console.log(`\nselected: ${select(wiring, '+tag:team=finance,!ingest').pipeIds.join(', ')}`);
for (const { pipeId, because } of explain(wiring, 'clean+')) console.log(`${pipeId}: ${because}`);

console.log(`\n${renderPlanDiff(planDiff(all, plan(wiring, ['clean', 'revenue'])))}`);

try {
  registry.add(pipe('other', { output: revenue, run: () => [] }));
  plan(wiring, ['ingst']);
} catch (error) {
  console.log(`\n${(error as Error).message}`);
}

// prints:
// batch plan by batch: 3 pipes in 3 generations, at most 1 at once
//
//   0  * ingest   batch
//   1  * clean    batch
//   2  * revenue  batch
//
// critical path (*)
//   ingest -> clean -> revenue
//
// external inputs
//   bronze.customers
//
// selected: clean, revenue
// ingest: matched by nothing
// clean: matched by clean
// revenue: a descendant of clean (clean+)
//
// - ingest
// ~ clean: generation 1 -> 0
//     - from ingest (bronze.orders)
// ~ revenue: generation 2 -> 1
//
// registration: other: writes "gold.revenue", as the pipe "revenue" does
