// `npm start`: a day in the shop, as the system tells it.
import { rmSync } from 'node:fs';
import { freshness, recordsByVersion } from 'rekindle';
import { concatMap, firstValueFrom, lastValueFrom } from 'rxjs';
import { dateOf, eveningCustomers, eveningOrders, morning, moving, nextDay } from './arrivals.ts';
import * as entities from './entities.ts';
import { customerFiles, orderFiles } from './ingestions.ts';
import { cleanCustomers, cleanOrders, pipes } from './pipes.ts';
import { home } from './rekindle.ts';
import { openShop } from './shop.ts';
import { priceOrders } from './streams.ts';
import { lastWrite, pricesOf, refusedRows, tableStates } from './tables.ts';
import * as tell from './tell.ts';

const startedAt = performance.now();
if (process.argv.includes('--fresh')) rmSync(home, { recursive: true, force: true });
const day = nextDay(home);
const tables = Object.values(entities);
const { engine, signals, streams, running$, metrics, takeIn, run, close } = await openShop();
const before = await lastWrite(engine);
const everything = pipes.map(({ id }) => id);
tell.title(`A day in the shop: ${dateOf(day)}`);

tell.heading('Morning: files have come, and become rows of the bronze layer');
morning(home, day);
const taken = await takeIn();
tell.taken(taken, await refusedRows(engine, `landing/orders_eu_${dateOf(day)}_08.csv`));

tell.heading('Pipes make silver and gold, of what is new');
const made = await run(everything);
tell.pipes(made);

tell.heading('A stream prices orders as they come, by the tiers that customers had when it started');
const running = running$.subscribe();
const watching = firstValueFrom(signals.of('dimension.watch_started'));
const previewed = firstValueFrom(streams.changes$.pipe(concatMap(streams.preview)));
const restarted = firstValueFrom(streams.restarts$);
const started = streams.start().subscribe();
await Promise.all([priced(), watching]);
tell.priced(metrics(), await pricesOf(engine, moving));

tell.heading(`Evening: ${moving} moves to another tier, which the stream has captured, and orders again`);
eveningCustomers(home, day);
await takeIn([customerFiles.id]);
await run([cleanCustomers.id]);
tell.preview(await previewed);
tell.restarted(await restarted);
eveningOrders(home, day);
await takeIn([orderFiles.id]);
await run([cleanOrders.id]);
await priced();
tell.priced(metrics(), await pricesOf(engine, moving));
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

/** Waits until the stream has priced all orders that are there. */
function priced(): Promise<unknown> {
  return lastValueFrom(streams.caughtUp(priceOrders.id));
}
