import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExportFileOptions, exportFile } from '../../../../lib/data/duckdb/files/exportFile.ts';
import { quotedText } from '../../../../lib/data/duckdb/tables/quoted.ts';
import { connected } from '../support/connected.ts';

let connection: DuckDBConnection;
let close: () => void;
let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  ({ connection, close } = await connected());
  folder = mkdtempSync(join(tmpdir(), "exports it's "));
});
afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

const query = "select range as id, if(range = 1, 'a,b', 'c') as name from range(3) -- all";

const exported = (text: string, path: string, options?: ExportFileOptions) =>
  exportFile({ run: (statement) => connection.run(statement) }, { text }, path, options);

describe('exportFile', () => {
  it('writes CSV and JSON lines, and tells how many rows', async () => {
    expect(await exported(query, at('a.csv'))).toBe(3);
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('id,name\n0,c\n1,"a,b"\n2,c\n');

    await exported(query, at('a.txt'), { format: 'csv', delimiter: '|' });
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('id|name\n0|c\n1|a,b\n2|c\n');

    await exported(query, at('a.ndjson'));
    expect(readFileSync(at('a.ndjson'), 'utf8').split('\n')[1]).toBe('{"id":1,"name":"a,b"}');
  });

  it.each(['none', 'gzip', 'snappy', 'zstd'] as const)(
    'writes Parquet, packed with %s',
    async (compression) => {
      const path = at(`deep/${compression}.parquet`);
      await exported(query, path, { compression });

      const read = await connection.runAndReadAll(`select count(*), max(id) from ${quotedText(path)}`);
      expect(read.getRows()).toEqual([[3n, 2n]]);
    },
  );

  it('divides rows by partitions, and puts a folder in place of one that was there', async () => {
    await exported(query, at('parts'), { format: 'parquet', partitions: ['name'] });
    await exported('select 1 as id, 5 as name', at('parts'), {
      format: 'parquet',
      partitions: ['name'],
    });

    expect(readdirSync(at('parts'))).toEqual(['name=5']);
  });

  it('leaves what was there as it is, and nothing else, when it fails', async () => {
    writeFileSync(at('kept.csv'), 'old');
    const failing = "select error('lost') from range(10)";

    await expect(exported(failing, at('kept.csv'))).rejects.toMatchObject({
      name: 'EngineError',
      message: expect.stringContaining('lost'),
    });
    expect(readFileSync(at('kept.csv'), 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('refuses a path that tells no format', async () => {
    await expect(exported(query, at('a.xlsx'))).rejects.toMatchObject({
      errorClass: 'invalid',
      message: `expected a path that ends in .csv, .ndjson, .jsonl or .parquet, or the option format, got ${at('a.xlsx')}`,
    });
  });
});
