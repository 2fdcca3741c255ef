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

const MEGABYTES = 80;

v8.setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Writes a file of so many megabytes; gives how many rows it has. */
function filled(path: string): number {
  const file = openSync(path, 'w');
  let rows = 0;
  let bytes = writeSync(file, 'id,amount,note\n');
  while (bytes < MEGABYTES * 1e6) {
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
    const rows = filled(join(root, 'big.csv'));
    const to = entity('bronze.big', { schema: { id: 'bigint', amount: 'double', note: 'varchar' } });
    const one = ingestion('big', { path: '', pattern: '*.csv', to });
    const engine = duckdbEngine(join(root, 'data.db'), { threads: 1, memoryLimit: '256MB' });
    let most = 0;
    const before = inUse();
    const watching = setInterval(() => {
      most = Math.max(most, inUse() - before);
    }, 100);
    const storage = localFiles(root);
    const result = await lastValueFrom(ingest([one], { engine, storage }).pipe(toIngestResult()));
    clearInterval(watching);
    await lastValueFrom(engine.close());
    expect(result.entries).toMatchObject([{ ingested: 1, rows, rejected: 0, failures: [] }]);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(0.6 * MEGABYTES * 1e6);
  });
});
