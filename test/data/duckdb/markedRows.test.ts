import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import { textFiles } from '../../../lib/data/files/textFiles.ts';
import { lineageEngine } from '../../../lib/data/lineage/lineageEngine.ts';
import { usualLayers } from '../../../lib/data/lineage/rowLineage.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { localFiles } from '../../../lib/data/storage/localFiles.ts';
import { type Entity, entity } from '../../../lib/definitions/entity.ts';
import { ingestion } from '../../../lib/definitions/ingestion.ts';
import { pipe } from '../../../lib/definitions/pipe.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import { ingest } from '../../../lib/execution/ingestion/ingest.ts';
import { toIngestResult } from '../../../lib/execution/ingestion/toIngestResult.ts';
import { pipeQuery } from '../../../lib/streaming/microBatches/pipeQuery.ts';
import { temporaryFolders } from './support/temporaryFolder.ts';

const folderOf = temporaryFolders();
/** These wait for a disk. */
jest.setTimeout(120_000);

const lineage = { packageName: 'shop', packageVersion: '1.4.0' };

describe('rows on duckdbEngine', () => {
  it.each(['the engine', 'JavaScript'])(
    'say which ingestion read them by %s, and which stream made more of them',
    async (by) => {
      const root = folderOf();
      mkdirSync(join(root, 'in'));
      // Small files are read together, and large ones where they are.
      const zeros = `${'0'.repeat(20_000)}\n`;
      writeFileSync(join(root, 'in/a.csv'), 'id\n1\n');
      writeFileSync(join(root, 'in/b.csv'), `id\n${zeros}2\n`);
      const engine = duckdbEngine(':memory:', { threads: 1 });
      const storage = localFiles(root);
      const raw = entity('bronze.numbers', { schema: { id: 'bigint' } });
      const clean = entity('silver.numbers');
      const files = ingestion('files', { path: 'in', pattern: '*.csv', to: raw });
      const reader = by === 'JavaScript' ? { reader: textFiles(storage) } : {};
      await lastValueFrom(ingest([files], { engine, storage, lineage, ...reader }).pipe(toIngestResult()));
      const made = pipe('clean', {
        inputs: [raw],
        output: clean,
        mode: 'stream',
        run: ({ bronze_numbers }) => sql`select * from ${bronze_numbers} where id > 1`,
      });
      await lastValueFrom(pipeQuery(made, { engine, lineage, trigger: 'available_now' }));
      const rowsOf = async (of: Entity) =>
        (await lastValueFrom(engine.read(of).rows().pipe(toArray()))).flat();
      const taken = expect.objectContaining({
        pipe_id: 'files',
        layer: 'bronze',
        package_version: '1.4.0',
      });
      expect((await rowsOf(raw)).sort((one, other) => Number(one['id']) - Number(other['id']))).toEqual([
        { id: 0, _bronze_lineage: taken },
        { id: 1, _bronze_lineage: taken },
        { id: 2, _bronze_lineage: taken },
      ]);
      expect(await rowsOf(clean)).toMatchObject([
        { id: 2, _bronze_lineage: taken, _silver_lineage: { pipe_id: 'clean', layer: 'silver' } },
      ]);
      await lastValueFrom(engine.close());
    },
  );

  it('say who made them where the rows are those of another engine', async () => {
    const engine = duckdbEngine(':memory:', { threads: 1 });
    const elsewhere = memoryEngine();
    const numbers = entity('bronze.numbers', { schema: { id: 'bigint' } });
    await lastValueFrom(elsewhere.write(numbers, [[{ id: 7 }]], { mode: 'append' }, { ensure: true }));
    const copies = entity('silver.copies');
    const by = { ...lineage, pipeId: 'copy', entityId: copies.id, layer: 'silver', layers: usualLayers };
    const source = elsewhere.read(numbers);
    await lastValueFrom(
      lineageEngine(engine, by).write(copies, source, { mode: 'append' }, { ensure: true }),
    );
    const rows = await lastValueFrom(engine.read(copies).rows().pipe(toArray()));
    expect(rows.flat()).toMatchObject([{ id: 7, _silver_lineage: { pipe_id: 'copy', layer: 'silver' } }]);
    await lastValueFrom(engine.close());
  });
});
