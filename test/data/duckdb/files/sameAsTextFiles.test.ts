import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { duckdbEngine } from '../../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../../lib/data/engine.ts';
import { EngineError } from '../../../../lib/data/engineError.ts';
import { BadFileError } from '../../../../lib/data/files/badFileError.ts';
import type { FileReader, FilesRequest } from '../../../../lib/data/files/fileReader.ts';
import { textFiles } from '../../../../lib/data/files/textFiles.ts';
import { localFiles } from '../../../../lib/data/storage/localFiles.ts';
import type { CsvFormat } from '../../../../lib/definitions/fileFormat.ts';
import type { Frame } from '../../../../lib/definitions/frame.ts';
import { sql } from '../../../../lib/definitions/sql.ts';
import type { SqlQuery } from '../../../../lib/definitions/sqlValue.ts';
import { entityOf } from '../../support/entityOf.ts';
import { temporaryFolders } from '../support/temporaryFolder.ts';

const folderOf = temporaryFolders();
/** Each case writes tables. */
jest.setTimeout(120_000);

let engine: Engine;
beforeAll(() => {
  engine = duckdbEngine(':memory:', { threads: 1 });
});
afterAll(() => lastValueFrom(engine.close()));

const rowsOf = async <R>(frame: Frame<R>) => (await lastValueFrom(frame.rows().pipe(toArray()))).flat();

type Wanted = Pick<FilesRequest, 'schema' | 'rejects'> & { readonly format?: CsvFormat };

/** What becomes of files: their rows as texts of DuckDB and what does not fit, or why one is bad. */
async function outcome(reader: FileReader, files: FilesRequest['files'], wanted: Wanted) {
  const { schema, rejects, format = { kind: 'csv' } } = wanted;
  const read = reader.readFiles({ files, format, schema, drift: 'fail', rejects });
  const columns = Object.keys(schema);
  // Texts, as not all that DuckDB tells apart is told apart by values of JavaScript.
  const texts = columns.map((name) => `"${name}"::varchar as "${name}"`).join(', ');
  const from = (frame: Frame): SqlQuery => ({
    ...sql``,
    strings: [`select ${texts} from `, ''],
    values: [frame],
  });
  try {
    if (reader === engine.files) {
      const both = rejects
        ? sql`select 'row' as part, * from ${from(read.rows)} union all by name select 'rejected' as part, * from ${read.rejected() as unknown as Frame}`
        : sql`select 'row' as part, * from ${from(read.rows)}`;
      const all = await rowsOf(engine.query(both));
      const only = (wanted: string, names: readonly string[]) =>
        all
          .filter(({ part }) => part === wanted)
          .map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
      const rejected = only('rejected', ['file', 'line', 'column', 'reason', 'raw']);
      return { rows: only('row', columns), rejected, counts: await lastValueFrom(read.counts()) };
    }
    const id = `bronze.${Object.entries(schema).flat().join('_').replace('[]', 'list').toLowerCase().replace(/\W/g, '')}`;
    const to = entityOf(id, { schema });
    await lastValueFrom(engine.write(to, read.rows, { mode: 'overwrite' }, { ensure: true }));
    const rows = await rowsOf(engine.query(from(engine.read(to))));
    const rejected = rejects ? await rowsOf(read.rejected()) : [];
    return { rows, rejected, counts: await lastValueFrom(read.counts()) };
  } catch (error) {
    if (error instanceof BadFileError) return { bad: error.message };
    if (error instanceof EngineError && error.errorClass === 'schema_mismatch') return { unfit: true };
    throw error;
  }
}

