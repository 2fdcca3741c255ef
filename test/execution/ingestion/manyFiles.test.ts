import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { lastValueFrom, map, scan } from 'rxjs';
import { eachBatch } from '../../../lib/data/eachBatch.ts';
import { textFiles } from '../../../lib/data/files/textFiles.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import type { FileStorage } from '../../../lib/data/storage/fileStorage.ts';
import { localFiles } from '../../../lib/data/storage/localFiles.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { ingestion } from '../../../lib/definitions/ingestion.ts';
import { ingest } from '../../../lib/execution/ingestion/ingest.ts';
import { toIngestResult } from '../../../lib/execution/ingestion/toIngestResult.ts';

const schema = { id: 'bigint', name: 'varchar', amount: 'double' };

/** These wait for a disk. */
jest.setTimeout(120_000);

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rekindle-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('files of this machine', () => {
  it('are taken in and moved, two thousand of them', async () => {
    mkdirSync(join(root, 'in'));
    for (let i = 0; i < 2_000; i++)
      writeFileSync(join(root, 'in', `${i}.csv`), `id,name,amount\n${i},n,1\n`);
    writeFileSync(join(root, 'in/777.csv'), 'id,name,amount\n777,n,much\n');
    const to = entity('bronze.many', { schema });
    const one = ingestion('many', { path: 'in', pattern: '*.csv', to, after: { move: 'done' } });
    const options = { engine: memoryEngine(), storage: localFiles(root) };
    const first = await lastValueFrom(ingest([one], options).pipe(toIngestResult()));
    expect(first.entries).toMatchObject([{ found: 2_000, ingested: 1_999, failed: 1, rows: 1_999 }]);
    expect(readdirSync(join(root, 'done'))).toHaveLength(1_999);
    expect(readdirSync(join(root, 'in'))).toEqual([]);
    expect(readdirSync(join(root, '_quarantine/many')).sort()).toEqual(['777.csv', '777.csv.reason.json']);
    const again = await lastValueFrom(ingest([one], options).pipe(toIngestResult()));
    expect(again.entries).toMatchObject([{ found: 0, rows: 0 }]);
  });

  it('are read piece by piece, however big, and no faster than they are taken', async () => {
    const rows = 500_000;
    await pipeline(
      function* () {
        yield 'id,name,amount\n';
        for (let i = 0; i < rows; i += 1_000)
          yield Array.from(
            { length: 1_000 },
            (_, j) => `${i + j},"a name, and more of it",${(i + j) / 2}\n`,
          ).join('');
      },
      createWriteStream(join(root, 'big.csv')),
    );
    const local = localFiles(root);
    let read = 0;
    let taken = 0;
    let ahead = 0;
    const storage: FileStorage = {
      ...local,
      read: (path, range) =>
        local.read(path, range).pipe(
          map((chunk) => {
            read += chunk.length;
            ahead = Math.max(ahead, read - taken);
            return chunk;
          }),
        ),
    };
    const { rows: frame, counts } = textFiles(storage).readFiles({
      ...{ schema, format: { kind: 'csv' }, drift: 'fail' },
      files: [{ path: 'big.csv', location: undefined, values: {} }],
    });
    const sum = await lastValueFrom(
      eachBatch(frame, (batch) => {
        for (const { id, amount } of batch) taken += `${id},"a name, and more of it",${amount}\n`.length;
        return [batch.length];
      }).pipe(scan((all, count) => all + count, 0)),
    );
    expect(sum).toBe(rows);
    expect(read).toBeGreaterThan(19_000_000);
    expect(ahead).toBeLessThan(1_000_000);
    expect(await lastValueFrom(counts())).toEqual([{ path: 'big.csv', rows, rejected: 0 }]);
  });
});
