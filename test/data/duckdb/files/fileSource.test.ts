import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFiles } from '../../../../lib/data/duckdb/files/describeFiles.ts';
import { fileSource } from '../../../../lib/data/duckdb/files/fileSource.ts';
import { duckdbValues } from '../../../../lib/data/duckdb/values/duckdbValues.ts';
import type { Entity } from '../../../../lib/definitions/entity.ts';
import type { EntityFiles } from '../../../../lib/definitions/entityFiles.ts';
import { entityOf } from '../../support/entityOf.ts';
import { connected } from '../support/connected.ts';

let connection: DuckDBConnection;
let close: () => void;
let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  ({ connection, close } = await connected());
  folder = mkdtempSync(join(tmpdir(), "files it's "));
  writeFileSync(at('a.csv'), 'id,name\n1,Ann\n2,Bob\n');
  writeFileSync(at('b.csv'), 'name,id,age\nCat,3,9\n');
  writeFileSync(at('bare.csv'), '1|Ann\n2|Bob\n');
  writeFileSync(at('a.ndjson'), '{"id":1,"tags":["x"]}\n{"id":2,"tags":null}\n');
  writeFileSync(at('a.json'), '[{"id":1},{"id":2}]');
  await connection.run(`copy (select 1 as id, 'Ann' as name) to '${at('a.parquet').replace("'", "''")}'`);
});
afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

const people = entityOf('people');

async function rowsOf(files: EntityFiles, entity: Entity = people) {
  const result = await connection.run(`select * from ${fileSource(entity, files)}`);
  const values = duckdbValues(result);
  return (await result.fetchAllChunks()).flatMap((chunk) => values.rowsOfChunk(chunk));
}

describe('fileSource', () => {
  it('reads several files, whose columns go together by name, and tells which file', async () => {
    const rows = await rowsOf({ paths: [at('a.csv'), at('b.csv')], filename: 'from_file' });

    expect(rows).toEqual([
      { id: 1, name: 'Ann', age: null, from_file: at('a.csv') },
      { id: 2, name: 'Bob', age: null, from_file: at('a.csv') },
      { id: 3, name: 'Cat', age: 9, from_file: at('b.csv') },
    ]);
  });

  it('reads what a pattern finds', async () => {
    expect(await rowsOf({ paths: at('?.csv') })).toHaveLength(3);
  });

  it('reads columns as the types that are declared', async () => {
    const declared = entityOf('people', { schema: { id: 'string', name: 'string' } });

    expect(await rowsOf({ paths: at('a.csv') }, declared)).toEqual([
      { id: '1', name: 'Ann' },
      { id: '2', name: 'Bob' },
    ]);
    expect(await rowsOf({ paths: at('a.parquet') }, declared)).toEqual([{ id: '1', name: 'Ann' }]);
    expect(await rowsOf({ paths: at('a.json') }, entityOf('people', { schema: { id: 'string' } }))).toEqual(
      [{ id: '1' }, { id: '2' }],
    );
  });

  it('reads files without a header by the columns that are declared', async () => {
    const declared = entityOf('people', { schema: { id: 'integer', name: 'string' } });

    expect(await rowsOf({ paths: at('bare.csv'), header: false, delimiter: '|' }, declared)).toEqual([
      { id: 1, name: 'Ann' },
      { id: 2, name: 'Bob' },
    ]);
  });

  it('reads JSON and Parquet', async () => {
    expect(await rowsOf({ paths: at('a.ndjson') })).toEqual([
      { id: 1, tags: ['x'] },
      { id: 2, tags: null },
    ]);
    expect(await rowsOf({ paths: at('a.json') })).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await rowsOf({ paths: at('a.parquet') })).toEqual([{ id: 1, name: 'Ann' }]);
  });

  it('refuses names that do not tell one format', () => {
    expect(() => fileSource(people, { paths: ['a.csv', 'b.json'] })).toThrow(
      'people: expected files of one format that their names tell (csv, tsv, json, ndjson, jsonl, parquet), or the option format, got a.csv, b.json',
    );
    expect(() => fileSource(people, { paths: 'data' })).toThrow('or the option format, got data');
  });

  it('quotes what it is given', () => {
    const source = fileSource(people, {
      paths: "a'); drop table x; --.csv",
      delimiter: "'",
      filename: "f'",
    });

    expect(source).toBe(
      "read_csv(['a''); drop table x; --.csv'], union_by_name = true, delim = '''', hive_partitioning = false, filename = 'f''')",
    );
  });
});

describe('describeFiles', () => {
  it('tells the files and their columns', async () => {
    expect(await describeFiles(connection, people, { paths: [at('?.csv'), at('a.csv')] })).toEqual({
      files: [at('a.csv'), at('b.csv')],
      columns: { id: 'BIGINT', name: 'VARCHAR', age: 'BIGINT' },
    });
  });

  it('refuses a path that no file is found for, with what may be meant', async () => {
    const described = describeFiles(connection, people, { paths: [at('a.csv'), at('bar.csv')] });

    await expect(described).rejects.toMatchObject({
      name: 'EngineError',
      errorClass: 'not_found',
      entityId: 'people',
      message: `people: expected files at ${at('bar.csv')}, found none; did you mean ${at('bare.csv')}?`,
    });
    await expect(describeFiles(connection, people, { paths: '/nowhere/*.csv' })).rejects.toMatchObject({
      message: 'people: expected files at /nowhere/*.csv, found none',
    });
  });

  it('says what it needs for files that are elsewhere', async () => {
    const described = describeFiles(connection, people, { paths: 's3://bucket/a.csv' });

    await expect(described).rejects.toMatchObject({
      errorClass: 'unsupported',
      message: expect.stringContaining('needs the DuckDB extension httpfs'),
    });
  });
});