async function expectSame(contents: readonly string[], wanted: Wanted): Promise<void> {
  const folder = folderOf();
  const files = contents.map((content, i) => {
    const path = `f${String(i).padStart(4, '0')}`;
    writeFileSync(join(folder, path), content);
    return { path, location: join(folder, path), size: Buffer.byteLength(content), values: {} };
  });
  const expected = await outcome(textFiles(localFiles(folder)), files, wanted);
  const own = engine.files as FileReader;
  expect(await outcome(own, files, wanted)).toEqual(expected);
  // Without a size, they are read like big ones.
  const big = files.map(({ size: _, ...file }) => file);
  expect(await outcome(own, big, wanted)).toEqual(expected);
}

/** Values of each type: those that fit, those at the border of what fits, and those that nearly do. */
const values: Readonly<Record<string, readonly string[]>> = {
  varchar: ['a', 'é', ' x ', "it's", '5" pipe', 'NULL', '0'],
  TINYINT: ['0', '127', '-128', '128', '-129', '1.5', '1e1', '1_0', '0x1F', ' 7 ', '+7', '007', 't', '１'],
  SMALLINT: ['32767', '-32768', '32768', '1.0'],
  INTEGER: ['2147483647', '2147483648', '-2147483648', '1e3'],
  BIGINT: ['9007199254740993', '9223372036854775807', '9223372036854775808', '-9223372036854775809', '1.'],
  HUGEINT: ['170141183460469231731687303715884105727', '170141183460469231731687303715884105728'],
  UTINYINT: ['0', '255', '256', '-1', '-0'],
  USMALLINT: ['65535', '65536'],
  UINTEGER: ['4294967295', '4294967296'],
  UBIGINT: ['18446744073709551615', '18446744073709551616'],
  'DECIMAL(5,2)': [
    '1.25',
    '1.255',
    '-1.255',
    '999.99',
    '999.995',
    '1000',
    '1e2',
    '.5',
    '5.',
    '1,5',
    '-0',
    '1e-9',
  ],
  'DECIMAL(38,10)': ['12345678901234567890.1234567891', '0.1', '1e27', '1e28'],
  DOUBLE: [
    '0.1',
    '1e308',
    '1e309',
    '-0',
    '.5',
    '5.',
    'NaN',
    'inf',
    'Infinity',
    '1_000',
    '0x10',
    '4.9e-324',
    '1d',
  ],
  FLOAT: ['0.1', '3.4e38', '3.5e38', '16777217'],
  BOOLEAN: ['true', 'FALSE', 't', 'f', 'yes', 'no', '1', '0', '2', 'on', 'y', ' true'],
  DATE: [
    '2024-02-29',
    '2023-02-29',
    '2024-1-5',
    '0001-01-01',
    '9999-12-31',
    '2024-13-01',
    'infinity',
    '2024-01-01 ',
    '2024/01/01',
    '0000-01-01',
    '2024-01-01T00:00:00Z',
  ],
  TIMESTAMP: [
    '2024-02-29T10:00:00+02:00',
    '2024-02-29 10:00',
    '2024-02-29T10:00:00.123456Z',
    '2024-02-30T10:00:00',
    '2024-01-01',
    '2024-01-01T24:00:00Z',
    '2024-01-01T10:00:60Z',
    '2024-01-01 10:00:00 UTC',
    '2024-01-01T10:00:00+0230',
    'epoch',
    '2024-01-01T10:00:00.1234567',
    '2024-01-01T10',
  ],
  'TIMESTAMP WITH TIME ZONE': [
    '2024-02-29T10:00:00-14:00',
    '2024-02-29 10:00:00.5',
    '2024-02-29T10:00:00+15:00',
    '1969-12-31T23:59:59.999999Z',
  ],
  TIMESTAMP_S: ['2024-01-01T10:00:00Z', '2024-01-01T10:00:00.5Z'],
  TIMESTAMP_NS: ['2024-01-01T10:00:00Z', '2263-01-01', '1600-01-01'],
  TIME: ['10:00', '23:59:59.123456', '24:00:00', '10:60', '1:00', '10:00:00+02'],
  UUID: [
    '123e4567-e89b-12d3-a456-426614174000',
    '123E4567-E89B-12D3-A456-426614174000',
    '{123e4567-e89b-12d3-a456-426614174000}',
    '123e4567e89b12d3a456426614174000',
  ],
  BLOB: ['abc', '\\xFF\\x00', '\\xF', 'é', '\\\\'],
  JSON: ['1', '[]', 'null', 'nul', 'NaN', '{a:1}'],
  'INTEGER[]': ['[]', '[1]', '[1.5]', '1', 'null', '[null]'],
};

