import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { csvField } from '../../../../lib/data/duckdb/files/csvField.ts';
import { csvSurvey } from '../../../../lib/data/duckdb/files/csvSurvey.ts';
import { connected } from '../support/connected.ts';
import { temporaryFolders } from '../support/temporaryFolder.ts';

const folderOf = temporaryFolders();

describe('csvSurvey', () => {
  const wayOf = async (content: string | Uint8Array, format: object = {}) => {
    const path = join(folderOf(), 'a');
    writeFileSync(path, content);
    const { way, hasLineEnds } = await csvSurvey(path, { kind: 'csv', ...format });
    return hasLineEnds ? `${way}, with line ends` : way;
  };

  it.each([
    ['a,b\n1,2\n', 'padded'],
    ['a,b\r\n1,\r\n', 'padded'],
    ['a,b\n"1","x ""y"""\n', 'padded'],
    ['a,b\n"1","x\ny"\n', 'padded, with line ends'],
    ['a,b\n"1",""\n', 'strict'],
    ['a,b\n"",\n', 'text'],
    ['a,b\n"1,2\n', 'text, with line ends'],
    ['a,b\n1,2\r\n', 'text'],
    ['a,b\r1,2\r', 'text'],
    ['a,b\n "x",2\n', 'text'],
    ['a,b\n"x" ,2\n', 'text'],
    ['a,b\n5" pipe,2\n', 'text'],
    ['a,b\n\0,2\n', 'text'],
    [Buffer.from('a,b\né,2\n', 'latin1'), 'text'],
  ])('of %j says %s', async (content, way) => {
    expect(await wayOf(content)).toBe(way);
  });

  it('sees quotes that close in another piece', async () => {
    const long = `${'some text\n'.repeat(150_000)}`;
    expect(await wayOf(`a,b\n"${long}",2\n`)).toBe('padded, with line ends');
    expect(await wayOf(`a,b\n"${long}"x,2\n`)).toBe('text, with line ends');
    expect(await wayOf(`a,b\n${'x'.repeat(2 ** 20)},2\n`)).toBe('text');
  });

  it('knows the texts that stand for no value', async () => {
    expect(await wayOf('a,b\n"NA",2\n', { nulls: ['NA'] })).toBe('text');
    expect(await wayOf('a;b\nNA;2\n', { nulls: ['NA'], delimiter: ';' })).toBe('padded');
  });
});

/** What is usual must not be read one by one in JavaScript. */
const usual: Readonly<Record<string, readonly string[]>> = {
  BIGINT: ['0', '-1', '007', '9223372036854775807'],
  UTINYINT: ['0', '255'],
  DOUBLE: ['1', '-1.5', '1e10'],
  FLOAT: ['0.1'],
  'DECIMAL(5,2)': ['1', '1.5', '-999.99'],
  BOOLEAN: ['true', 'False', '1', 'no'],
  DATE: ['2024-02-29'],
  TIMESTAMP: [
    '2024-02-29',
    '2024-02-29 10:00:00',
    '2024-02-29T10:00:00.123456Z',
    '2024-02-29T10:00:00+02:00',
  ],
  'TIMESTAMP WITH TIME ZONE': ['2024-02-29T10:00:00.5-05:00'],
  TIME: ['10:00:00', '10:00:00.5'],
  UUID: ['123e4567-e89b-12d3-a456-426614174000'],
};

describe('csvField', () => {
  it.each(Object.entries(usual))('has no doubts about %s as it is usually written', async (type, texts) => {
    const { connection, close } = await connected();
    for (const text of [...texts, null]) {
      const { value, doubt = 'false' } = csvField('t', type) ?? {};
      const given = text === null ? 'null' : `'${text}'`;
      const read = await connection.runAndReadAll(
        `select (${value}) is null as none, ${doubt} as doubt from (select ${given}::varchar as t)`,
      );
      expect([text, ...(read.getRows()[0] ?? [])]).toEqual([text, text === null, false]);
    }
    close();
  });
});
