// `npm start`: a day in the shop, as the system tells it.
import { rmSync } from 'node:fs';
import { freshness, type RunResult, recordsByVersion } from 'rekindle';
import { concatMap, filter, firstValueFrom, lastValueFrom, scan } from 'rxjs';
import { dateOf, eveningCustomers, eveningOrders, morning, moving, nextDay } from './arrivals.ts';
import * as entities from './entities.ts';
import { customerFiles, ingestions, orderFiles } from './ingestions.ts';
import { cleanCustomers, cleanOrders, pipes } from './pipes.ts';
import { home } from './rekindle.ts';
import { openShop } from './shop.ts';
import { lastWrite, pricesOf, refusedRows, tableStates } from './tables.ts';
import * as tell from './tell.ts';

const startedAt = performance.now();
if (process.argv.includes('--fresh')) rmSync(home, { recursive: true, force: true });
const day = nextDay(home);
const tables = Object.values(entities);
const { engine, signals, streaming, takeIn, run, close } = openShop();
const before = await lastWrite(engine);
const everything = pipes.map(({ id }) => id);
tell.title(`A day in the shop: ${dateOf(day)}`);

tell.heading('Morning: files have come, and become rows of the bronze layer');
morning(home, day);
const taken = await takeIn(ingestions);
tell.taken(taken, await refusedRows(engine, `landing/orders_eu_${dateOf(day)}_08.csv`));

tell.heading('Pipes make silver and gold, of what is new');
const made = await run(everything);
tell.pipes(made);

tell.heading('A stream prices orders as they come, by the tiers that customers had when it started');
const running = streaming.run$.subscribe();
const watching = firstValueFrom(signals.of('dimension.watch_started'));
const previewed = firstValueFrom(streaming.changes$.pipe(concatMap(streaming.preview)));
const restarted = firstValueFrom(streaming.restarts$);
const morningPriced = priced(rowsChangedBy(made));
const started = streaming.start$.subscribe();
await Promise.all([morningPriced, watching]);
tell.priced(streaming.metrics(), await pricesOf(engine, moving));

tell.heading(`Evening: ${moving} moves to another tier, which the stream has captured, and orders again`);
eveningCustomers(home, day);
await takeIn([customerFiles]);
await run([cleanCustomers.id]);
tell.preview(await previewed);
tell.restarted(await restarted);
eveningOrders(home, day);
await takeIn([orderFiles]);
const eveningPriced = priced(1);
await run([cleanOrders.id]);
await eveningPriced;
tell.priced(streaming.metrics(), await pricesOf(engine, moving));
started.unsubscribe();
running.unsubscribe();

tell.heading('Once more: what has nothing new to read is skipped');
tell.again(await run(everything));

tell.heading('What there is now, and what this day has brought');
tell.tables(await tableStates(engine, tables, before));
tell.fresh(await lastValueFrom(freshness(tables, engine)));
tell.made(entities.revenue.id, await lastValueFrom(recordsByVersion(entities.revenue, engine)));
await close();
tell.took((performance.now() - startedAt) / 1_000);

tell.heading('Where to look next');
tell.whereToLook();

/** Waits until the stream has taken in so many rows. */
function priced(rows: number): Promise<number> {
  return firstValueFrom(
    streaming.progress$.pipe(
      scan((sum, { progress }) => sum + progress.numInputRows, 0),
      filter((sum) => sum >= rows),
    ),
  );
}

function rowsChangedBy(result: RunResult): number {
  const state = result.stateOf(cleanOrders.id);
  if (state.status !== 'succeeded') return 0;
  return (state.written?.inserted ?? 0) + (state.written?.updated ?? 0);
}
