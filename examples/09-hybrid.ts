// Pipes that run once and streams in one plan: what is read first, then who reads it for ever, by one set of rules.
import {
  entity,
  hybrid,
  memoryEngine,
  pipe,
  plan,
  queries,
  query,
  Registry,
  runHybrid,
  Signals,
  toHybridResult,
} from 'rekindle';
import { concatMap, EMPTY, filter, lastValueFrom, map, of, withLatestFrom } from 'rxjs';

const rates = entity('silver.rates', { schema: { currency: 'text', rate: 'number' } });
const holidays = entity('silver.holidays', { schema: { day: 'text' } });
const priced = entity('gold.priced', { schema: { id: 'text', amount: 'number' }, keys: ['id'] });
const shipped = entity('gold.shipped', { schema: { id: 'text' }, keys: ['id'] });

// What a stream does is said by the query of its id; its pipe says where it stands in the plan.
const definitions = new Registry().add(
  pipe('rates', { output: rates, run: () => [[{ currency: 'usd', rate: 2 }]] }),
  pipe('holidays', {
    output: holidays,
    run: () => {
      throw new Error('no calendar');
    },
  }),
  pipe('price', { inputs: [rates], output: priced, mode: 'stream', run: () => EMPTY }),
  pipe('ship', { inputs: [priced, holidays], output: shipped, mode: 'stream', run: () => EMPTY }),
);

const engine = memoryEngine();
await lastValueFrom(engine.ensure(priced));
const orders$ = of([{ id: 'A-1', dollars: 3 }], [{ id: 'A-2', dollars: 5 }]);
const signals = new Signals();
const running = queries({ signals })
  .register(
    query('price', () =>
      orders$.pipe(
        withLatestFrom(engine.read(rates).rows()),
        concatMap(([orders, [usd]], batchId) => {
          const rows = orders.map(({ id, dollars }) => ({ id, amount: dollars * Number(usd?.['rate']) }));
          return engine.write(priced, [rows], { mode: 'merge' }).pipe(
            filter(({ kind }) => kind === 'written'),
            map(() => ({ batchId, numInputRows: orders.length })),
          );
        }),
      ),
    ),
  )
  .register(query('ship', () => EMPTY));
const live = running.run$.subscribe();

signals
  .of('datapipes.pipe_failed')
  .subscribe(({ payload }) => console.log(`${payload.pipeId}: ${payload.error}`));
signals.of('streaming.query_progress').subscribe(({ payload }) => {
  console.log(`${payload.queryId}: batch ${payload.batchId}, ${payload.numInputRows} row`);
});

const whole = plan(definitions.wiring(), undefined, { strategy: hybrid });
const { status, batch, streams } = await lastValueFrom(
  runHybrid(whole, { engine, queries: running }).pipe(toHybridResult()),
);
live.unsubscribe();

console.log(status, batch?.counts);
for (const pipeId of streams?.pipeIds ?? []) {
  const outcome = streams?.outcomeOf(pipeId);
  const upstream = outcome?.status === 'skipped' ? ` because of ${outcome.upstream}` : '';
  console.log(`${pipeId}: ${outcome?.status}${upstream}`);
}
console.log(await lastValueFrom(engine.read(priced).rows()));

// prints:
// holidays: no calendar
// price: batch 0, 1 row
// price: batch 1, 1 row
// failed { succeeded: 1, failed: 1, skipped: 0, cancelled: 0 }
// ship: skipped because of holidays
// price: stopped
// [ { id: 'A-1', amount: 6 }, { id: 'A-2', amount: 10 } ]
