import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { count, lastValueFrom, take, toArray } from 'rxjs';
import { AuditFileError } from '../../lib/observers/auditFile.ts';
import { type ReadAuditOptions, readAudit, type TornLine } from '../../lib/observers/readAudit.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'audit.jsonl');

const record = (sequence: number, fields: object = {}) => ({
  ...{ signal: 'shop.order_seen', sequence, timestamp: '1970-01-01T00:00:00.000Z', operationId: 'op' },
  ...fields,
});
const line = (sequence: number, fields?: object) => JSON.stringify(record(sequence, fields));

/** The sequences of the records in a file with this content, and the lines that are not records. */
async function read(content: string | Buffer, options: ReadAuditOptions = {}) {
  writeFileSync(path, content);
  const torn: TornLine[] = [];
  const records$ = readAudit(path, { onTorn: (line) => torn.push(line), ...options });
  const records = await lastValueFrom(records$.pipe(toArray()));
  return { sequences: records.map(({ sequence }) => sequence), records, torn };
}

describe('readAudit', () => {
  it('reads every record, also a last one without an end of line', async () => {
    const odd = { text: 'ä€𝄞 \u2028 \u0085 \r', causedBy: 1 };
    const { records, torn } = await read(`${line(1)}\n${line(2, odd)}\r\n\n${line(3)}`);

    expect(records).toEqual([record(1), record(2, odd), record(3)]);
    expect(torn).toEqual([]);
  });

  it('takes no beginning of a record for one, wherever it is cut', async () => {
    const whole = Buffer.from(line(2, { inner: record(9), text: 'ä€𝄞' }));
    const before = Buffer.from(`${line(1)}\n`);
    const after = Buffer.from(`\n${line(3)}\n`);
    for (let end = 1; end < whole.length; end++) {
      const cut = whole.subarray(0, end);
      const { sequences, torn } = await read(Buffer.concat([before, cut, after]));
      expect(sequences).toEqual([1, 3]);
      expect(torn).toEqual([{ line: 2, text: cut.toString() }]);
    }
  });

  it('takes no beginning of a record for one when another is on the same line', async () => {
    const whole = line(2, { inner: record(9), list: [record(8)] });
    const contents = Array.from(whole.slice(1), (_, end) => whole.slice(0, end + 1) + line(3));
    const { sequences, torn } = await read(contents.join('\n'));

    expect(sequences).toEqual([]);
    expect(torn).toHaveLength(contents.length);
  });

  it.each([
    ['an array', '[1]'],
    ['a number', '7'],
    ['null', 'null'],
    ['a record without an operation', '{"signal":"a.b","sequence":1,"timestamp":""}'],
    ['a sequence that is a text', line(1).replace('1', '"1"')],
    ['a cause that is a text', line(1, { causedBy: '1' })],
    ['a list that is a record otherwise', `[${line(1)}]`],
    ['spaces', '   '],
  ])('takes %s for torn', async (_, text) => {
    expect(await read(`${text}\n${line(2)}\n`)).toMatchObject({
      sequences: [2],
      torn: [{ line: 1, text }],
    });
  });

  it('takes bytes that are no UTF-8 for torn', async () => {
    const bytes = Buffer.from(line(1, { text: 'ä' }));
    bytes[bytes.indexOf(0xa4)] = 0x20;
    const { sequences, torn } = await read(bytes);

    expect(sequences).toEqual([]);
    expect(torn).toEqual([{ line: 1, text: bytes.toString() }]);
  });

  it('steps over zeros, as many as a loss of power may leave', async () => {
    const zeros = Buffer.alloc(300_000);
    const content = [`${line(1)}\n{"sig`, zeros, `\n${line(2)}\n`].map((part) => Buffer.from(part));
    const { sequences, torn } = await read(Buffer.concat(content), { maxLine: 1_000 });

    expect(sequences).toEqual([1, 2]);
    expect(torn).toEqual([{ line: 2, text: `{"sig${'\0'.repeat(995)}` }]);
  });

  it('takes lines up to maxLine', async () => {
    const content = `${line(1)}\n${line(2, { a: 1 })}\n`;
    const { sequences, torn } = await read(content, { maxLine: line(1).length });

    expect(sequences).toEqual([1]);
    expect(torn).toEqual([{ line: 2, text: line(2, { a: 1 }).slice(0, line(1).length) }]);
  });

  it('joins what the chunks of a long file cut', async () => {
    const fields = { text: 'ä€𝄞'.repeat(50) };
    writeFileSync(path, Array.from({ length: 5_000 }, (_, i) => `${line(i, fields)}\n`).join(''));

    expect(await lastValueFrom(readAudit(path).pipe(count()))).toBe(5_000);
    expect(await lastValueFrom(readAudit(path).pipe(take(3), toArray()))).toEqual([
      record(0, fields),
      record(1, fields),
      record(2, fields),
    ]);
  });

  it('reads nothing from an empty file', async () => {
    expect(await read('')).toEqual({ sequences: [], records: [], torn: [] });
  });

  it('errors for a file that is not there, when subscribed to', async () => {
    const none = join(folder, 'none.jsonl');
    const failure = await lastValueFrom(readAudit(none)).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(AuditFileError);
    expect(failure).toMatchObject({
      path: none,
      message: expect.stringContaining(`expected to read ${none}`),
    });
  });

  it('errors when onTorn throws', async () => {
    const onTorn = () => {
      throw new Error('torn');
    };
    await expect(read('{', { onTorn })).rejects.toThrow('torn');
  });
});
