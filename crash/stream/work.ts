import { setTimeout } from 'node:timers/promises';
import { type Engine, type Entity, type Note, queries, type Row, type WriteMode } from 'rekindle';
import { firstValueFrom, lastValueFrom, type Observable, Subscription } from 'rxjs';
import type { WorkHost } from '../judging/workload.ts';
import { clicksOf, revisionOf, stores, usersOf } from './feeds.ts';
import { streamsOf } from './streams.ts';
import { clicks, shops, users } from './tables.ts';

/** Feeds, while streams take what comes, until both are done. */
export async function work(engine: Engine, host: WorkHost): Promise<boolean> {
  await feed(engine, host, { to: shops, rows: stores(0), mode: { mode: 'merge' }, once: 'stores 0' });
  const streams = streamsOf(engine, host);
  const all = queries({ recovery: false, watchdog: false });
  for (const stream of streams) all.register(stream);
  const { failed, subscription } = followed(all, host);
  const working = (async () => {
    await Promise.all(streams.map(({ id }) => firstValueFrom(all.start(id))));
    await fedAll(engine, host);
    await caughtUp(engine, host);
    await Promise.all(streams.map(({ id }) => lastValueFrom(all.stop(id))));
  })();
  await Promise.race([working, failed]);
  subscription.unsubscribe();
  return true;
}

/** Has the queries run, tells of their batches, and fails when one of them does. */
function followed(all: ReturnType<typeof queries>, { told }: WorkHost) {
  const subscription = new Subscription();
  const failed = new Promise<never>((_, reject) => {
    subscription.add(
      all.states$.subscribe((status) => {
        if (status.state === 'failed') reject(status.error);
      }),
    );
    subscription.add((all.run$ as Observable<unknown>).subscribe({ error: reject }));
  });
  subscription.add(
    all.progress$.subscribe(({ queryId, progress: { batchId, numInputRows } }) => {
      if (numInputRows === 0) return;
      told(`commit batch ${queryId} ${batchId}`);
      // The rows from outside are put into a table first, which is a write of its own.
      if (queryId === 'ticks') told(`commit taken ${queryId} ${batchId}`);
    }),
  );
  return { failed, subscription };
}

interface Feeding {
  readonly to: Entity;
  readonly rows: readonly object[];
  readonly mode: WriteMode;
  readonly once: string;
}

async function feed(engine: Engine, { told }: WorkHost, { to, rows, mode, once }: Feeding): Promise<void> {
  const written = await lastValueFrom(
    engine.write(to, [rows as readonly Row[]], mode, { ensure: true, once }),
  );
  if (written.kind === 'written' && written.repeated !== true) told(`commit once ${once}`);
}

const deleting = { deleteWhen: { op: '=', column: 'gone', value: true }, markers: ['gone'] } as const;

async function fedAll(engine: Engine, host: WorkHost): Promise<void> {
  const { seed, steps } = host;
  const versions = await firstValueFrom(engine.versions([users.id]));
  // What was fed before is passed over; where that broke off, it is done again and nothing comes of it.
  for (let number = (versions.get(users.id) ?? 0) + 1; number <= steps; number++) {
    const append = { to: clicks, rows: clicksOf(seed, number), mode: { mode: 'append' } } as const;
    const merging = {
      to: users,
      rows: usersOf(seed, number),
      mode: { mode: 'merge', ...deleting },
    } as const;
    await feed(engine, host, { ...append, once: `clicks ${number}` });
    if (revisionOf(number) > revisionOf(number - 1)) {
      const revised = { to: shops, rows: stores(revisionOf(number)), mode: { mode: 'merge' } } as const;
      await feed(engine, host, { ...revised, once: `stores ${revisionOf(number)}` });
    }
    await feed(engine, host, { ...merging, once: `users ${number}` });
    await setTimeout(number % 3);
  }
}

/** Waits until all that was fed is taken. */
async function caughtUp(engine: Engine, { steps }: WorkHost): Promise<void> {
  for (;;) {
    const notes = await firstValueFrom(engine.notes('checkpoint'));
    const reached = (id: string, position: Note) =>
      JSON.stringify((notes.get(id) as { position?: Note } | undefined)?.position) ===
      JSON.stringify(position);
    const end = { version: steps, offset: 0 };
    if (reached('clicks', end) && reached('users', end) && reached('ticks', steps)) return;
    await setTimeout(5);
  }
}
