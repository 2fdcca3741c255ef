import { describe, expect, it } from '@jest/globals';
import { whereCondition } from '../../lib/shell/whereCondition.ts';

describe('whereCondition', () => {
  it.each([
    ['amount >= 500', { op: '>=', column: 'amount', value: 500 }],
    ['amount<-1.5', { op: '<', column: 'amount', value: -1.5 }],
    ['name = Ann', { op: '=', column: 'name', value: 'Ann' }],
    ['id != "12"', { op: '!=', column: 'id', value: '12' }],
    ["name = 'a > b'", { op: '=', column: 'name', value: 'a > b' }],
    ['open=true', { op: '=', column: 'open', value: true }],
    ['email is null', { op: 'isNull', column: 'email' }],
    ['email IS NOT NULL', { op: 'isNotNull', column: 'email' }],
    ['name = ""', { op: '=', column: 'name', value: '' }],
  ])('reads %s', (text, condition) => {
    expect(whereCondition(text)).toEqual(condition);
  });

  it.each(['', 'amount', 'amount ~ 5', '= 5', 'amount ='])('refuses %j', (text) => {
    expect(() => whereCondition(text)).toThrow(/^expected a condition such as .*, got /);
  });
});
