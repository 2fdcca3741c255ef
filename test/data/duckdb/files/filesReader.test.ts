import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { concat, concatMap, lastValueFrom, toArray } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../../lib/data/engine.ts';
import { BadFileError } from '../../../../lib/data/files/badFileError.ts';
import type { FileReader, FilesRequest } from '../../../../lib/data/files/fileReader.ts';
import { textFiles } from '../../../../lib/data/files/textFiles.ts';
import { localFiles } from '../../../../lib/data/storage/localFiles.ts';
import type { Frame } from '../../../../lib/definitions/frame.ts';
import { sql } from '../../../../lib/definitions/sql.ts';
import { entityOf } from '../../support/entityOf.ts';
import { connected } from '../support/connected.ts';
import { temporaryFolders } from '../support/temporaryFolder.ts';

const schema = { id: 'bigint', name: 'varchar' };
const folderOf = temporaryFolders();

let engine: Engine;
beforeAll(() => {
  engine = duckdbEngine(':memory:', { threads: 1 });
});
afterAll(() => lastValueFrom(engine.close()));

/** Puts files into a folder, and reads them. */
function reading(
  reader: FileReader | ((folder: string) => FileReader),
  content: Readonly<Record<string, string | Uint8Array>>,
  request: Partial<FilesRequest> = {},
) {
  const folder = folderOf();
  const files = Object.entries(content).map(([path, bytes]) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
    return { path, location: join(folder, path), size: bytes.length, values: {} };
  });
  const own = typeof reader === 'function' ? reader(folder) : reader;
  return own.readFiles({ files, format: { kind: 'csv' }, schema, drift: 'fail', ...request });
}

const rowsOf = async <R>(frame: Frame<R>) => (await lastValueFrom(frame.rows().pipe(toArray()))).flat();

async function faultOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BadFileError) return error.message;
  throw error ?? new Error('expected a bad file, got none');
}

const readers: readonly (readonly [string, (folder: string) => FileReader])[] = [
  ['textFiles', (folder) => textFiles(localFiles(folder))],
  ['duckdbEngine', () => engine.files as FileReader],
];

