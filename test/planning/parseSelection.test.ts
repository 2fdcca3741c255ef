import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSelection } from '../../lib/planning/parseSelection.ts';
import type { Selection, SelectionName, Steps } from '../../lib/planning/selection.ts';
import { selectionText } from '../../lib/planning/selectionText.ts';

const id = (text: string, isPattern = false): Selection => ({ kind: 'id', id: { text, isPattern } });

describe('parseSelection', () => {
  it.each<[string, Selection]>([
    ['a.b-c/d', id('a.b-c/d')],
    ['a.*', id('a.*', true)],
    ['"a.*"', id('a.*')],
    ['"a \\"b\\" + c"', id('a "b" + c')],
    ['((a))', id('a')],
    ['2+3', { kind: 'around', of: id('3'), before: 2, after: 0 }],
    ['2020+', { kind: 'around', of: id('2020'), before: 0, after: 'all' }],
    [
      '(2020+) b',
      {
        kind: 'any',
        of: [{ kind: 'around', of: id('2020'), before: 0, after: 'all' }, id('b')],
        without: [],
      },
    ],
    ['2+x+3', { kind: 'around', of: id('x'), before: 2, after: 3 }],
    ['@x', { kind: 'closure', of: id('x') }],
    ['!x', { kind: 'any', of: [], without: [id('x')] }],
    [
      'a !b,c',
      { kind: 'any', of: [id('a'), { kind: 'all', of: [id('c')], without: [id('b')] }], without: [] },
    ],
    [
      'tag:a=b',
      { kind: 'tag', tag: { text: 'a', isPattern: false }, value: { text: 'b', isPattern: false } },
    ],
  ])('reads %s', (text, expected) => {
    expect(parseSelection(text)).toEqual(expected);
  });
});

const name: fc.Arbitrary<SelectionName> = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 0 }).map((text) => ({ text, isPattern: false })),
  fc
    .constantFrom('silver.orders', '2', 'a!b', 'tag:x', '"', '\\', '*', '?', '!')
    .map((text) => ({ text, isPattern: false })),
  fc.stringMatching(/^[a-z0-9.?*-]{0,6}[*?][a-z.]{0,4}$/).map((text) => ({ text, isPattern: true })),
);
const steps: fc.Arbitrary<Steps> = fc.oneof(fc.constant<'all'>('all'), fc.nat({ max: 1_000_000 }));

const { selection } = fc.letrec<{
  selection: Selection;
  term: Selection;
  list: Selection;
  near: Selection;
}>((tie) => ({
  term: fc.oneof(
    fc.record({ kind: fc.constant<'id'>('id'), id: name }),
    fc.record({ kind: fc.constant<'tag'>('tag'), tag: name }),
    fc.record({ kind: fc.constant<'tag'>('tag'), tag: name, value: name }),
    fc.record({ kind: fc.constant<'layer'>('layer'), layer: name }),
    fc.record({
      kind: fc.constantFrom<('entity' | 'reads' | 'writes')[]>('entity', 'reads', 'writes'),
      entity: name,
    }),
    fc.constant<Selection>({ kind: 'mode', mode: 'both' }),
    fc.constant<Selection>({ kind: 'state', state: 'failed' }),
  ),
  list: fc
    .record({
      kind: fc.constantFrom<('any' | 'all')[]>('any', 'all'),
      of: fc.array(tie('selection'), { maxLength: 3 }),
      without: fc.array(tie('selection'), { maxLength: 2 }),
    })
    .filter(
      ({ kind, of, without }) => of.length + without.length > 1 || (kind === 'any' && without.length === 1),
    ),
  near: fc.oneof(
    fc.record({ kind: fc.constant<'closure'>('closure'), of: tie('selection') }),
    fc
      .record({ kind: fc.constant<'around'>('around'), of: tie('selection'), before: steps, after: steps })
      .filter(({ before, after }) => before !== 0 || after !== 0),
  ),
  selection: fc.oneof({ maxDepth: 4 }, tie('term'), tie('list'), tie('near')),
}));

describe('selectionText', () => {
  it('writes what is read as the same selection', () => {
    fc.assert(
      fc.property(selection, (one) => {
        expect(parseSelection(selectionText(one))).toEqual(one);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['a  (b c)', 'a (b c)'],
    ['!a b', 'b !a'],
    ['(a,b) c', 'a,b c'],
    ['+(a)+2', '+a+2'],
    ['+(a+)', '+(a+)'],
    ['"2"', '"2"'],
    ['"plain"', 'plain'],
  ])('writes %s as %s', (text, expected) => {
    expect(selectionText(parseSelection(text))).toBe(expected);
  });

  it('writes everything as a pattern', () => {
    expect(selectionText({ kind: 'all', of: [], without: [] })).toBe('**');
  });
});
