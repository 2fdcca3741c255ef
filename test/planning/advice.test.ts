import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batch } from '../../lib/planning/batch.ts';
import { brokenPaths } from '../../lib/planning/brokenPaths.ts';
import { externalSources } from '../../lib/planning/externalSources.ts';
import { hybrid } from '../../lib/planning/hybrid.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { pipeGraph } from '../../lib/planning/pipeGraph.ts';
import type { Strategy } from '../../lib/planning/strategy.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { anyWiring, pairsIn, requestOf } from './support/graphs.ts';
import { wired } from './support/wired.ts';

const messages = (...args: Parameters<typeof plan>) => plan(...args).warnings.map(({ message }) => message);

describe('externalSources', () => {
  it('tells who reads what comes from outside, and who would write it', () => {
    //  [web] ──> orders ──> (cleaned) ──> daily, weekly <── [rates]
    const wiring = wired(
      'orders: web',
      'cleaned: orders',
      'daily: cleaned daily',
      'weekly: cleaned rates rates',
    );

    expect(externalSources(pipeGraph(wiring, ['orders', 'daily', 'weekly']))).toEqual([
      { entityId: 'web', readers: ['orders'], writers: [] },
      { entityId: 'cleaned', readers: ['daily', 'weekly'], writers: ['cleaned'] },
      { entityId: 'rates', readers: ['weekly'], writers: [] },
    ]);
    expect(plan(wiring).externalInputs).toEqual(['web', 'rates']);
  });
});

describe('brokenPaths', () => {
  //  a ──> b ──> c ──> d
  const chain = wired('a', 'b: a', 'c: b', 'd: c');

  it('warns of a pipe that is missing between two requested ones', () => {
    expect(plan(chain, ['a', 'c']).warnings).toEqual([
      {
        kind: 'broken_path',
        message: 'b is not requested, but between a and c: c will read what an earlier run left',
        pipeIds: ['a', 'b', 'c'],
      },
    ]);
  });

  it('looks past several pipes that are missing', () => {
    expect(messages(chain, ['a', 'd'])).toEqual([
      'c is not requested, but between a and d: d will read what an earlier run left',
    ]);
  });

  it('tells of all ways into a pipe at once', () => {
    //  a ──> x ──┐
    //  b ──> y ──┴─> c
    expect(messages(wired('a', 'b', 'x: a', 'y: b', 'c: x y'), ['a', 'b', 'c'])).toEqual([
      'x, y are not requested, but between a, b and c: c will read what an earlier run left',
    ]);
  });

  it.each([
    ['the beginning', ['c', 'd']],
    ['the end', ['a', 'b']],
    ['nothing', ['a', 'b', 'c', 'd']],
  ])('is silent where %s is left out', (_, ids) => {
    expect(plan(chain, ids).warnings).toEqual([]);
  });

  it('does not take a way back to the same pipe for a broken one', () => {
    //  a <──> b
    expect(plan(wired('a: b', 'b: a'), ['a']).warnings).toEqual([]);
  });

  it('warns of the pipes that naive search finds', () => {
    fc.assert(
      fc.property(requestOf(anyWiring(7)), ([wiring, ids]) => {
        const warned = brokenPaths(pipeGraph(wiring, ids)).map(({ pipeIds }) => pipeIds.at(-1));
        expect(warned).toEqual(ids.filter((id) => isBroken(id, ids, pairsIn(wiring))));
      }),
      { numRuns: 300 },
    );
  });
});

/** Goes back from a pipe through those that are not requested, until one that is. */
function isBroken(id: string, ids: readonly string[], pairs: readonly [string, string][]): boolean {
  const before = (to: string) => pairs.filter((pair) => pair[1] === to).map(([from]) => from);
  const seen = new Set<string>();
  const queue = before(id).filter((from) => !ids.includes(from));
  for (const between of queue) {
    if (seen.has(between)) continue;
    seen.add(between);
    if (before(between).some((from) => from !== id && ids.includes(from))) return true;
    queue.push(...before(between).filter((from) => !ids.includes(from)));
  }
  return false;
}

describe('planWarnings', () => {
  it('tells of pipes that do not run as they are defined', () => {
    const wiring = wired('a | batch', 'b | stream', 'c', 'd | batch');

    expect(plan(wiring).warnings).toEqual([
      { kind: 'mode', message: 'defined as streams, but run once: b', pipeIds: ['b'] },
    ]);
    expect(plan(wiring, undefined, { strategy: streaming }).warnings).toEqual([
      { kind: 'mode', message: 'defined to run once, but run as streams: a, d', pipeIds: ['a', 'd'] },
    ]);
    expect(plan(wiring, undefined, { strategy: hybrid }).warnings).toEqual([]);
  });

  it('tells of pipes that write the same entity', () => {
    expect(plan(wired('de -> orders', 'fr -> orders', 'log -> -', 'mail -> -')).warnings).toEqual([
      {
        kind: 'repeated_write',
        message: 'de, fr write the same orders, and nothing says which comes last',
        pipeIds: ['de', 'fr'],
      },
    ]);
  });

  it('names the first of many', () => {
    const lines = Array.from({ length: 7 }, (_, i) => `p${i} | stream`);
    expect(messages(wired(...lines))).toEqual([
      'defined as streams, but run once: p0, p1, p2, p3, p4 and 2 more',
    ]);
  });
});

describe('cacheAdvice', () => {
  //  [raw] ──> a ──> c,  [raw] ──> b ──> c, d
  const wiring = wired('a: raw', 'b: raw raw', 'c: a b c', 'd: b');
  const MB = 2 ** 20;

  it('is about each entity that several pipes read', () => {
    expect(plan(wiring).cacheAdvice).toEqual([
      { entityId: 'raw', consumers: ['a', 'b'], level: 'MEMORY_AND_DISK', reason: '2 pipes read it' },
      { entityId: 'b', consumers: ['c', 'd'], level: 'MEMORY_AND_DISK', reason: '2 pipes read it' },
    ]);
  });

  it('leaves out what is small, and keeps what is of unknown size', () => {
    const sizes: Record<string, number> = { raw: 100 * MB - 1 };
    const advised = (threshold?: number) =>
      plan(wiring, undefined, {
        cache: { estimate: (id) => sizes[id], ...(threshold === undefined ? {} : { threshold }) },
      }).cacheAdvice;

    expect(advised().map(({ entityId }) => entityId)).toEqual(['b']);
    expect(advised(10 * MB)).toMatchObject([
      { entityId: 'raw', estimatedBytes: 100 * MB - 1, reason: '2 pipes read it, and it has about 100 MB' },
      { entityId: 'b' },
    ]);
  });

  it('uses the words of another engine, in the plan of any strategy', () => {
    const copied: Strategy = (graph) => ({ ...batch(graph), strategy: 'copied' });
    for (const strategy of [batch, copied]) {
      const made = plan(wiring, undefined, { strategy, cache: { level: 'DISK' } });
      expect(made.cacheAdvice.map(({ level }) => level)).toEqual(['DISK', 'DISK']);
      expect(made.generations).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
      expect(made.levelOf('d')).toBe(1);
    }
  });

  it('is never about streams', () => {
    //  s(stream) ──> x, y(batch),  [raw] ──> x(batch), z(stream)
    const mixed = wired('s | stream', 'x: s raw | batch', 'y: s | batch', 'z: raw | stream');
    expect(plan(mixed, undefined, { strategy: hybrid }).cacheAdvice).toEqual([]);
  });
});