describe.each(readers)('files read by %s', (_name, reader) => {
  const fieldsOf = async (text: string, format: object = {}, width = 2) => {
    const names = Array.from({ length: width }, (_, i) => `c${i}`);
    const { rows } = reading(
      reader,
      { a: text },
      {
        format: { kind: 'csv', header: false, ...format },
        schema: Object.fromEntries(names.map((one) => [one, 'varchar'])),
      },
    );
    return (await rowsOf(rows)).map((row) => names.map((one) => row[one]));
  };

  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['"a,b","c""d"\n', [['a,b', 'c"d']]],
    ['"two\nlines",x\n', [['two\nlines', 'x']]],
    [',\n', [[null, null]]],
    ['"",a\n', [['', 'a']]],
    [
      'a,x\n\n\nb,y\n',
      [
        ['a', 'x'],
        ['b', 'y'],
      ],
    ],
    ['5" pipe,b\n', [['5" pipe', 'b']]],
    ['', []],
    ['a,', [['a', null]]],
    ['\uFEFFa,é\n', [['a', 'é']]],
  ])('%j', async (text, expected) => {
    expect(await fieldsOf(text)).toEqual(expected);
  });

  it('passes over empty lines where there is one column', async () => {
    expect(await fieldsOf('a\n\n\nb\n', {}, 1)).toEqual([['a'], ['b']]);
  });

  it('reads other delimiters, quotes and texts that stand for no value', async () => {
    const format = { delimiter: ';', quote: "'", nulls: ['NA'] };
    expect(await fieldsOf("a;'x;y';NA;'NA'\n", format, 4)).toEqual([['a', 'x;y', null, 'NA']]);
  });

  it('takes columns by their names, in the order of the schema, and what all rows of a file have', async () => {
    const folder = folderOf();
    writeFileSync(join(folder, 'a[1].csv'), 'id,name\n1,x\n2,y\n');
    writeFileSync(join(folder, 'b*.csv'), '\nname,id\nz,3\n');
    writeFileSync(join(folder, 'c.csv'), '');
    const files = ['a[1].csv', 'b*.csv', 'c.csv'].map((path, i) => ({
      ...{ path, location: join(folder, path) },
      values: { from: path, n: i === 0 ? null : BigInt(i), at: new Date(i) },
    }));
    const wanted = { ...schema, from: 'varchar', n: 'bigint', at: 'timestamp' };
    const read = reader(folder).readFiles({
      files,
      format: { kind: 'csv' },
      schema: wanted,
      drift: 'fail',
    });
    expect(
      (await rowsOf(read.rows)).map((row) => ({ ...row, n: row['n'] === null ? null : Number(row['n']) })),
    ).toEqual([
      { id: 1, name: 'x', from: 'a[1].csv', n: null, at: new Date(0) },
      { id: 2, name: 'y', from: 'a[1].csv', n: null, at: new Date(0) },
      { id: 3, name: 'z', from: 'b*.csv', n: 1, at: new Date(1) },
    ]);
    expect(await lastValueFrom(read.counts())).toEqual([
      { path: 'a[1].csv', rows: 2, rejected: 0 },
      { path: 'b*.csv', rows: 1, rejected: 0 },
      { path: 'c.csv', rows: 0, rejected: 0 },
    ]);
  });

  it.each([
    ['id,nam\n', 'a:1: nam: expected one of the columns id, name, got nam; did you mean name?'],
    ['id\n', 'a:1: name: expected a column of this name, got none'],
    ['id,name,id\n', 'a:1: id: expected each column once, got it again'],
    ['id,name\n1\n', 'a:2: expected 2 fields, got 1'],
    ['id,name\n1,x\n\n2,x,y\n', 'a:4: expected 2 fields, got 3'],
    ['id,name\n1,x\nten,x\n', 'a:3: id: expected a whole number, got "ten"'],
  ])('refuses %j', async (content, message) => {
    expect(await faultOf(rowsOf(reading(reader, { a: content }).rows))).toBe(message);
  });

  it('refuses what is no text', async () => {
    const latin = Buffer.from('id,name\n1,é\n', 'latin1');
    expect(await faultOf(rowsOf(reading(reader, { a: latin }).rows))).toBe(
      'a: expected text in utf-8, got bytes that are none',
    );
    const format = { kind: 'csv', encoding: 'windows-1252' } as const;
    expect(await rowsOf(reading(reader, { a: latin }, { format }).rows)).toEqual([{ id: 1, name: 'é' }]);
  });

  it('leaves out or keeps what the schema does not know, and leaves empty what the file has not', async () => {
    const a = 'id,extra\n1,x\n';
    expect(await rowsOf(reading(reader, { a }, { drift: 'warn' }).rows)).toEqual([{ id: 1, name: null }]);
    expect(await rowsOf(reading(reader, { a }, { drift: 'evolve' }).rows)).toEqual([
      { id: 1, name: null, extra: 'x' },
    ]);
  });

  it('reads types, and times as those of UTC', async () => {
    const types = { b: 'boolean', w: 'integer', n: 'double', d: 'date', t: 'timestamp' };
    const text =
      'b,w,n,d,t\nyes, 7 ,1e3,2024-02-29,2024-02-29T10:00:00+02:00\nfalse,-9,.5,2024-01-01,2024-01-01 10:00\n,,,,\n';
    expect(await rowsOf(reading(reader, { a: text }, { schema: types }).rows)).toEqual([
      { b: true, w: 7, n: 1000, d: new Date('2024-02-29'), t: new Date('2024-02-29T08:00:00Z') },
      { b: false, w: -9, n: 0.5, d: new Date('2024-01-01'), t: new Date('2024-01-01T10:00:00Z') },
      { b: null, w: null, n: null, d: null, t: null },
    ]);
    expect(
      await faultOf(rowsOf(reading(reader, { a: 'w\n1.5\n' }, { schema: { w: 'bigint' } }).rows)),
    ).toBe('a:2: w: expected a whole number, got "1.5"');
  });

  it('gives those that do not fit apart, with their lines', async () => {
    const a = 'id,name\n1,x\nten,y\n2\n3,"two\nlines"\n4,"z"z\n';
    const read = reading(reader, { a, b: 'id,name\n5,b\n' }, { rejects: { atMost: 3, part: 1 } });
    expect((await rowsOf(read.rows)).map(({ id }) => id)).toEqual([1, 3, 5]);
    expect(await lastValueFrom(read.counts())).toEqual([
      { path: 'a', rows: 2, rejected: 3 },
      { path: 'b', rows: 1, rejected: 0 },
    ]);
    expect(await rowsOf(read.rejected())).toEqual([
      { file: 'a', line: 3, column: 'id', reason: 'expected a whole number, got "ten"', raw: 'ten,y' },
      { file: 'a', line: 4, column: null, reason: 'expected 2 fields, got 1', raw: '2' },
      {
        file: 'a',
        line: 7,
        column: null,
        reason: expect.stringMatching(/^expected .* delimiter/),
        raw: '4,"z"z',
      },
    ]);
    const few = reading(reader, { a }, { rejects: { atMost: 1, part: 1 } });
    expect(await faultOf(rowsOf(few.rows))).toMatch(
      /^a: expected at most 1 rows that do not fit, got [23]/,
    );
  });
});

