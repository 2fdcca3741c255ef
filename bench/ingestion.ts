import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
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
  {
    bench: 'ingest-big',
    ours: 'one CSV file of 256 MB taken in (or of INGEST_MB)',
    rival: 'the same file read into a table by DuckDB, with the same columns',
    goal: 4,
    rounds: 3,
    batch: 1,
    contest: bigFile,
  },
];

const MEGABYTES = Number(process.env['INGEST_MB'] ?? 256);

function bigFile(): Contest {
  const root = temporaryRoot();
  const file = openSync(join(root, 'in', 'big.csv'), 'w');
  let rows = 0;
  writeSync(file, 'id,at,name,amount,note\n');
  for (let bytes = 0; bytes < MEGABYTES * 1e6; ) {
    const lines = Array.from({ length: 10_000 }, () => {
      const id = rows++;
      return `${id},2024-01-${String((id % 28) + 1).padStart(2, '0')}T10:00:00Z,name ${id % 977},${id / 8},some words about it\n`;
    });
    bytes += writeSync(file, lines.join(''));
  }
  closeSync(file);
  const schema = { id: 'bigint', at: 'timestamp', name: 'varchar', amount: 'double', note: 'varchar' };
  let round = 0;
  return {
    ours: () => takenIn(root, round++, { schema, rows, batchFiles: 1 }),
    rival: () =>
      globbed(
        root,
        round++,
        "'id': 'BIGINT', 'at': 'TIMESTAMP', 'name': 'VARCHAR', 'amount': 'DOUBLE', 'note': 'VARCHAR'",
      ),
    reset: () => {
      for (const name of readdirSync(root)) if (/\.db/.test(name)) rmSync(join(root, name));
    },
  };
}

function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'rekindle-bench-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'in'));
  return root;
}

function tenThousand(): Contest {
  const root = temporaryRoot();
  for (let i = 0; i < FILES; i++)
    writeFileSync(
      join(root, 'in', `${i}.csv`),
      `id,name,amount\n${Array.from({ length: 10 }, (_, j) => `${i * 10 + j},name ${j},${j / 2}\n`).join('')}`,
    );
  let round = 0;
  const schema = { id: 'bigint', name: 'varchar', amount: 'double' };
  return {
    ours: () => takenIn(root, round++, { schema, rows: FILES * 10, batchFiles: FILES }),
    rival: () => globbed(root, round++, "'id': 'BIGINT', 'name': 'VARCHAR', 'amount': 'DOUBLE'"),
  };
}

interface Taken {
  readonly schema: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly batchFiles: number;
}

async function takenIn(
  root: string,
  round: number,
  { schema, batchFiles, ...wanted }: Taken,
): Promise<void> {
  const engine = duckdbEngine(join(root, `ours-${round}.db`));
  const to = entity('bronze.rows', { schema });
  const one = ingestion('rows', { path: 'in', pattern: '*.csv', to, batchFiles });
  const options = { engine, storage: localFiles(root) };
  const { rows } = await lastValueFrom(ingest([one], options).pipe(toIngestResult()));
  if (rows !== wanted.rows) throw new Error(`expected ${wanted.rows} rows, got ${rows}`);
  sink.seen += rows;
  await lastValueFrom(engine.close());
}

async function globbed(root: string, round: number, columns: string): Promise<void> {
  const instance = await DuckDBInstance.create(join(root, `rival-${round}.db`));
  const connection = await instance.connect();
  await connection.run(
    `create table t as select * from read_csv('${join(root, 'in', '*.csv')}', auto_detect = false, header = true,
       columns = {${columns}}, filename = true)`,
  );
  sink.seen += FILES;
  connection.closeSync();
  instance.closeSync();
}
