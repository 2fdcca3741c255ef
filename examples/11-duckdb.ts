// SQL pipes on DuckDB: a query stays a query, only what is new is read, and the history says who wrote what.
import { allRows, entity, pipe, Registry, run, sql, toResult } from 'rekindle';
import { duckdbEngine } from 'rekindle/duckdb';
import { lastValueFrom } from 'rxjs';

const orders = entity('bronze.orders', { schema: { id: 'string', region: 'string', amount: 'integer' } });
const large = entity('silver.large', {
  schema: { id: 'string', region: 'string', amount: 'integer' },
  keys: ['id'],
});
const regions = entity('gold.regions', {
  schema: { region: 'string', total: 'integer' },
  keys: ['region'],
});

const threshold = 100;
const definitions = new Registry().add(
  pipe('large', {
    inputs: [orders],
    output: large,
    incremental: true,
    run: ({ bronze_orders }) => sql`select * from ${bronze_orders} where amount >= ${threshold}`,
  }),
  pipe('regions', {
    inputs: [large],
    output: regions,
    incremental: { affected: ['region'] },
    run: ({ silver_large }) =>
      sql`select region, sum(amount)::bigint as total from ${silver_large} group by region`,
  }),
);

// A path keeps all of it in one file. Statements take threads, so Node is to be started with UV_THREADPOOL_SIZE=16.
const engine = duckdbEngine(':memory:');

for (const batch of [
  [
    { id: 'A-1', region: 'north', amount: 120 },
    { id: 'A-2', region: 'south', amount: 40 },
  ],
  [{ id: 'A-3', region: 'north', amount: 300 }],
  [],
]) {
  await lastValueFrom(engine.write(orders, [batch], { mode: 'append' }, { ensure: true }));
  const result = await lastValueFrom(run(['large', 'regions'], { engine, definitions }).pipe(toResult()));
  for (const pipeId of result.pipeIds) {
    const state = result.stateOf(pipeId);
    if (state.status === 'succeeded') console.log(`${pipeId}: wrote ${state.rows}`);
    if (state.status === 'skipped') console.log(`${pipeId}: skipped, ${state.reason}`);
  }
}

console.log(await lastValueFrom(allRows(engine.read(regions))));
for (const { entityId, mode, version, inserted, updated, by } of await lastValueFrom(
  engine.history({ entityIds: ['silver.large', 'gold.regions'] }),
))
  console.log(`${entityId} v${version}: ${mode} by ${by.pipeId}, +${inserted} ~${updated}`);
await lastValueFrom(engine.close());

// prints:
// large: wrote 1
// regions: wrote 1
// large: wrote 1
// regions: wrote 1
// large: skipped, no_data
// regions: skipped, no_data
// [ { region: 'north', total: 420 } ]
// gold.regions v2: replace by regions, +1 ~0
// silver.large v2: merge by large, +1 ~0
// gold.regions v1: overwrite by regions, +1 ~0
// silver.large v1: merge by large, +1 ~0