describe('the reader of duckdbEngine', () => {
  const files = (content: Readonly<Record<string, string>>, request: Partial<FilesRequest> = {}) =>
    reading(engine.files as FileReader, content, request);
  const orders = entityOf('bronze.orders', { schema });

  it('gives frames that are written and queried without their rows coming into JavaScript', async () => {
    const { rows } = files({ a: 'id,name\n1,x\n', b: 'id,name\n2,y\n' });
    const query = engine.query(sql`select count(*)::int as n from ${rows}`);
    expect(await rowsOf(query)).toEqual([{ n: 2 }]);
    const written$ = engine.write(orders, rows, { mode: 'append' }, { ensure: true });
    expect(await lastValueFrom(written$)).toMatchObject({ kind: 'written', inserted: 2 });
  });

  it('writes nothing of files of which one is bad, within a transaction too', async () => {
    const bad = files({ a: 'id,name\n7,x\n', b: 'id,name\nseven,y\n' });
    expect(
      await faultOf(lastValueFrom(engine.write(orders, bad.rows, { mode: 'append' }, { ensure: true }))),
    ).toBe('b:2: id: expected a whole number, got "seven"');
    const before = await rowsOf(engine.read(orders));
    const transaction$ = engine.transaction((inside) => {
      const reader = inside.files as FileReader;
      const good = reading(reader, { a: 'id,name\n8,x\nnine,y\n' }, { rejects: { atMost: 1, part: 1 } });
      const to = entityOf('bronze.rejects');
      return concat(
        inside.write(orders, good.rows, { mode: 'append' }),
        inside.write(to, good.rejected() as unknown as Frame, { mode: 'append' }, { ensure: true }),
        good
          .rejected()
          .rows()
          .pipe(concatMap((rows) => rows)),
      );
    });
    expect(await lastValueFrom(transaction$)).toMatchObject({ line: 3, raw: 'nine,y' });
    expect((await rowsOf(engine.read(orders))).length).toBe(before.length + 1);
    expect(await rowsOf(engine.read(entityOf('bronze.rejects')))).toHaveLength(1);
  });

  it('leaves no table behind', async () => {
    await rowsOf(files({ a: 'id,name\n1,x\n' }).rows);
    const left = engine.query(sql`select table_name from duckdb_tables() where temporary`);
    expect(await rowsOf(left)).toEqual([]);
  });

  it('reads Parquet, with columns by their names and types', async () => {
    const folder = folderOf();
    const instance = await connected();
    const put = (path: string, query: string) =>
      instance.connection.run(`copy (${query}) to '${join(folder, path)}' (format parquet)`);
    await put('a', "select 'x' as name, 1 as id");
    await put('b', "select 2.0::double as id, 'y' as name union all select 2.5, 'z'");
    await put('c', 'select 1 as id, 2 as nam');
    instance.close();
    const read = (paths: readonly string[], request: Partial<FilesRequest> = {}) =>
      (engine.files as FileReader).readFiles({
        ...{
          format: { kind: 'parquet' },
          schema: { ...schema, from: 'varchar' },
          drift: 'fail',
          ...request,
        },
        files: paths.map((path) => ({ path, location: join(folder, path), values: { from: path } })),
      });
    const some = read(['a', 'b'], { rejects: { atMost: 1, part: 1 } });
    expect(await rowsOf(some.rows)).toEqual([
      { id: 1, name: 'x', from: 'a' },
      { id: 2, name: 'y', from: 'b' },
    ]);
    expect(await rowsOf(some.rejected())).toMatchObject([
      { file: 'b', line: null, column: 'id', reason: 'expected a whole number, got 2.5' },
    ]);
    expect(await faultOf(rowsOf(read(['a', 'c']).rows))).toBe(
      'c: nam: expected one of the columns id, name, got nam; did you mean name?',
    );
    writeFileSync(join(folder, 'd'), 'no parquet');
    expect(await faultOf(rowsOf(read(['a', 'd']).rows))).toMatch(/^d: /);
    const { infer } = engine.files as FileReader;
    const sample = { path: 'a', location: join(folder, 'a'), values: {} };
    expect(await lastValueFrom(infer([sample], { kind: 'parquet' }))).toEqual({
      name: 'VARCHAR',
      id: 'INTEGER',
    });
  });

  it('tells a file that is gone', async () => {
    const gone = { path: 'gone.csv', location: '/nowhere/gone.csv', values: {} };
    const { rows } = files({}, { files: [gone] });
    await expect(rowsOf(rows)).rejects.toMatchObject({
      name: 'StorageError',
      errorClass: 'not_found',
      path: 'gone.csv',
    });
  });
});
