import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, jest } from '@jest/globals';
import { lastValueFrom } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import { localFiles } from '../../../../lib/data/storage/localFiles.ts';
import { entity } from '../../../../lib/definitions/entity.ts';
import { ingestion } from '../../../../lib/definitions/ingestion.ts';
import { ingest } from '../../../../lib/execution/ingestion/ingest.ts';
import { toIngestResult } from '../../../../lib/execution/ingestion/toIngestResult.ts';
import { temporaryFolders } from '../support/temporaryFolder.ts';

const folderOf = temporaryFolders();
jest.setTimeout(120_000);

const MEGABYTES = 60;

v8.setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Writes a file of so many megabytes; gives how many rows it has. */
function filled(path: string, megabytes: number): number {
  const file = openSync(path, 'w');
  let rows = 0;
  let bytes = writeSync(file, 'id,amount,note\n');
  while (bytes < megabytes * 1e6) {
    const lines = Array.from(
      { length: 5_000 },
      () => `${rows++},${rows / 8},${'some words '.repeat(20)}\n`,
    );
    bytes += writeSync(file, lines.join(''));
  }
  closeSync(file);
  return rows;
}

/** What is in use, without what could be let go of. */
function inUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a big file', () => {
  it('is taken in while less of it is in the memory of JavaScript than it has', async () => {
    const root = folderOf();
    const to = entity('bronze.big', { schema: { id: 'bigint', amount: 'double', note: 'varchar' } });
    const one = ingestion('big', { path: '', pattern: '*.csv', to });
    const engine = duckdbEngine(join(root, 'data.db'), { threads: 1, memoryLimit: '256MB' });
    const storage = localFiles(root);
    const taken = () => lastValueFrom(ingest([one], { engine, storage }).pipe(toIngestResult()));
    // What is loaded for the first file is there for the others.
    filled(join(root, 'small.csv'), 1);
    await taken();
    const rows = filled(join(root, 'big.csv'), MEGABYTES);
    let [most, looks] = [0, 0];
    const before = inUse();
    const watching = setInterval(() => {
      most = Math.max(most, inUse() - before);
      looks += 1;
    }, 100);
    const result = await taken();
    clearInterval(watching);
    await lastValueFrom(engine.close());
    expect(result.entries).toMatchObject([{ ingested: 1, rows, rejected: 0, failures: [] }]);
    expect(looks).toBeGreaterThan(0);
    expect(most).toBeLessThan(0.8 * MEGABYTES * 1e6);
  });
});
