import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { differences, isEqual, missing } from '../../lib/testing/differences.ts';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

function circle(name: string): object {
  const node: Record<string, unknown> = { name };
  node['self'] = node;
  return node;
}

describe('isEqual', () => {
  const now = () => 1;

  it.each<[string, unknown, unknown]>([
    ['NaN', Number.NaN, Number.NaN],
    ['nested objects in any order of keys', { a: [{ b: 1, c: 2 }] }, { a: [{ c: 2, b: 1 }] }],
    ['objects without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['instances', new Point(1, 2), new Point(1, 2)],
    ['errors by name and message', new RangeError('x'), Object.assign(new RangeError('x'), { code: 1 })],
    ['dates', new Date(5), new Date(5)],
    ['maps with object keys', new Map([[{ a: 1 }, [1]]]), new Map([[{ a: 1 }, [1]]])],
    ['sets of objects', new Set([{ a: 1 }, { a: 2 }]), new Set([{ a: 2 }, { a: 1 }])],
    ['typed arrays', new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    ['patterns', /a/g, /a/g],
    ['addresses', new URL('http://a/'), new URL('http://a/')],
    ['circles', circle('a'), circle('a')],
    ['the same function', now, now],
    [
      'values of another realm',
      runInNewContext('({ a: [new Map([[1, new Error("x")]])] })'),
      { a: [new Map([[1, new Error('x')]])] },
    ],
  ])('holds for %s', (_, one, other) => {
    expect(isEqual(one, other)).toBe(true);
  });

  it.each<[string, unknown, unknown]>([
    ['zeros of different sign', 0, -0],
    ['a key that holds undefined and none', { a: undefined }, {}],
    ['none and a key that holds undefined', {}, { a: undefined }],
    ['a number and its text', 1, '1'],
    ['null and an object', null, {}],
    ['an array and an object', [], {}],
    ['an instance and a plain object', new Point(1, 2), { x: 1, y: 2 }],
    ['errors of different name', new Error('x'), new TypeError('x')],
    ['errors of different message', new Error('x'), new Error('y')],
    ['dates', new Date(5), new Date(6)],
    ['a longer array', [1], [1, 2]],
    ['holes at the end', new Array(1), new Array(2)],
    ['maps', new Map([['a', 1]]), new Map([['a', 2]])],
    ['sets', new Set([1]), new Set([2])],
    [
      'sets of objects that pair up only once',
      new Set([{ a: 1 }, { a: 2 }]),
      new Set([{ a: 1 }, { b: 1 }]),
    ],
    ['typed arrays', new Uint8Array([1, 2]), new Uint8Array([1, 3])],
    ['array buffers', new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
    ['patterns', /a/g, /a/i],
    ['addresses', new URL('http://a/'), new URL('http://b/')],
    ['circles', circle('a'), circle('b')],
    ['symbol keys', { [Symbol.for('a')]: 1 }, { [Symbol.for('a')]: 2 }],
    ['two functions', () => 1, () => 1],
    ['two promises', Promise.resolve(1), Promise.resolve(1)],
  ])('tells apart %s', (_, one, other) => {
    expect(isEqual(one, other)).toBe(false);
  });
});

describe('differences', () => {
  it('names the path of each difference', () => {
    const expected = { a: [{ b: 1 }], c: new Map([['k', 1]]), 'd-e': 1, gone: 1 };
    const received = { a: [{ b: 2 }], c: new Map([['k', 2]]), 'd-e': 2, more: 1 };

    expect([...differences(expected, received)]).toEqual([
      { path: 'a[0].b', expected: 1, received: 2 },
      { path: "c.get('k')", expected: 1, received: 2 },
      { path: "['d-e']", expected: 1, received: 2 },
      { path: 'gone', expected: 1, received: missing },
      { path: 'more', expected: missing, received: 1 },
    ]);
  });

  it('allows further keys of received objects in a subset, at any depth', () => {
    const found = differences({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, { subset: true });

    expect([...found]).toEqual([]);
  });

  it('compares arrays in a subset exactly', () => {
    const found = differences({ a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }] }, { subset: true });

    expect([...found]).toEqual([{ path: 'a[0].c', expected: missing, received: 2 }]);
  });
});
