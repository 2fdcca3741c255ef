import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import { watermarks } from '../../../../lib/data/watermarks/watermarks.ts';
import { entity } from '../../../../lib/definitions/entity.ts';
import { pipe } from '../../../../lib/definitions/pipe.ts';
import { sql } from '../../../../lib/definitions/sql.ts';
import { run } from '../../../../lib/execution/run.ts';
import { endings } from '../../../execution/support/flow.ts';
import { temporaryFolders } from '../support/temporaryFolder.ts';

const folderOf = temporaryFolders();

describe('a pipe that reads what is new in files', () => {
  it('reads each file once, one that changed again, and everything where its output is gone', async () => {
    const folder = folderOf();
    const engine = duckdbEngine(':memory:', { threads: 1 });
    const put = (name: string, ...ids: readonly number[]) =>
      writeFileSync(join(folder, name), `id\n${ids.map((id) => `${id}\n`).join('')}`);
    const raw = entity('raw.ids', { files: { paths: join(folder, '*.csv') } });
    const output = entity('bronze.ids');
    const copy = pipe('copy', {
      ...{ inputs: [raw], output, incremental: true },
      run: ({ 'raw.ids': ids }) => sql`select id from ${ids}`,
    });
    const ran = async () => {
      const ends = await lastValueFrom(endings(run([copy], { engine })));
      const rows$ = engine.query(sql`select id from ${engine.read(output)} order by id`).rows();
      const rows = (await lastValueFrom(rows$.pipe(toArray()))).flat();
      return [ends['copy'], rows.map(({ id }) => id)];
    };
    put('a.csv', 1);
    put('b[1].csv', 2);
    expect(await ran()).toEqual(['succeeded', [1, 2]]);
    expect(await ran()).toEqual(['skipped: no_data', [1, 2]]);
    put('c.csv', 3);
    put('d[2].csv', 4);
    expect(await ran()).toEqual(['succeeded', [1, 2, 3, 4]]);
    put('a.csv', 5, 6);
    utimesSync(join(folder, 'a.csv'), 1, 1);
    expect(await ran()).toEqual(['succeeded', [1, 2, 3, 4, 5, 6]]);
    const mark = await lastValueFrom(watermarks(engine).get({ readerId: 'copy', entityId: raw.id }));
    expect(mark?.cursor).toMatchObject({
      kind: 'files',
      files: { [join(folder, 'a.csv')]: { modifiedAt: 1_000 } },
    });
    await lastValueFrom(engine.drop(output));
    expect(await ran()).toEqual(['succeeded', [2, 3, 4, 5, 6]]);
    await lastValueFrom(engine.close());
  });
});
