// A run that failed: why, what would be done, and taking it up again where it broke.
import {
  dryRun,
  entity,
  memoryEngine,
  memoryJournal,
  pipe,
  Registry,
  renderDryRun,
  renderWhy,
  resume,
  run,
  toResult,
  why,
} from 'rekindle';
import { lastValueFrom } from 'rxjs';

const orders = entity('bronze.orders', { keys: ['id'] });
const clean = entity('silver.orders', { keys: ['id'] });
const revenue = entity('gold.revenue', { keys: ['day'] });

let isDown = true;
const definitions = new Registry().add(
  pipe('ingest', { output: orders, run: () => [[{ id: 'A-1', amount: 12 }]] }),
  pipe('clean', {
    inputs: [orders],
    output: clean,
    run: ({ bronze_orders }) => {
      if (isDown) throw new Error('no room left');
      return bronze_orders.rows();
    },
  }),
  pipe('revenue', { inputs: [clean], output: revenue, run: () => [[{ day: 'monday', total: 12 }]] }),
);
const options = { engine: memoryEngine(), definitions, journal: memoryJournal() };

console.log(renderDryRun(await lastValueFrom(dryRun('+revenue', options))));

const failed = await lastValueFrom(run('+revenue', options).pipe(toResult()));
// Without ids and times, which are others each time.
const because = renderWhy(why(failed, 'revenue')).replace(/; .*| at .*Z, after \w+/g, '');
console.log(`\n${because}`);

isDown = false;
const again = await lastValueFrom(resume(failed.runId, options).pipe(toResult()));
console.log();
for (const pipeId of again.pipeIds) console.log(`${pipeId}: ${again.stateOf(pipeId).status}`);

// prints:
// would run 3 pipes in 3 generations by batch
//
//   0  ingest   merges into bronze.orders
//   1  clean    merges into silver.orders  from bronze.orders
//   2  revenue  merges into gold.revenue   from silver.orders
//
// revenue (generation 2) was skipped because clean failed
//   it needs clean
//   clean failed: Error: no room left
//
// ingest: skipped
// clean: succeeded
// revenue: succeeded
