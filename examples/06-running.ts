// Run pipes once: each starts when what it reads is there, a failure is an outcome, and nothing ends in silence.
import * as t from 'io-ts';
import { entity, memoryEngine, pipe, Registry, run, Signals, toResult } from 'rekindle';
import { lastValueFrom, map } from 'rxjs';

const orders = entity('bronze.orders', {
  schema: t.type({ id: t.string, customer: t.string, amount: t.number }),
  keys: ['id'],
});
const customers = entity('bronze.customers', { schema: { customer: 'text', country: 'text' } });
const large = entity('silver.large_orders', { schema: { id: 'text', customer: 'text', amount: 'number' } });
const perCountry = entity('gold.per_country', { schema: { country: 'text', orders: 'number' } });
const report = entity('gold.report', { schema: { line: 'text' } });

const definitions = new Registry().add(
  pipe('orders', {
    output: orders,
    run: () => [
      [
        { id: 'A-1', customer: 'ann', amount: 12 },
        { id: 'A-2', customer: 'bob', amount: 900 },
        { id: 'A-3', customer: 'ann', amount: 700 },
      ],
    ],
  }),
  // It fails at first: the network is not what it should be.
  pipe('customers', {
    output: customers,
    retry: { maxRetries: 2, delay: 10 },
    run: () => fetchCustomers(),
  }),
  // A transform is any stream of batches: RxJS is the language.
  pipe('large_orders', {
    inputs: [orders],
    output: large,
    run: ({ bronze_orders }) =>
      bronze_orders.rows().pipe(map((rows) => rows.filter(({ amount }) => amount > 500))),
  }),
  pipe('per_country', {
    inputs: [large, customers],
    output: perCountry,
    run: async ({ silver_large_orders }, { logger }) => {
      const rows = await lastValueFrom(silver_large_orders.rows());
      logger.info('counted', { orders: rows.length });
      return [{ country: 'ch', orders: rows.length }];
    },
  }),
  pipe('report', {
    inputs: [perCountry],
    output: report,
    run: () => {
      throw new Error('no printer');
    },
  }),
);

let calls = 0;
async function fetchCustomers() {
  calls += 1;
  if (calls === 1) throw new Error('connection reset');
  return [{ customer: 'ann', country: 'ch' }];
}

const engine = memoryEngine();
const signals = new Signals();
signals.of('datapipes.pipe_retrying').subscribe(({ payload }) => {
  console.log(`${payload.pipeId}: ${payload.error}, tried again`);
});

const result = await lastValueFrom(run('**', { engine, definitions, signals }).pipe(toResult()));

for (const pipeId of result.pipeIds) {
  const state = result.stateOf(pipeId);
  console.log(`${pipeId}: ${state.status}${state.status === 'succeeded' ? `, ${state.rows} rows` : ''}`);
}
console.log(result.status, result.counts);
console.log(await lastValueFrom(engine.read(perCountry).rows()));

// prints:
// customers: connection reset, tried again
// orders: succeeded, 3 rows
// customers: succeeded, 1 rows
// large_orders: succeeded, 2 rows
// per_country: succeeded, 1 rows
// report: failed
// failed { succeeded: 4, failed: 1, skipped: 0, cancelled: 0 }
// [ { country: 'ch', orders: 2 } ]
