import { describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import type { Engine } from '../../../lib/data/engine.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { ingestion } from '../../../lib/definitions/ingestion.ts';
import { ingest } from '../../../lib/execution/ingestion/ingest.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';
import { now } from '../../data/support/now.ts';
import { csv, idsIn, rowsIn, taken } from './support/taken.ts';

const orders = entity('bronze.orders', {
  schema: { id: 'varchar', amount: 'double', region: 'varchar', day: 'date' },
});
const meant = { path: 'in', pattern: 'orders_{region}_{day}.csv', to: orders } as const;
const files = ingestion('orders_files', meant);
const [first, second, third] = [1, 2, 3].map((day) => `in/orders_n_2024-05-0${day}.csv`) as [
  string,
  string,
  string,
];

const rejects = entity('bronze.orders__rejects');
const ledger = (engine: Engine) => now(engine.notes('files:orders_files'))[0];

describe('ingest', () => {
  it('makes rows of files, with what their paths say, typed as the entity wants', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ 'in/orders_north_2024-05-01.csv': csv('a', 'b'), 'in/other.csv': 'x' });
    expect(taken([files], { engine, storage })).toMatchObject({
      status: 'succeeded',
      rows: 2,
      entries: [{ entryId: 'orders_files', found: 1, ingested: 1, rows: 2, left: 0 }],
    });
    expect(rowsIn(engine, orders)).toEqual([
      { id: 'a', amount: 1.5, region: 'north', day: new Date('2024-05-01') },
      { id: 'b', amount: 1.5, region: 'north', day: new Date('2024-05-01') },
    ]);
    expect(now(engine.history())[0]).toMatchObject([{ by: { pipeId: 'orders_files' }, rowsWritten: 2 }]);
  });

  it('takes in each file once, by path and checksum', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ [first]: csv('a') });
    taken([files], { engine, storage });
    storage.put(first, csv('a'));
    storage.put(second, csv('b'));
    expect(taken([files], { engine, storage }).entries).toMatchObject([
      { found: 2, known: 1, ingested: 1 },
    ]);
    expect(idsIn(engine, orders)).toEqual(['a', 'b']);
    expect(ledger(engine)?.get(first)).toMatchObject({ rows: 1, rejected: 0, size: 16 });
  });

  it('does not read what is as it was', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ [first]: csv('a') });
    taken([files], { engine, storage });
    const read: string[] = [];
    const watched = {
      ...storage,
      read: (...args: Parameters<typeof storage.read>) => {
        read.push(args[0]);
        return storage.read(...args);
      },
    };
    expect(taken([files], { engine, storage: watched }).entries).toMatchObject([{ known: 1 }]);
    expect(read).toEqual([]);
  });

  it.each([
    ['ingest', ['a', 'b'], { ingested: 1, failed: 0 }],
    ['refuse', ['a'], { ingested: 0, failed: 1 }],
  ] as const)('takes another content under a known path as it is told: %s', (onChanged, ids, entry) => {
    const engine = memoryEngine();
    const storage = memoryStorage({ [first]: csv('a') });
    const one = ingestion('orders_files', { ...meant, onChanged });
    taken([one], { engine, storage });
    storage.put(first, `${csv('b')}\n`);
    expect(taken([one], { engine, storage }).entries).toMatchObject([entry]);
    expect(idsIn(engine, orders)).toEqual(ids);
  });

  it.each([
    ['ingest', ['a', 'a', 'a', 'a'], 4],
    ['skip', ['a'], 1],
  ] as const)('takes a known content under another path as it is told: %s', (onCopy, ids, ingested) => {
    const engine = memoryEngine();
    const storage = memoryStorage({ [first]: csv('a'), [second]: csv('a') });
    const one = ingestion('orders_files', { ...meant, onCopy, after: { move: 'done' } });
    const before = taken([one], { engine, storage }).entries[0]?.ingested ?? 0;
    storage.put(third, csv('a'));
    storage.put('in/orders_s_2024-05-01.csv', csv('a'));
    const after = taken([one], { engine, storage }).entries[0]?.ingested ?? 0;
    expect(before + after).toBe(ingested);
    expect(idsIn(engine, orders)).toEqual(ids);
    expect(storage.paths().every((path) => path.startsWith('done/'))).toBe(true);
  });

  it('moves files, and never over another content', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ 'in/orders_n_2024-05-01.csv': csv('a') });
    const one = ingestion('orders_files', { ...meant, after: { move: 'in/done' } });
    taken([one], { engine, storage });
    storage.put(first, csv('b'));
    taken([one], { engine, storage });
    expect(storage.paths()).toEqual([
      expect.stringMatching(/^in\/done\/orders_n_2024-05-01\.[0-9a-f]{12}\.csv$/),
      'in/done/orders_n_2024-05-01.csv',
    ]);
    expect(storage.text('in/done/orders_n_2024-05-01.csv')).toBe(csv('a'));
  });

  it('removes files', () => {
    const storage = memoryStorage({ [first]: csv('a'), 'in/other.csv': '' });
    taken([ingestion('orders_files', { ...meant, after: 'delete' })], { engine: memoryEngine(), storage });
    expect(storage.paths()).toEqual(['in/other.csv']);
  });

  it('puts bad files away with the reason, and takes in the others of the batch', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({
      [first]: csv('a'),
      [second]: 'id,amount\nb,1\nc,much\n',
      [third]: 'id,amuont\nd,1\n',
      'in/orders_n_tomorrow.csv': csv('e'),
      'in/orders_z_2024-05-01.csv': csv('f'),
    });
    expect(taken([files], { engine, storage })).toMatchObject({
      status: 'succeeded',
      entries: [{ found: 5, ingested: 2, failed: 3, rows: 2 }],
    });
    expect(idsIn(engine, orders)).toEqual(['a', 'f']);
    const reasonOf = (name: string) =>
      JSON.parse(storage.text(`_quarantine/orders_files/${name}.csv.reason.json`) ?? 'null') as unknown;
    expect(reasonOf('orders_n_2024-05-02')).toMatchObject({
      ...{ file: second, ingestion: 'orders_files', line: 3, column: 'amount' },
      reason: 'expected a number, got "much"',
    });
    expect(reasonOf('orders_n_2024-05-03')).toMatchObject({ line: 1, column: 'amuont' });
    expect(reasonOf('orders_n_tomorrow')).toMatchObject({
      ...{ line: null, column: 'day' },
      reason: 'in its path, expected a date such as 2024-12-31, got "tomorrow"',
    });
    expect(storage.text('_quarantine/orders_files/orders_n_2024-05-02.csv')).toContain('c,much');
  });

  it('stops at a bad file where it is told to', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ [first]: csv('a'), [second]: 'nothing', [third]: csv('c') });
    const one = ingestion('orders_files', { ...meant, onBadFile: 'stop', quarantine: false });
    const result = taken([one], { engine, storage });
    expect(result).toMatchObject({
      status: 'failed',
      entries: [{ status: 'stopped', ingested: 1, failed: 1, left: 1 }],
    });
    expect(result.entries[0]?.error).toMatchObject({ name: 'BadFileError', path: second });
    expect(storage.paths()).toEqual([first, second, third]);
    expect(idsIn(engine, orders)).toEqual(['a']);
  });

  it('puts rows aside that do not fit, with where they were', () => {
    const engine = memoryEngine();
    const storage = memoryStorage({ [first]: 'id,amount\na,1\nb,much\nc\n"d"x,1\ne,5\n' });
    const result = taken([ingestion('orders_files', { ...meant, onBadRows: 'reject' })], {
      engine,
      storage,
    });
    expect(result.entries).toMatchObject([{ rows: 2, rejected: 3 }]);
    expect(idsIn(engine, orders)).toEqual(['a', 'e']);
    expect(rowsIn(engine, rejects)).toEqual([
      {
        ingestion: 'orders_files',
        file: first,
        line: 3,
        column: 'amount',
        reason: 'expected a number, got "much"',
        raw: 'b,much',
      },
      {
        ingestion: 'orders_files',
        file: first,
        line: 4,
        column: null,
        reason: 'expected 2 fields, got 1',
        raw: 'c',
      },
      {
        ingestion: 'orders_files',
        file: first,
        line: 5,
        column: null,
        reason: expect.stringContaining('after the quoted field 1'),
        raw: '"d"x,1',
      },
    ]);
  });

  it.each([
    [
      { atMost: 1 },
      'expected at most 1 rows that do not fit, got 2 or more, such as line 2: expected a number, got "x"',
    ],
    [
      { part: 0.4 },
      'expected at most a part of 0.4 of the rows not to fit, got 2 of 4, such as line 2: expected a number, got "x"',
    ],
  ])('calls a file bad with more rows that do not fit than %p', (onBadRows, reason) => {
    const engine = memoryEngine();
    const storage = memoryStorage({ [first]: 'id,amount\na,x\nb,y\nc,1\nd,2\n' });
    const one = ingestion('orders_files', { ...meant, onBadRows, quarantine: 'bad' });
    expect(taken([one], { engine, storage }).entries).toMatchObject([{ failed: 1, rows: 0 }]);
    expect(storage.text('bad/orders_n_2024-05-01.csv.reason.json')).toContain(JSON.stringify(reason));
    expect(now(engine.versions([rejects.id]))[0]?.size).toBe(0);
  });

  it('lets a codec have the last word on rows', () => {
    const schema = t.type({ id: t.string, amount: t.union([t.number, t.null]) });
    const to = entity('bronze.checked', { schema });
    const engine = memoryEngine();
    const storage = memoryStorage({ 'a.jsonl': '{"id":"a","amount":1}\n{"amount":2}\n{"id":"c"}\n' });
    taken([ingestion('checked', { pattern: '*.jsonl', to, onBadRows: 'reject' })], { engine, storage });
    expect(rowsIn(engine, to)).toEqual([
      { id: 'a', amount: 1 },
      { id: 'c', amount: null },
    ]);
    expect(rowsIn(engine, entity('bronze.checked__rejects'))).toMatchObject([
      { line: 2, reason: 'id: expected string, got null' },
    ]);
  });

  it('finds out the columns where nobody declares them, and keeps to them', () => {
    const to = entity('bronze.found');
    const engine = memoryEngine();
    const storage = memoryStorage({
      'a.csv': 'zip,n,price,at,ok,note\n01234,5,2.5,2024-05-01 10:00,true,\n',
    });
    const one = ingestion('found', { pattern: '{name}.csv', to, values: { source: 'shop' } });
    taken([one], { engine, storage });
    expect(now(engine.schema(to))[0]).toEqual({
      ...{ zip: 'varchar', n: 'bigint', price: 'double', at: 'timestamp', ok: 'boolean', note: 'varchar' },
      ...{ source: 'varchar', name: 'varchar' },
    });
    storage.put('b.csv', 'zip,n,price,at,ok,note\n5,1.5,1,2024-05-01,false,x\n');
    expect(taken([one], { engine, storage }).entries).toMatchObject([{ ingested: 0, failed: 1 }]);
    expect(rowsIn(engine, to)).toMatchObject([{ zip: '01234', n: 5, source: 'shop', name: 'a' }]);
  });

  it('merges where the entity has keys, in the order of paths, also a key that comes in several files', () => {
    const to = entity('silver.orders', { schema: { id: 'varchar', amount: 'double' }, keys: ['id'] });
    const engine = memoryEngine();
    const storage = memoryStorage({
      '1.csv': 'id,amount\na,1\nb,1\n',
      '2.csv': 'id,amount\na,2\n',
      '3.csv': 'amount,id\n3,a\n',
    });
    expect(
      taken([ingestion('merged', { pattern: '*.csv', to })], { engine, storage }).entries,
    ).toMatchObject([{ ingested: 3, failed: 0 }]);
    expect(rowsIn(engine, to)).toEqual([
      { id: 'a', amount: 3 },
      { id: 'b', amount: 1 },
    ]);
  });

  it('leaves the others alone when an ingestion fails for another reason than its files', () => {
    const other = entity('bronze.other', { schema: { id: 'varchar', amount: 'double' } });
    const engine = memoryEngine();
    const storage = memoryStorage({ [first]: csv('a'), 'other/x.csv': csv('b') });
    const broken = {
      ...storage,
      list: (path: string) => {
        if (path === 'in') throw new Error('the disk is gone');
        return storage.list(path);
      },
    };
    const result = taken([files, ingestion('others', { path: 'other', pattern: '*.csv', to: other })], {
      engine,
      storage: broken,
    });
    expect(result.entries.map(({ entryId, status }) => [entryId, status])).toEqual([
      ['orders_files', 'failed'],
      ['others', 'succeeded'],
    ]);
    expect(idsIn(engine, other)).toEqual(['b']);
  });

  it('refuses what cannot be, all of it at once', () => {
    const engine = memoryEngine();
    const storage = memoryStorage();
    const parquet = ingestion('p', { pattern: '*.parquet', to: orders });
    expect(() => ingest([files, files], { engine, storge: storage, eachFile: -1 } as never)).toThrow(
      'ingest options: 4 things are wrong\n' +
        '  orders_files: named twice in ingestions\n' +
        '  storage: expected a storage, got nothing\n' +
        '  storge: expected one of the options engine, storage, signals, reader, discover, lineage, concurrency, filesAtOnce, maxAttempts, backoff, eachFile, scheduler; did you mean "storage"?\n' +
        '  eachFile: expected a whole number from 0, got -1',
    );
    expect(() => ingest([parquet], { engine, storage })).toThrow(
      'p: expected an engine that reads parquet, or a reader, got memory',
    );
  });
});

