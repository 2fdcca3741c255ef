import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Plan } from '../../lib/planning/plan.ts';
import { renderDot } from '../../lib/planning/renderDot.ts';
import { renderMermaid } from '../../lib/planning/renderMermaid.ts';
import { renderText } from '../../lib/planning/renderText.ts';
import { visibleText } from '../../lib/planning/visibleText.ts';
import type { DrawnPlan } from './support/drawnPlan.ts';
import { parseDot } from './support/parseDot.ts';
import { parseMermaid } from './support/parseMermaid.ts';
import { planFor } from './support/planFor.ts';
import { shop } from './support/shop.ts';
import { wire } from './support/wire.ts';

describe('renderText', () => {
  it('shows generations, modes, the critical path, warnings and advice', () => {
    const plan = planFor(shop, {
      checkpointOrder: ['bronze.clicks'],
      warnings: [
        {
          kind: 'broken_path',
          message: 'gold.x lies between\nthem',
          pipeIds: ['silver.orders', 'mart.report'],
        },
        { kind: 'mode', message: 'no stream reads it', pipeIds: [] },
      ],
      cacheAdvice: [
        {
          entityId: 'silver.orders',
          consumers: ['gold.revenue', 'gold.churn'],
          level: 'memory',
          reason: 'read twice',
          estimatedBytes: 12_345_678,
        },
        { entityId: 'bronze.orders', consumers: ['silver.orders'], level: 'disk', reason: 'slow' },
      ],
    });
    expect(renderText(plan)).toBe(
      [
        'batch plan by test: 8 pipes in 4 generations, at most 3 at once',
        '',
        '  0  * bronze.orders     batch',
        '       bronze.customers  batch',
        '       bronze.clicks     stream',
        '  1  * silver.orders     batch',
        '       silver.customers  batch',
        '  2  * gold.revenue      batch',
        '       gold.churn        batch',
        '  3  * mart.report       batch',
        '',
        'critical path (*)',
        '  bronze.orders -> silver.orders -> gold.revenue -> mart.report',
        '',
        'external inputs',
        '  landing.orders, landing.customers',
        '',
        'checkpoints in order',
        '  bronze.clicks',
        '',
        'warnings',
        '  ! broken_path: gold.x lies between them (silver.orders, mart.report)',
        '  ! mode: no stream reads it',
        '',
        'cache advice',
        '  silver.orders at memory, about 12.3 MB: read twice (read by gold.revenue, gold.churn)',
        '  bronze.orders at disk: slow (read by silver.orders)',
      ].join('\n'),
    );
  });

  it('cuts wide generations so that one sees it, and tells where the critical path runs', () => {
    // p0, p1, … p48
    // p49 ──> z
    const wide = planFor(
      wire({ ...Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`p${i}`, []])), z: ['p49'] }),
    );
    expect(renderText(wide, { maxPerGeneration: 2 })).toBe(
      [
        'batch plan by test: 51 pipes in 2 generations, at most 50 at once',
        '',
        '  0    p0  batch',
        '       p1  batch',
        '       … 48 more of 50, * p49 among them',
        '  1  * z   batch',
        '',
        'critical path (*)',
        '  p49 -> z',
      ].join('\n'),
    );
  });

  it('gives a long chain one line for each pipe, and cuts the path in the middle', () => {
    const chain = planFor(
      wire(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}`, i ? [`p${i - 1}`] : []]))),
    );
    const lines = renderText(chain, { maxPerGeneration: 3 }).split('\n');
    expect(lines.slice(2, 4)).toEqual(['   0  * p0   batch', '   1  * p1   batch']);
    expect(lines.at(-1)).toBe('  p0 -> p1 -> … 27 more … -> p29');
    expect(lines).toHaveLength(35);
  });

  it('keeps odd ids on one line and in sight', () => {
    const odd = planFor(wire({ 'a\nb': [], 'c "d"': [], 'e\u202ef': [], 'gold.äöü': [] }));
    expect(renderText(odd).split('\n').slice(2, 6)).toEqual([
      '  0  * "a\\nb"      batch',
      '       "c \\"d\\""   batch',
      '       "e\\u202ef"  batch',
      '       gold.äöü    batch',
    ]);
  });

  it('says that there is nothing to do', () => {
    expect(renderText(planFor(wire({})))).toBe(
      'batch plan by test: 0 pipes in 0 generations, at most 0 at once',
    );
  });
});

/** The same drawing, made of the plan itself. */
function drawingOf(plan: Plan): DrawnPlan {
  const ids = plan.generations.flat();
  const name = (id: string) => `n${ids.indexOf(id)}`;
  return {
    nodes: ids.map((id) => ({
      name: name(id),
      label: visibleText(id),
      level: plan.levelOf(id),
      isStream: plan.modeOf(id) === 'stream',
      isCritical: plan.criticalPath.includes(id),
    })),
    edges: plan.edges.map(({ from, to, entityId }) => [
      name(from),
      name(to),
      entityId === from ? undefined : visibleText(entityId),
    ]),
  };
}

//  a.b ──> a_b ──> "a-b" ──> stream
const odd = wire({
  'a.b': [],
  a_b: ['a.b', 'x "y"'],
  'a-b': { reads: ['a_b'], writes: 'x|y' },
  'a b': { writes: 'x "y"' },
  _a_b_: [],
  '-a': [],
  '1. a': [],
  end: [],
  '"': [],
  '\\': [],
  'a\\"; b': ['\\'],
  '&amp;': ['&'],
  '&': [],
  '#35;': [],
  '`a`': [],
  '[x](y){z}|<b>': [],
  'über.größe': [],
  '表.😀': [],
  'a\nb': [],
  'a\u202eb': [],
  stream: { reads: ['x|y'], mode: 'stream' },
});

const sign = fc.oneof(
  fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
  fc.constantFrom(
    'ä',
    '表',
    '😀',
    '\u0301',
    '\u202e',
    '\u2028',
    '\ufeff',
    '\ud800',
    '\udc00',
    '`',
    '#',
    '&',
  ),
);

describe.each([
  ['renderMermaid', renderMermaid, parseMermaid],
  ['renderDot', renderDot, parseDot],
] as const)('%s', (_, render, parse) => {
  it.each([
    ['a shop', shop],
    ['odd ids', odd],
    ['nothing', wire({})],
  ])('draws %s', (_, wiring) => {
    const plan = planFor(wiring);
    expect(parse(render(plan))).toEqual(drawingOf(plan));
  });

  it('draws whatever ids there are', () => {
    const ids = fc.uniqueArray(fc.string({ unit: sign, minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(ids, (ids) => {
        const plan = planFor(wire(Object.fromEntries(ids.map((id, i) => [id, ids.slice(0, i)]))));
        expect(parse(render(plan))).toEqual(drawingOf(plan));
      }),
    );
  });
});

describe('renderMermaid', () => {
  it('is readable', () => {
    expect(
      renderMermaid(
        planFor(wire({ 'bronze.orders': { mode: 'stream' }, gold: { reads: ['bronze.orders'] } })),
      ),
    ).toBe(
      [
        'flowchart LR',
        '  subgraph g0["generation 0"]',
        '    n0(["bronze.orders"])',
        '  end',
        '  subgraph g1["generation 1"]',
        '    n1["gold"]',
        '  end',
        '  n0 --> n1',
        '  classDef critical stroke-width:4px',
        '  class n0 critical',
        '  class n1 critical',
        '',
      ].join('\n'),
    );
  });
});
