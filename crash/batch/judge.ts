import { type Entity, type JournaledRun, watermarks } from 'rekindle';
import { firstValueFrom } from 'rxjs';
import { difference } from '../judging/difference.ts';
import { rowsIn } from '../judging/rowsIn.ts';
import type { Scene } from '../judging/workload.ts';
import { columns } from './columns.ts';
import { modelOf } from './model.ts';
import { pipes } from './pipes.ts';
import { events, fedEvents, fedOrders, orders, regions, states, totals } from './tables.ts';
import { journalOf } from './work.ts';

/** Rows, watermarks, history and journal, held against what the feeds that are in must come to. */
export async function judge(scene: Scene): Promise<readonly string[]> {
  const { engine, history, seed } = scene;
  const model = modelOf(seed);
  const fed = (entity: Entity) => history.filter(({ entityId }) => entityId === entity.id).length;
  const read = (entity: Entity, readerId: string) => readUpTo(scene, entity, readerId);
  const made = (pipeId: string) => history.filter(({ by }) => by.pipeId === pipeId).length;
  const same = async (entity: Entity, expected: readonly unknown[], names: readonly string[]) =>
    difference(entity.id, expected, await rowsIn(engine, entity, names));
  const [merged, kept, appended] = [
    await read(fedOrders, 'merge'),
    await read(fedOrders, 'keep'),
    await read(fedEvents, 'append'),
  ];
  return [
    ...(await same(fedOrders, model.orders(fed(fedOrders)), columns.order)),
    ...(await same(fedEvents, model.events(fed(fedEvents)), columns.event)),
    ...(await same(orders, model.orders(merged), columns.order)),
    ...(await same(states, model.states(kept), columns.state)),
    ...(await same(events, model.events(appended), columns.event)),
    ...(await same(totals, model.totals(made('total')), columns.total)),
    ...(await same(regions, model.regions(made('divide')), columns.order)),
    ...beyond(fedOrders.id, Math.max(merged, kept), fed(fedOrders)),
    ...beyond(fedEvents.id, appended, fed(fedEvents)),
    ...(await lineageProblems(scene)),
    ...toldProblems(scene),
    ...(await journalProblems(scene)),
  ];
}

async function readUpTo({ engine }: Scene, entity: Entity, readerId: string): Promise<number> {
  const mark = await firstValueFrom(watermarks(engine).get({ readerId, entityId: entity.id }));
  return mark?.cursor.kind === 'version' ? mark.cursor.version : 0;
}

const beyond = (id: string, watermark: number, version: number) =>
  watermark <= version ? [] : [`${id}: a watermark is at ${watermark}, beyond its version ${version}`];

async function lineageProblems({ engine }: Scene): Promise<readonly string[]> {
  const each = await Promise.all(
    pipes.map(async ({ id, output }) => {
      const column = `_${output?.layer}_lineage`;
      const rows = await rowsIn(engine, output as Entity, [column]);
      const foreign = rows.filter((row) => (row[column] as { pipe_id?: string } | null)?.pipe_id !== id);
      return foreign.length === 0
        ? []
        : [`${output?.id}: ${foreign.length} rows do not say that ${id} made them`];
    }),
  );
  return each.flat();
}

/** What was told to be committed is there. */
function toldProblems({ history, told }: Scene): readonly string[] {
  const done = new Set(history.map(({ once }) => `once ${once}`));
  const written = new Set(history.map(({ by }) => `pipe ${by.runId} ${by.pipeId}`));
  return told
    .filter((line) => line.startsWith('commit '))
    .map((line) => line.slice('commit '.length))
    .filter((line) => !done.has(line) && !written.has(line))
    .map((line) => `it was told of the commit "${line}", which is not there`);
}

/** Each step ran every pipe once, however often it was resumed, and the journal tells nothing that is not so. */
async function journalProblems({ engine, history, told }: Scene): Promise<readonly string[]> {
  const journal = journalOf(engine);
  const ids = await firstValueFrom(journal.runs());
  const runs = (await Promise.all(ids.map((id) => firstValueFrom(journal.read(id))))).filter(
    (run): run is JournaledRun => run !== undefined,
  );
  const rootOf = new Map<string, string>();
  for (const { runId, resumes } of [...runs].reverse())
    rootOf.set(runId, resumes === undefined ? runId : (rootOf.get(resumes) ?? resumes));
  const written = history.flatMap(({ by: { runId, pipeId } }) =>
    runId === undefined ? [] : [`${pipeId} of ${rootOf.get(runId) ?? runId}`],
  );
  const twice = written.filter((one, i) => written.indexOf(one) !== i);
  const claimed = runs.flatMap(({ runId, pipes }) =>
    [...pipes.values()].flatMap(({ pipeId, status }) =>
      status === 'succeeded' ? [`${pipeId} of ${rootOf.get(runId)}`] : [],
    ),
  );
  const unwritten = claimed.filter((one) => !written.includes(one));
  const ended = new Set(
    runs.flatMap(({ runId, status }) => (status === 'succeeded' ? [`run ${runId}`] : [])),
  );
  const forgotten = told.filter((line) => line.startsWith('run ') && !ended.has(line));
  return [
    ...twice.map((one) => `${one} was written twice`),
    ...unwritten.map(
      (one) => `the journal says that ${one} has succeeded, the history knows nothing of it`,
    ),
    ...forgotten.map((line) => `it was told that ${line} has ended well, the journal does not say so`),
  ];
}
