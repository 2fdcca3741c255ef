import type { Row } from 'rekindle';
import { firstValueFrom } from 'rxjs';
import { difference } from '../judging/difference.ts';
import { rowsIn } from '../judging/rowsIn.ts';
import type { Scene } from '../judging/workload.ts';
import { clicksOf, stores, ticksOf, usersAfter } from './feeds.ts';
import { seenScope } from './streams.ts';
import { clicks, joinedClicks, liveTicks, liveUsers, users } from './tables.ts';

/** How far a query says that it is. */
interface Reached {
  readonly batchId: number;
  readonly position: unknown;
}

/** What was written is what lies before the checkpoint: no row less and none more. */
export async function judge(scene: Scene): Promise<readonly string[]> {
  const { engine } = scene;
  const notes = await firstValueFrom(engine.notes('checkpoint'));
  const reached = (id: string) =>
    (notes.get(id) ?? { batchId: -1, position: undefined }) as unknown as Reached;
  return [
    ...(await fedProblems(scene)),
    ...(await clickProblems(scene, reached('clicks'))),
    ...(await userProblems(scene, reached('users'))),
    ...(await tickProblems(scene, reached('ticks'))),
    ...['clicks', 'users', 'ticks'].flatMap((id) => batchProblems(scene, id, reached(id))),
    ...toldProblems(scene, reached),
  ];
}

const upTo = (count: number) => Array.from({ length: Math.max(0, count) }, (_, i) => i + 1);

async function fedProblems({ engine, seed, history }: Scene): Promise<readonly string[]> {
  const fed = (id: string) => history.filter(({ entityId }) => entityId === id).length;
  return [
    ...difference(
      clicks.id,
      upTo(fed(clicks.id)).flatMap((feed) => clicksOf(seed, feed)),
      await rowsIn(engine, clicks, ['id', 'store', 'amount']),
    ),
    ...difference(users.id, usersAfter(seed, fed(users.id)), await rowsIn(engine, users, ['id', 'city'])),
  ];
}

async function clickProblems({ engine, seed }: Scene, { position }: Reached): Promise<readonly string[]> {
  const rows = await rowsIn(engine, joinedClicks, ['id', 'name', 'amount', 'revision', 'life']);
  const plain = rows.map(({ id, name, amount }) => ({ id, name, amount }));
  const { version, offset } = divided(seed, position);
  const whole = upTo(version).flatMap((feed) => joined(seed, feed));
  const next = new Set(joined(seed, version + 1).map((row) => JSON.stringify(row)));
  const part = plain.filter((row) => next.has(JSON.stringify(row)));
  const rest = plain.filter((row) => !next.has(JSON.stringify(row)));
  const distinct = new Set(part.map(({ id }) => id)).size;
  return [
    ...difference(`${joinedClicks.id} up to version ${version}`, whole, rest),
    ...(part.length === offset && distinct === offset
      ? []
      : [
          `${joinedClicks.id}: expected ${offset} rows of version ${version + 1}, got ${part.length}, ${distinct} of them different`,
        ]),
    ...capturedProblems(rows),
  ];
}

/** The last version that is taken as a whole, and how many rows of the next one; a position may count over several. */
function divided(seed: number, position: unknown): { readonly version: number; readonly offset: number } {
  let { version = 0, offset = 0 } = (position ?? {}) as { version?: number; offset?: number };
  for (
    let rows = clicksOf(seed, version + 1).length;
    offset >= rows;
    rows = clicksOf(seed, version + 1).length
  ) {
    offset -= rows;
    version += 1;
  }
  return { version, offset };
}

const joined = (seed: number, feed: number) =>
  clicksOf(seed, feed).map(({ id, store, amount }) => ({ id, name: stores(0)[store]?.name, amount }));

/** A process joined with the stores as they were when it started, whatever became of them since. */
function capturedProblems(rows: readonly Row[]): readonly string[] {
  const revisions = new Map<unknown, Set<unknown>>();
  for (const { life, revision } of rows)
    revisions.set(life, (revisions.get(life) ?? new Set()).add(revision));
  return [...revisions]
    .filter(([, seen]) => seen.size > 1)
    .map(([life, seen]) => `process ${life} joined with the stores of revisions ${[...seen].join(', ')}`);
}

async function userProblems({ engine, seed }: Scene, { position }: Reached): Promise<readonly string[]> {
  const { version = 0, offset = 0 } = (position ?? {}) as { version?: number; offset?: number };
  const rows = await rowsIn(engine, liveUsers, ['id', 'city']);
  return [
    ...difference(`${liveUsers.id} at version ${version}`, usersAfter(seed, version), rows),
    ...(offset === 0 ? [] : [`${liveUsers.id}: expected whole versions, got ${offset} rows of one`]),
  ];
}

async function tickProblems({ engine, seed }: Scene, { position }: Reached): Promise<readonly string[]> {
  const numbers = upTo(Number(position ?? 0));
  const seen = await firstValueFrom(engine.notes(seenScope));
  return [
    ...difference(
      liveTicks.id,
      numbers.flatMap((number) => ticksOf(seed, number)),
      await rowsIn(engine, liveTicks, ['id', 'number']),
    ),
    ...difference('what was noted alongside', numbers.map(String), [...seen.keys()]),
  ];
}

/** Batches are numbered without gaps, and each wrote once. */
function batchProblems({ history }: Scene, id: string, { batchId }: Reached): readonly string[] {
  const output = `live.${id}`;
  const writes = history.filter(({ entityId, by }) => entityId === output && by.pipeId === id).length;
  return writes === batchId + 1 ? [] : [`${id}: wrote ${writes} times, its last batch is ${batchId}`];
}

function toldProblems({ history, told }: Scene, reached: (id: string) => Reached): readonly string[] {
  const done = new Set(history.map(({ once }) => once));
  return told.flatMap((line) => {
    const [, kind, name = '', number] = line.split(' ');
    const isThere =
      kind === 'once' ? done.has(`${name} ${number}`) : reached(name).batchId >= Number(number);
    return isThere ? [] : [`it was told of "${line}", which is not there`];
  });
}
