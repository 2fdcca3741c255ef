import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import { localFiles } from '../../../../lib/data/storage/localFiles.ts';
import { type Entity, entity } from '../../../../lib/definitions/entity.ts';
import { ingestion } from '../../../../lib/definitions/ingestion.ts';
import { ingest } from '../../../../lib/execution/ingestion/ingest.ts';
import { toIngestResult } from '../../../../lib/execution/ingestion/toIngestResult.ts';
import { temporaryFolders } from '../support/temporaryFolder.ts';

const folderOf = temporaryFolders();
/** These wait for a disk. */
jest.setTimeout(120_000);

describe('files taken in by duckdbEngine', () => {
  it('are in once, with what their paths tell; bad rows and bad files are put aside', async () => {
    const root = folderOf();
    mkdirSync(join(root, 'in'));
    for (let i = 0; i < 50; i++) writeFileSync(join(root, 'in', `n_${i}.csv`), `id,amount\n${i},1.5\n`);
    writeFileSync(join(root, 'in/n_7.csv'), 'id,amount\n7,much\n7,1\n');
    writeFileSync(join(root, 'in/n_8.csv'), 'id,amont\n8,1\n');
    writeFileSync(join(root, 'in/n_9.csv'), 'id,amount\nx,much\ny,much\n');
    const schema = { id: 'bigint', amount: 'double', n: 'integer', file: 'varchar' };
    const to = entity('bronze.numbers', { schema });
    const one = ingestion('numbers', {
      ...{ path: 'in', pattern: 'n_{n}.csv', to, fileColumn: 'file' },
      ...{ after: { move: 'done' }, onBadRows: { atMost: 1 } },
    });
    const engine = duckdbEngine(join(root, 'data.db'), { threads: 1 });
    const options = { engine, storage: localFiles(root) };
    const first = await lastValueFrom(ingest([one], options).pipe(toIngestResult()));
    expect(first.entries).toMatchObject([{ found: 50, ingested: 48, failed: 2, rows: 48, rejected: 1 }]);
    expect(first.entries[0]?.failures).toMatchObject([
      { path: 'in/n_8.csv', reason: expect.stringContaining('got amont'), line: 1, column: 'amont' },
      { path: 'in/n_9.csv', quarantinedAs: '_quarantine/numbers/n_9.csv' },
    ]);
    const rowsOf = async (of: Entity) =>
      (await lastValueFrom(engine.read(of).rows().pipe(toArray()))).flat();
    const rows = await rowsOf(to);
    expect(rows).toHaveLength(48);
    expect(rows.find(({ n }) => n === 7)).toEqual({ id: 7, amount: 1, n: 7, file: 'in/n_7.csv' });
    expect(await rowsOf(entity('bronze.numbers__rejects'))).toEqual([
      {
        ...{ ingestion: 'numbers', file: 'in/n_7.csv', line: 2, column: 'amount' },
        ...{ reason: 'expected a number, got "much"', raw: '7,much' },
      },
    ]);
    expect(readdirSync(join(root, 'done'))).toHaveLength(48);
    expect(readdirSync(join(root, '_quarantine/numbers')).sort()).toEqual([
      ...['n_8.csv', 'n_8.csv.reason.json', 'n_9.csv', 'n_9.csv.reason.json'],
    ]);
    writeFileSync(join(root, 'in/n_1.csv'), 'id,amount\n1,1.5\n');
    const again = await lastValueFrom(ingest([one], options).pipe(toIngestResult()));
    expect(again.entries).toMatchObject([{ ingested: 0, known: 1, rows: 0 }]);
    await lastValueFrom(engine.close());
  });
});
