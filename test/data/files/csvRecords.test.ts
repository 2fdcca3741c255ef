import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvRecords } from '../../../lib/data/files/csvRecords.ts';
import type { CsvFormat } from '../../../lib/definitions/fileFormat.ts';

/** The fields of a text that comes in pieces of so many characters. */
function parsed(
  text: string,
  { pieces = text.length || 1, ...format }: Partial<CsvFormat> & { pieces?: number } = {},
) {
  const parse = csvRecords({ kind: 'csv', ...format });
  const records = [];
  for (let at = 0; at < text.length; at += pieces)
    records.push(...parse(text.slice(at, at + pieces), false));
  return [...records, ...parse('', true)];
}
const fieldsOf = (...given: Parameters<typeof parsed>) => parsed(...given).map(({ value }) => value);

type Table = readonly (readonly (string | null)[])[];

/** A writer as RFC 4180 wants it; no value is nothing between delimiters. */
const written = (table: Table, { delimiter = ',', quote = '"' }: Partial<CsvFormat>, lineEnd: string) =>
  table
    .map((fields) =>
      fields
        .map((field) => {
          if (field === null) return '';
          const isPlain =
            field !== '' && ![delimiter, quote, '\r', '\n'].some((one) => field.includes(one));
          return isPlain ? field : quote + field.replaceAll(quote, quote + quote) + quote;
        })
        .join(delimiter),
    )
    .join(lineEnd);

describe('csvRecords', () => {
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
    ['a\n\n\nb\n', [['a'], ['b']]],
    ['5" pipe,b\n', [['5" pipe', 'b']]],
    ['', []],
    ['a,', [['a', null]]],
  ])('reads %j', (text, expected) => {
    for (const pieces of [1, 2, 100]) expect(fieldsOf(text, { pieces })).toEqual(expected);
  });

  it('reads other delimiters, quotes and texts that stand for no value', () => {
    expect(fieldsOf("a;'x;y';NA;'NA'\n", { delimiter: ';', quote: "'", nulls: ['NA'] })).toEqual([
      ['a', 'x;y', null, 'NA'],
    ]);
  });

  it('tells the line on which each record begins, and its text', () => {
    expect(parsed('a\r\n"b\nb",c\n\nd').map(({ line, raw }) => [line, raw])).toEqual([
      [1, 'a'],
      [2, '"b\nb",c'],
      [5, 'd'],
    ]);
  });

  it('tells what follows a closing quote, and goes on with the next line', () => {
    for (const pieces of [1, 100])
      expect(parsed('"a"b,c\nd,e\n', { pieces })).toEqual([
        {
          ...{ line: 1, raw: '"a"b,c', value: undefined },
          fault: 'expected a delimiter or the end of the line after the quoted field 1, got "b"',
        },
        { line: 2, raw: 'd,e', value: ['d', 'e'] },
      ]);
  });

  it('refuses a quote that is never closed, with the line on which it was opened', () => {
    expect(() => parsed('a,b\nc,"d\ne\n')).toThrow(
      expect.objectContaining({
        line: 2,
        column: 'field 2',
        reason: 'expected the end of a quoted field, got the end of the file',
      }),
    );
  });

  it('refuses a record without an end before it fills the memory', () => {
    const parse = csvRecords({ kind: 'csv' });
    const endless = () => {
      for (let i = 0; i < 4; i++) parse(i === 0 ? '"' : 'x'.repeat(2 ** 23), false);
    };
    expect(endless).toThrow('expected a record of at most 16777216 characters, got a longer one');
  });

  it('reads what was written, whatever is in it and however it comes', () => {
    const field = fc.oneof(
      { weight: 1, arbitrary: fc.constant(null) },
      {
        weight: 3,
        arbitrary: fc.string({
          unit: fc.constantFrom('a', '"', "'", ',', ';', '\n', '\r', ' ', 'é', '😀'),
          maxLength: 6,
        }),
      },
    );
    // A line without anything on it would be passed over.
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom({}, { delimiter: ';' }, { quote: "'" }, { delimiter: '\t', quote: "'" }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 9 }),
        (rows, format, lineEnd, pieces) => {
          expect(fieldsOf(written(rows, format, lineEnd), { ...format, pieces })).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });
});
