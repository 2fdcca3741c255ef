import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { BadFileError } from '../../../lib/data/files/badFileError.ts';
import type { FilesRequest } from '../../../lib/data/files/fileReader.ts';
import { textFiles } from '../../../lib/data/files/textFiles.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';
import { failureOf } from '../../support/failureOf.ts';
import { now } from '../support/now.ts';

const schema = { id: 'bigint', name: 'varchar' };

function reading(
  content: Readonly<Record<string, string | Uint8Array>>,
  request: Partial<FilesRequest> = {},
) {
  const storage = memoryStorage();
  for (const [path, bytes] of Object.entries(content)) storage.put(path, bytes);
  const files = storage.paths().map((path) => ({ path, location: undefined, values: {} }));
  return textFiles(storage).readFiles({
    files,
    format: { kind: 'csv' },
    schema,
    drift: 'fail',
    ...request,
  });
}
const rowsOf = (...given: Parameters<typeof reading>) => now(reading(...given).rows.rows()).flat();
const faultOf = (...given: Parameters<typeof reading>) => {
  const error = failureOf(() => rowsOf(...given));
  if (!(error instanceof BadFileError)) throw error;
  return error.message;
};

describe('textFiles', () => {
  it('reads files one after the other, in batches across them, each with its values', () => {
    const storage = memoryStorage({ a: 'id,name\n1,x\n2,y\n', b: 'name,id\nz,3\n', c: '' });
    const files = ['a', 'b'].map((path) => ({ path, location: undefined, values: { from: path } }));
    const request = {
      files,
      format: { kind: 'csv' },
      schema: { ...schema, from: 'varchar' },
      drift: 'fail',
    } as const;
    const read = textFiles(storage).readFiles(request);
    expect(now(read.rows.rows({ batchSize: 2 }))).toEqual([
      [
        { id: 1, name: 'x', from: 'a' },
        { id: 2, name: 'y', from: 'a' },
      ],
      [{ id: 3, name: 'z', from: 'b' }],
    ]);
    expect(now(read.counts())).toEqual([
      [
        { path: 'a', rows: 2, rejected: 0 },
        { path: 'b', rows: 1, rejected: 0 },
      ],
    ]);
    expect(now(read.rows.columns())).toEqual([{ ...schema, from: 'varchar' }]);
  });

  it('gives a batch each time it is asked for one, and ends when there is none', () => {
    const demand = new Subject<void>();
    const seen: unknown[] = [];
    reading({ a: 'id,name\n1,x\n2,y\n' })
      .rows.rows({ batchSize: 1, demand })
      .subscribe({ next: ([row]) => seen.push(row?.['id']), complete: () => seen.push('end') });
    expect(seen).toEqual([]);
    for (let i = 0; i < 3; i++) demand.next();
    expect(seen).toEqual([1, 2, 'end']);
  });

  it('reads what is empty, and what has a mark of its encoding', () => {
    expect(rowsOf({ a: '' })).toEqual([]);
    expect(rowsOf({ a: 'id,name\n' })).toEqual([]);
    expect(rowsOf({ a: '\uFEFFid,name\r\n1,é\r\n' })).toEqual([{ id: 1, name: 'é' }]);
    const latin = Buffer.from('id,name\n1,é\n', 'latin1');
    expect(rowsOf({ a: latin }, { format: { kind: 'csv', encoding: 'windows-1252' } })).toEqual([
      { id: 1, name: 'é' },
    ]);
    expect(faultOf({ a: latin })).toBe('a: expected text in utf-8, got bytes that are none');
  });

  it('takes columns in the order of the schema where the file does not name them', () => {
    expect(rowsOf({ a: '1,x\n' }, { format: { kind: 'csv', header: false } })).toEqual([
      { id: 1, name: 'x' },
    ]);
  });

  it.each([
    ['fail', 'id,nam\n', 'a:1: nam: expected one of the columns id, name, got nam; did you mean name?'],
    ['fail', 'id\n', 'a:1: name: expected a column of this name, got none'],
    ['fail', 'id,name,id\n', 'a:1: id: expected each column once, got it again'],
    ['fail', 'id,name\n1\n', 'a:2: expected 2 fields, got 1'],
    [
      'fail',
      'id,name\n1,"x\n',
      'a:2: field 2: expected the end of a quoted field, got the end of the file',
    ],
  ] as const)('with drift %s refuses %j', (drift, content, message) => {
    expect(faultOf({ a: content }, { drift })).toBe(message);
  });

  it('leaves out or keeps what the schema does not know, and leaves empty what the file has not', () => {
    const a = 'id,extra\n1,x\n';
    expect(rowsOf({ a }, { drift: 'warn' })).toEqual([{ id: 1, name: null }]);
    expect(rowsOf({ a }, { drift: 'evolve' })).toEqual([{ id: 1, name: null, extra: 'x' }]);
    const json = { format: { kind: 'jsonLines' } } as const;
    const line = '{"id":1,"extra":[2]}';
    expect(rowsOf({ a: line }, { drift: 'warn', ...json })).toEqual([{ id: 1, name: null }]);
    expect(rowsOf({ a: line }, { drift: 'evolve', ...json })).toEqual([{ id: 1, name: null, extra: [2] }]);
    expect(faultOf({ a: line }, json)).toBe('a:1: extra: expected one of the columns id, name, got extra');
  });

  it('gives those that do not fit apart', () => {
    const rejects = { atMost: 2, part: 1 };
    const read = reading(
      { a: '[{"id":1},\n{"id":"x"},\n7]', b: '[]' },
      { rejects, format: { kind: 'json' } },
    );
    expect(now(read.rows.rows())).toEqual([[{ id: 1, name: null }]]);
    expect(now(read.rejected().rows())).toEqual([
      [
        { file: 'a', line: 2, column: 'id', reason: 'expected a whole number, got "x"', raw: '{"id":"x"}' },
        { file: 'a', line: 3, column: null, reason: 'expected an object, got 7', raw: '7' },
      ],
    ]);
  });

  it('finds out columns from a sample', () => {
    const storage = memoryStorage({
      a: 'id,name\n',
      b: 'id,name\n1,x\n,y\n',
      c: '{"n":1,"o":{}}\n{"n":1.5,"t":"5"}\n',
    });
    const file = (path: string) => ({ path, location: undefined, values: {} });
    const { infer } = textFiles(storage);
    expect(now(infer([file('a'), file('b')], { kind: 'csv' }))).toEqual([
      { id: 'bigint', name: 'varchar' },
    ]);
    expect(now(infer([file('b')], { kind: 'csv', header: false }))).toEqual([
      { column1: 'varchar', column2: 'varchar' },
    ]);
    expect(now(infer([file('c')], { kind: 'jsonLines' }))).toEqual([
      { n: 'double', o: 'json', t: 'varchar' },
    ]);
  });
});
