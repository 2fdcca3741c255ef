import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordParser } from '../../../lib/data/files/fileRecord.ts';
import { jsonArray, jsonLines } from '../../../lib/data/files/jsonRecords.ts';

function parsed(parse: RecordParser, text: string, pieces = 3) {
  const records = [];
  for (let at = 0; at < text.length; at += pieces)
    records.push(...parse(text.slice(at, at + pieces), false));
  return [...records, ...parse('', true)];
}
const valuesOf = (...given: Parameters<typeof parsed>) => parsed(...given).map(({ value }) => value);

const objects = fc.array(
  fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
  { maxLength: 5 },
);
/** What JSON makes of it: -0 is 0. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe('jsonLines', () => {
  it('reads a line each, and tells those that are no object', () => {
    expect(
      parsed(jsonLines(), '{"a":1}\r\n\n[1]\n{"b"\n{"c":2}').map(({ line, value, fault }) => [
        line,
        value,
        fault,
      ]),
    ).toEqual([
      [1, { a: 1 }, undefined],
      [3, undefined, 'expected an object, got an array of 1'],
      [4, undefined, expect.stringMatching(/^expected JSON, got what is none: /)],
      [5, { c: 2 }, undefined],
    ]);
  });

  it('reads what was written', () => {
    const check = (rows: readonly unknown[], pieces: number) =>
      expect(valuesOf(jsonLines(), rows.map((row) => JSON.stringify(row)).join('\n'), pieces)).toEqual(
        plain(rows),
      );
    fc.assert(fc.property(objects, fc.integer({ min: 1, max: 9 }), check));
  });
});

describe('jsonArray', () => {
  it('tells the line on which each object begins', () => {
    const text = '\n[\n  {"a": "]},[\\"\\\\"},\n  5,\n  {\n    "b": [{}] } ]\n';
    expect(parsed(jsonArray(), text).map(({ line, value, fault }) => [line, value, fault])).toEqual([
      [3, { a: ']},["\\' }, undefined],
      [4, undefined, 'expected an object, got 5'],
      [5, { b: [{}] }, undefined],
    ]);
  });

  it.each([
    ['{"a":1}', 'expected an array of objects, got "{"', 1],
    ['', 'expected an array of objects, got the end of the file', 1],
    ['[{"a":1},\n{"b":', 'expected the end of the array, got the end of the file', 2],
    ['[]\nx', 'expected nothing after the array, got "x"', 2],
  ])('refuses %j', (text, reason, line) => {
    expect(() => parsed(jsonArray(), text)).toThrow(expect.objectContaining({ reason, line }));
  });

  it('reads what was written, spread over lines or not', () => {
    const check = (rows: readonly unknown[], indent: number, pieces: number) =>
      expect(valuesOf(jsonArray(), JSON.stringify(rows, undefined, indent), pieces)).toEqual(plain(rows));
    fc.assert(fc.property(objects, fc.constantFrom(0, 2), fc.integer({ min: 1, max: 9 }), check));
  });
});
