import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { entity, ingest, ingestion, localFiles, toIngestResult } from 'rekindle';
import { duckdbEngine } from 'rekindle/duckdb';
import { lastValueFrom } from 'rxjs';
import { type Contest, type Row, sink } from './compare.ts';

const FILES = 10_000;

/** Each file once, by its path and checksum, must not cost much more than reading all of them. */
export const ingesting: readonly Row[] = [
  {
    bench: 'ingest-10k',
    ours: '10,000 small CSV files taken in, each noted by path and checksum',
    rival: 'the same files by one glob of DuckDB, with the same columns',
    goal: 1.5,
    rounds: 3,
    batch: 1,
    contest: tenThousand,
  },
];

function tenThousand(): Contest {
  const root = mkdtempSync(join(tmpdir(), 'rekindle-bench-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'in'));
  for (let i = 0; i < FILES; i++)
    writeFileSync(
      join(root, 'in', `${i}.csv`),
      `id,name,amount\n${Array.from({ length: 10 }, (_, j) => `${i * 10 + j},name ${j},${j / 2}\n`).join('')}`,
    );
  let round = 0;
  return { ours: () => takenIn(root, round++), rival: () => globbed(root, round++) };
}

async function takenIn(root: string, round: number): Promise<void> {
  const engine = duckdbEngine(join(root, `ours-${round}.db`));
  const to = entity('bronze.rows', { schema: { id: 'bigint', name: 'varchar', amount: 'double' } });
  const one = ingestion('rows', { path: 'in', pattern: '*.csv', to, batchFiles: FILES });
  const options = { engine, storage: localFiles(root) };
  const { rows } = await lastValueFrom(ingest([one], options).pipe(toIngestResult()));
  if (rows !== FILES * 10) throw new Error(`expected ${FILES * 10} rows, got ${rows}`);
  sink.seen += rows;
  await lastValueFrom(engine.close());
}

async function globbed(root: string, round: number): Promise<void> {
  const instance = await DuckDBInstance.create(join(root, `rival-${round}.db`));
  const connection = await instance.connect();
  await connection.run(
    `create table t as select * from read_csv('${join(root, 'in', '*.csv')}', auto_detect = false, header = true,
       columns = {'id': 'BIGINT', 'name': 'VARCHAR', 'amount': 'DOUBLE'}, filename = true)`,
  );
  sink.seen += FILES;
  connection.closeSync();
  instance.closeSync();
}
