import { describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import { byType, fieldReader } from '../../../lib/data/files/fieldReader.ts';
import { FieldRefusal } from '../../../lib/data/files/fieldRefusal.ts';

const made = (value: unknown) => (value instanceof FieldRefusal ? value.reason : value);

describe('byType', () => {
  it.each([
    ['varchar', '007', '007'],
    ['text', 5, '5'],
    ['string', { a: 1 }, '{"a":1}'],
    ['bigint', '42', 42],
    ['INTEGER', ' -7 ', -7],
    ['bigint', '9223372036854775807', 9223372036854775807n],
    ['bigint', '1.5', 'expected a whole number, got "1.5"'],
    ['bigint', '', 'expected a whole number, got ""'],
    ['int', true, 'expected a whole number, got true'],
    ['double', '1e3', 1000],
    ['decimal(10,2)', '-.5', -0.5],
    ['double', 'NaN', Number.NaN],
    ['double', '0x10', 'expected a number, got "0x10"'],
    ['double', '1,5', 'expected a number, got "1,5"'],
    ['boolean', 'TRUE', true],
    ['bool', '0', false],
    ['boolean', 'maybe', 'expected true or false, got "maybe"'],
    ['date', '2024-02-29', new Date('2024-02-29')],
    ['date', '2023-02-29', 'expected a date such as 2024-12-31, got "2023-02-29"'],
    ['timestamp', '2024-05-01', new Date('2024-05-01')],
    ['timestamp', '2024-05-01 10:00', new Date('2024-05-01T10:00:00Z')],
    ['TIMESTAMPTZ', '2024-05-01T10:00:00.5+0200', new Date('2024-05-01T08:00:00.5Z')],
    [
      'timestamp',
      '2024-05-01 25:00',
      'expected a time such as 2024-12-31T23:59:59Z, got "2024-05-01 25:00"',
    ],
    [
      'timestamp',
      '2023-02-30 10:00',
      'expected a time such as 2024-12-31T23:59:59Z, got "2023-02-30 10:00"',
    ],
    ['json', '[1]', [1]],
    ['varchar[]', '["a"]', ['a']],
    ['json', '{', 'expected JSON, got "{"'],
  ])('%s of %j is %j', (type, value, expected) => {
    expect(made(byType(type)(value))).toEqual(expected);
  });
});

describe('fieldReader', () => {
  const Time = new t.Type<Date, string, unknown>(
    'Time',
    (value): value is Date => value instanceof Date,
    (value, context) => (value === 'noon' ? t.success(new Date(0)) : t.failure(value, context)),
    String,
  );
  const schema = t.intersection([
    t.type({ id: t.Int, name: t.union([t.string, t.null]), state: t.keyof({ open: null, shut: null }) }),
    t.partial({
      at: Time,
      tags: t.array(t.string),
      size: t.union([t.number, t.literal('unknown')]),
      big: t.bigint,
    }),
  ]);

  it.each([
    ['id', '7', 7],
    ['id', 'x', 'expected a number, got "x"'],
    ['name', '7', '7'],
    ['state', 'open', 'open'],
    ['at', 'noon', new Date(0)],
    ['at', 'night', 'expected Time, got "night"'],
    ['tags', '["a"]', ['a']],
    ['size', '5', 5],
    ['size', 'unknown', 'unknown'],
    ['big', '5', 5n],
    ['other', 'as it is', 'as it is'],
  ])('%s of %j is %p, as the codec says', (column, value, expected) => {
    expect(made(fieldReader(schema, column)(value))).toEqual(expected);
  });
});