describe('signals of ingest', () => {
  const told = (count: number, eachFile: number) => {
    const signals = new Signals();
    const names: string[] = [];
    const last: Record<string, unknown> = {};
    signals.of('file_ingestion.*').subscribe(({ name, payload }) => {
      names.push(name.slice('file_ingestion.'.length));
      last[name.slice('file_ingestion.'.length)] = payload;
    });
    const storage = memoryStorage();
    for (let i = 0; i < count; i++) storage.put(`in/orders_${i}_2024-05-01.csv`, csv(`${i}`));
    storage.put('in/orders_x_2024-05-02.csv', 'broken');
    const one = ingestion('orders_files', { ...meant, after: { move: 'done' }, onBadFile: 'goOn' });
    taken([one], { engine: memoryEngine(), storage, signals, eachFile });
    return { names, last };
  };

  it('tell each file', () => {
    const { names, last } = told(1, 100);
    expect(names).toEqual([
      ...['before_process', 'batch_built', 'before_file', 'before_file'],
      ...['batch_written', 'after_file', 'file_moved', 'file_failed', 'after_process'],
    ]);
    expect(last['before_process']).toMatchObject({
      path: 'in',
      pattern: 'orders_{region}_{day}.csv',
      fileCount: 2,
    });
    expect(last['after_file']).toMatchObject({
      filename: 'orders_0_2024-05-01.csv',
      entryId: 'orders_files',
      destEntity: 'bronze.orders',
      rowsProcessed: 1,
    });
    expect(last['file_failed']).toMatchObject({
      line: 1,
      column: 'broken',
      quarantinePath: '_quarantine/orders_files/orders_x_2024-05-02.csv',
    });
    expect(last['after_process']).toMatchObject({
      totalFiles: 2,
      successFiles: 1,
      failedFiles: 1,
      totalRows: 1,
    });
  });

  it('sum up where there are many, save for failures', () => {
    const { names, last } = told(20, 10);
    expect(new Set(names)).toEqual(
      new Set(['before_process', 'batch_built', 'batch_written', 'file_failed', 'after_process']),
    );
    expect(last['batch_written']).toMatchObject({ processedFiles: 20, totalFiles: 21 });
  });
});