const types = Object.keys(values);
const fieldOf = (type: string) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...(values[type] ?? [])) },
    { weight: 2, arbitrary: fc.constantFrom('', '""', ' ') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
  );
const written = (text: string, way: number): string =>
  (way > 2 && /^[^"\r\n,]*$/.test(text)) || text === '""'
    ? text
    : way === 0
      ? text
      : `"${text.replaceAll('"', '""')}"`;

/** Lines that are odd in one way or another. */
/** Quotes that open and do not close make a file bad. */
const openLines = ['"', '"x'];
const oddLines = [
  '',
  ' ',
  ',',
  'x"',
  '"x"y,1',
  ' "x",1',
  '"x" ,1',
  '1,2,',
  '1,2,3',
  '1',
  '"1","2",',
  '"a\nb",1',
  '"a\r\nb",1',
  '\t',
  '#,1',
  '\\"a",1',
  '"a\\"b",1',
  '""""',
  '"",""',
  '"",',
  ',""',
  '\u0000,1',
  '\uFEFF1,2',
];

describe('CSV files', () => {
  it.each(types)('with a column of the type %s become the same', async (type) => {
    const schema = { n: 'varchar', v: type };
    const all = [...(values[type] ?? []), '', ' ', 'x', '-', '"'];
    const lines = all.map((text, i) => `${i},${written(text, 9)}`);
    const wanted = { schema, rejects: { atMost: 1_000, part: 1 } };
    const alone = lines.map((line) => `n,v\n${line}\n`);
    await expectSame([`n,v\n${lines.join('\n')}\n`, ...alone], wanted);
    await expectSame([`n,v\n${lines.join('\n')}\n`], { schema });
  });

  it('with odd lines become the same', async () => {
    const schema = { n: 'varchar', v: 'varchar' };
    const wanted = { schema, rejects: { atMost: 9, part: 1 } };
    for (const end of ['\n', '\r\n', '\r']) {
      const having = (odd: string) => ['n,v', '1,a', odd, '2,b', ''].join(end);
      await expectSame(oddLines.map(having), wanted);
      for (const odd of openLines) await expectSame([having(odd)], wanted);
    }
  });

  it('become the same, whatever they are like', async () => {
    const file = fc.tuple(fc.constantFrom(...types), fc.constantFrom(...types)).chain(([one, other]) =>
      fc.record({
        types: fc.constant([one, other]),
        lines: fc.array(
          fc.oneof(
            {
              weight: 9,
              arbitrary: fc
                .tuple(fieldOf(one), fieldOf(other), fc.nat(9), fc.nat(9))
                .map(([a, b, first, second]) => `${written(a, first)},${written(b, second)}`),
            },
            { weight: 1, arbitrary: fc.constantFrom(...oddLines, ...openLines) },
          ),
          { maxLength: 6 },
        ),
        end: fc.constantFrom('\n', '\r\n', '\r'),
        bom: fc.boolean(),
        last: fc.boolean(),
        rejects: fc.constantFrom(undefined, { atMost: 1, part: 1 }, { atMost: 99, part: 1 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(file, async ({ types: [a = '', b = ''], lines, end, bom, last, rejects }) => {
        const text = `${bom ? '\uFEFF' : ''}${['a,b', ...lines].join(end)}${last ? end : ''}`;
        await expectSame([text], { schema: { a, b }, rejects });
      }),
      { numRuns: Number(process.env['RUNS'] ?? 40) },
    );
  });
});
