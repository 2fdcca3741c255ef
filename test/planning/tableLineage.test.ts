import { describe, expect, it } from '@jest/globals';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { lineageMermaid } from '../../lib/planning/lineageMermaid.ts';
import { lineageText } from '../../lib/planning/lineageText.ts';
import { tableLineage } from '../../lib/planning/tableLineage.ts';

//  a ──> b ──> d ──> d (again)
//  a ──> c ──> d
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => entity(id)) as [
  ReturnType<typeof entity>,
  ReturnType<typeof entity>,
  ReturnType<typeof entity>,
  ReturnType<typeof entity>,
];
const run = () => [];
const wiring = new Registry()
  .add(
    pipe('to_b', { inputs: [a], output: b, run }),
    pipe('to_c', { inputs: [a], output: c, run }),
    pipe('to_d', { inputs: [b, c, d], output: d, run }),
    pipe('notify', { inputs: [d], run }),
  )
  .wiring();

describe('tableLineage', () => {
  it('tells what an entity is made of, and what is made of it, nearest first', () => {
    const { upstream, downstream } = tableLineage(wiring);
    expect([upstream('d'), upstream('a')]).toEqual([['b', 'c', 'a'], []]);
    expect([downstream('a'), downstream('d')]).toEqual([['b', 'c', 'd'], []]);
    expect(() => upstream('dd')).toThrow(
      'expected the id of a registered entity, got "dd"; did you mean "d"?',
    );
  });

  it('tells the ways between two, and no more than it is asked for', () => {
    const { paths } = tableLineage(wiring);
    const inShort = (ways: ReturnType<typeof paths>) =>
      ways.map((way) => way.map(({ pipeId }) => pipeId).join(' '));
    expect(inShort(paths('a', 'd'))).toEqual(['to_b to_d', 'to_c to_d']);
    expect(inShort(paths('a', 'd', 1))).toEqual(['to_b to_d']);
    expect([paths('d', 'a'), paths('a', 'a')]).toEqual([[], []]);
  });

  it('is that of some pipes, where these are named', () => {
    const { entityIds, edges } = tableLineage(wiring, ['to_b']);
    expect([entityIds, edges]).toEqual([['a', 'b'], [{ from: 'a', to: 'b', pipeId: 'to_b' }]]);
  });

  it('can be drawn and read', () => {
    const some = tableLineage(wiring, ['to_b', 'to_c']);
    expect(lineageMermaid(some)).toBe(
      [
        'flowchart LR',
        '  n0[("a")]',
        '  n1[("b")]',
        '  n2[("c")]',
        '  n0 -->|"to#95;b"| n1',
        '  n0 -->|"to#95;c"| n2',
        '',
      ].join('\n'),
    );
    expect(lineageText(some)).toBe('a\nb <- a (to_b)\nc <- a (to_c)');
  });
});
