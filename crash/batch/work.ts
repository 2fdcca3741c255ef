import {
  type Engine,
  type Entity,
  engineJournal,
  type Journal,
  Registry,
  type Row,
  type RunEvent,
  resume,
  run,
} from 'rekindle';
import { firstValueFrom, lastValueFrom, type Observable, tap } from 'rxjs';
import type { WorkHost } from '../judging/workload.ts';
import { eventsOf, feedsUpTo, ordersOf } from './feeds.ts';
import { pipes } from './pipes.ts';
import { fedEvents, fedOrders } from './tables.ts';

/** As many steps as it does before the database is closed and opened again. */
const STEPS_AT_ONCE = 4;

const definitions = new Registry().add(...pipes);

export const journalOf = (engine: Engine): Journal => engineJournal(engine, { maxRuns: 1_000 });

/** Resumes what broke off, and then feeds and runs, step by step. */
export async function work(engine: Engine, host: WorkHost): Promise<boolean> {
  const journal = journalOf(engine);
  await resumed(engine, journal, host);
  const begun = await runsBegun(journal);
  const last = Math.min(host.steps, begun + STEPS_AT_ONCE);
  for (let step = begun + 1; step <= last; step++) {
    await fed(engine, step, host);
    await done(run(pipes, { engine, definitions, journal, lineage: true }), host);
  }
  return last === host.steps;
}

/** How many runs have begun; one that takes up another is no further one. */
async function runsBegun(journal: Journal): Promise<number> {
  const ids = await firstValueFrom(journal.runs());
  const runs = await Promise.all(ids.map((id) => firstValueFrom(journal.read(id))));
  return runs.filter((one) => one?.resumes === undefined).length;
}

async function resumed(engine: Engine, journal: Journal, host: WorkHost): Promise<void> {
  const [latest] = await firstValueFrom(journal.runs());
  if (latest === undefined) return;
  const { status } = (await firstValueFrom(journal.read(latest))) ?? {};
  if (status === undefined)
    await done(resume(latest, { engine, definitions, journal, lineage: true }), host);
}

async function fed(engine: Engine, step: number, { seed, told }: WorkHost): Promise<void> {
  const feed = async (to: Entity, rows: readonly Row[], name: string) => {
    const mode =
      to === fedOrders
        ? ({
            mode: 'merge',
            deleteWhen: { op: '=', column: 'gone', value: true },
            markers: ['gone'],
          } as const)
        : ({ mode: 'append' } as const);
    const written = await lastValueFrom(engine.write(to, [rows], mode, { ensure: true, once: name }));
    if (written.kind === 'written' && written.repeated !== true) told(`commit once ${name}`);
  };
  for (let number = feedsUpTo(step - 1) + 1; number <= feedsUpTo(step); number++) {
    await feed(
      fedOrders,
      ordersOf(seed, number) as readonly object[] as readonly Row[],
      `orders ${number}`,
    );
    await feed(
      fedEvents,
      eventsOf(seed, number) as readonly object[] as readonly Row[],
      `events ${number}`,
    );
  }
}

async function done(run$: Observable<RunEvent>, { told }: WorkHost): Promise<void> {
  const telling = (event: RunEvent) => {
    if (event.name === 'pipe_ended' && event.outcome.status === 'succeeded')
      told(`commit pipe ${event.runId} ${event.pipeId}`);
    if (event.name === 'run_completed') told(`run ${event.runId}`);
  };
  await lastValueFrom(run$.pipe(tap(telling)));
}
