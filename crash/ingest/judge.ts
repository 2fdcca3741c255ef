import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Note } from 'rekindle';
import { firstValueFrom } from 'rxjs';
import { difference } from '../judging/difference.ts';
import { rowsIn } from '../judging/rowsIn.ts';
import type { Outcome, Scene } from '../judging/workload.ts';
import { deliveredIn, filesIn } from './arrivals.ts';
import { type Delivery, deliveriesUpTo } from './deliveries.ts';
import { orders, rejects, users } from './ingestions.ts';

type Ledger = ReadonlyMap<string, Note>;

/** Rows and rejects are those of the files that the ledger knows, and each file is where it belongs. */
export async function judge(scene: Scene): Promise<readonly string[]> {
  const { engine, seed, folder, told } = scene;
  const ledgers = {
    orders: await firstValueFrom(engine.notes('files:orders')),
    users: await firstValueFrom(engine.notes('files:users')),
  };
  const delivered = deliveriesUpTo(seed, deliveredIn(folder));
  const known = delivered.filter(({ of, path }) => ledgers[of].has(path));
  return [
    ...(await rowProblems(scene, known)),
    ...delivered.flatMap((file) => fileProblems(file, folder, ledgers[file.of])),
    ...strangers(ledgers, delivered),
    ...told
      .filter((line) => line.startsWith('file '))
      .map((line) => line.split(' '))
      .filter(([, of, path = '']) => !ledgers[of as 'orders' | 'users'].has(path))
      .map(([, , path]) => `it was told that ${path} is in, the ledger does not know it`),
  ];
}

async function rowProblems({ engine }: Scene, known: readonly Delivery[]): Promise<readonly string[]> {
  const ofOrders = known.filter(({ of }) => of === 'orders');
  const ofUsers = known.filter(({ of }) => of === 'users').flatMap(({ rows }) => rows);
  return [
    ...difference(
      orders.id,
      ofOrders.flatMap(({ rows }) => rows),
      await rowsIn(engine, orders, ['id', 'amount', 'file']),
    ),
    ...difference(
      rejects.id,
      ofOrders.flatMap(({ path: file, rejected }) => rejected.map((line) => ({ file, line }))),
      await rowsIn(engine, rejects, ['file', 'line']),
    ),
    ...difference(
      users.id,
      [...new Map(ofUsers.map((row) => [row['id'], row])).values()],
      await rowsIn(engine, users, ['id', 'name']),
    ),
  ];
}

function fileProblems(file: Delivery, folder: string, ledger: Ledger): readonly string[] {
  const { path, of, isBad, content } = file;
  const root = filesIn(folder);
  const name = path.split('/').at(-1) as string;
  const places = {
    landing: path,
    archive: `archive/${of}/${name}`,
    quarantine: `_quarantine/${of}/${name}`,
  };
  const has = (place: keyof typeof places) => existsSync(join(root, places[place]));
  const note = ledger.get(path) as Readonly<Record<string, Note>> | undefined;
  const isGone = of === 'users' && note !== undefined;
  const torn = Object.values(places).filter(
    (place) => existsSync(join(root, place)) && readFileSync(join(root, place), 'utf8') !== content,
  );
  const wrong: readonly (readonly [boolean, string])[] = [
    [isBad && note !== undefined, 'is bad, and the ledger says that it is in'],
    [!isBad && has('quarantine'), 'is good, and in quarantine'],
    [isBad && has('archive'), 'is bad, and in the archive'],
    [has('archive') && note === undefined, 'was moved, and the ledger does not know it'],
    [!isGone && !has('landing') && !has('archive') && !has('quarantine'), 'is nowhere'],
    [
      has('quarantine') && !existsSync(join(root, `${places.quarantine}.reason.json`)),
      'is bad without a reason',
    ],
    [
      note !== undefined && note['rows'] !== file.rows.length,
      `has ${file.rows.length} rows, the ledger says ${note?.['rows']}`,
    ],
    [
      note !== undefined && note['rejected'] !== file.rejected.length,
      `has ${file.rejected.length} rejects, the ledger says ${note?.['rejected']}`,
    ],
    [torn.length > 0, `is not whole in ${torn.join(', ')}`],
  ];
  return wrong.flatMap(([is, what]) => (is ? [`${path} ${what}`] : []));
}

function strangers(
  ledgers: Readonly<Record<string, Ledger>>,
  delivered: readonly Delivery[],
): readonly string[] {
  const paths = new Set(delivered.map(({ path }) => path));
  return Object.values(ledgers).flatMap((ledger) =>
    [...ledger.keys()]
      .filter((path) => !paths.has(path))
      .map((path) => `the ledger knows ${path}, which never came`),
  );
}

/** The rows in the end, and where files are. */
export async function outcome({ engine, folder }: Scene): Promise<Outcome> {
  return {
    orders: await rowsIn(engine, orders, ['id', 'amount', 'file']),
    users: await rowsIn(engine, users, ['id', 'name']),
    rejects: await rowsIn(engine, rejects, ['file', 'line']),
    archive: filesOf(filesIn(folder), 'archive/orders'),
    'bad orders': filesOf(filesIn(folder), '_quarantine/orders'),
    'bad users': filesOf(filesIn(folder), '_quarantine/users'),
    landing: filesOf(filesIn(folder), 'landing/orders'),
  };
}

/** What was being written when a process was killed is left as it is, under a name of its own. */
const filesOf = (root: string, folder: string): readonly string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder)).filter((name) => !name.endsWith('.tmp'))
    : [];
