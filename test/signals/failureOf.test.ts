import { describe, expect, it } from '@jest/globals';
import { failureOf } from '../../lib/signals/failureOf.ts';

describe('failureOf', () => {
  it.each([
    [new TypeError('no such column'), { error: 'no such column', errorType: 'TypeError' }],
    [new Error(), { error: 'Error', errorType: 'Error' }],
    ['just a text', { error: 'just a text', errorType: 'string' }],
    [undefined, { error: 'undefined', errorType: 'undefined' }],
    [Symbol('sign'), { error: 'Symbol(sign)', errorType: 'symbol' }],
    [new Error('x'.repeat(2_000)), { error: `${'x'.repeat(1_000)}…`, errorType: 'Error' }],
  ])('tells %s', (error, told) => {
    expect(failureOf(error)).toEqual(told);
  });

  it('tells of what has no text', () => {
    const told = { error: 'an object that has no text', errorType: 'object' };
    expect(failureOf(Object.create(null))).toEqual(told);
  });
});
