// Rows that say who made them, and checks of what was written: one warns, one keeps others from reading it.
import {
  adoptionReport,
  entity,
  expects,
  freshness,
  memoryEngine,
  pipe,
  recordsByVersion,
  run,
  toResult,
} from 'rekindle';
import { lastValueFrom, map } from 'rxjs';

const orders = entity('silver.orders', {
  schema: { id: 'string', status: 'string', amount: 'integer' },
  keys: ['id'],
  checks: [
    expects.unique('id'),
    expects.acceptedValues('status', ['open', 'shut'], { severity: 'warn' }),
    expects.range('amount', { min: 0 }, { blocks: ['gold.*'] }),
  ],
  maxAge: 3_600_000,
});
const revenue = entity('gold.revenue', { schema: { total: 'integer' } });

let rows = [
  { id: 'A-1', status: 'open', amount: 12 },
  { id: 'A-2', status: 'lost', amount: -3 },
];
const pipes = [
  pipe('clean', { output: orders, run: () => [rows] }),
  pipe('gold.sum', {
    inputs: [orders],
    output: revenue,
    run: ({ silver_orders }) =>
      silver_orders
        .rows()
        .pipe(map((all) => [{ total: all.reduce((sum, row) => sum + Number(row.amount), 0) }])),
  }),
];
const engine = memoryEngine();

for (const packageVersion of ['1.0.0', '1.1.0']) {
  const lineage = { packageName: 'shop', packageVersion };
  const result = await lastValueFrom(run(pipes, { engine, lineage }).pipe(toResult()));
  console.log(result.status);
  for (const { name, severity, status, violations } of result.checks)
    if (status === 'failed') console.log(`  ${severity} ${name}: ${violations} not so`);
  const sum = result.stateOf('gold.sum');
  console.log(
    sum.status === 'skipped' ? `  ${sum.pipeId} skipped: ${sum.because}` : `  ${sum.pipeId} ${sum.status}`,
  );
  rows = [{ id: 'A-2', status: 'open', amount: 3 }];
}

for (const { packageVersion, pipeId, rows } of await lastValueFrom(recordsByVersion(orders, engine)))
  console.log(`made by ${pipeId} of ${packageVersion}: ${rows}`);
const { share } = await lastValueFrom(adoptionReport(orders, engine, { currentVersion: '1.1.0' }));
console.log(`current: ${share * 100} %`);
for (const { entityId, fresh } of await lastValueFrom(freshness([orders], engine)))
  console.log(`${entityId} is ${fresh ? 'fresh' : 'stale'}`);

// prints:
// failed
//   warn acceptedValues(status): 1 not so
//   fail range(amount): 1 not so
//   gold.sum skipped: silver.orders: range(amount) failed: 1 of 2 rows are not so
// succeeded
//   gold.sum succeeded
// made by clean of 1.0.0: 1
// made by clean of 1.1.0: 1
// current: 50 %
// silver.orders is fresh
