import { type Row, run, toResult } from 'rekindle';
import { duckdbEngine } from 'rekindle/duckdb';
import { lastValueFrom } from 'rxjs';
import { difference } from '../judging/difference.ts';
import { rowsIn } from '../judging/rowsIn.ts';
import type { Outcome, Scene } from '../judging/workload.ts';
import { clicksOf, stores, ticksOf, usersAfter } from './feeds.ts';
import { pipesOf } from './pipes.ts';
import { clicks, joinedClicks, liveTicks, liveUsers, shops, ticks, users } from './tables.ts';

/** The rows in the end; those of the streams also as the same pipes make them when they run once over all of it. */
export async function outcome({ engine, seed, steps }: Scene): Promise<Outcome> {
  const rows = {
    clicks: await rowsIn(engine, joinedClicks, ['id', 'name', 'amount']),
    users: await rowsIn(engine, liveUsers, ['id', 'city']),
    ticks: await rowsIn(engine, liveTicks, ['id', 'number']),
  };
  const once = await ranOnce(seed, steps);
  const problems = Object.entries(rows).flatMap(([name, all]) =>
    difference(`${name}, streamed instead of run once`, once[name] ?? [], all),
  );
  return { ...rows, problems };
}

/** What the pipes make of everything that is fed, in one run. */
async function ranOnce(seed: number, steps: number): Promise<Outcome> {
  const engine = duckdbEngine(':memory:', { threads: 1 });
  const all = Array.from({ length: steps }, (_, i) => i + 1);
  const sources = [
    [clicks, all.flatMap((feed) => clicksOf(seed, feed))],
    [users, usersAfter(seed, steps)],
    [shops, stores(0)],
    [ticks, all.flatMap((number) => ticksOf(seed, number))],
  ] as const;
  for (const [entity, rows] of sources)
    await lastValueFrom(
      engine.write(
        entity,
        [rows as readonly object[] as readonly Row[]],
        { mode: 'append' },
        { ensure: true },
      ),
    );
  await lastValueFrom(run(Object.values(pipesOf(0)), { engine }).pipe(toResult()));
  const rows = {
    clicks: await rowsIn(engine, joinedClicks, ['id', 'name', 'amount']),
    users: await rowsIn(engine, liveUsers, ['id', 'city']),
    ticks: await rowsIn(engine, liveTicks, ['id', 'number']),
  };
  await lastValueFrom(engine.close());
  return rows;
}
