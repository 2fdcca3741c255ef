import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batch } from '../../lib/planning/batch.ts';
import { configured } from '../../lib/planning/configured.ts';
import {
  criticalPath,
  generations,
  levels,
  maxParallelism,
  topologicalOrder,
} from '../../lib/planning/generations.ts';
import { hybrid } from '../../lib/planning/hybrid.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { PipeCycleError } from '../../lib/planning/pipeCycleError.ts';
import { pipeGraph } from '../../lib/planning/pipeGraph.ts';
import type { Plan } from '../../lib/planning/plan.ts';
import { planOf } from '../../lib/planning/planOf.ts';
import type { Strategy } from '../../lib/planning/strategy.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { validatePlan } from '../../lib/planning/validatePlan.ts';
import { acyclicWiring, pairsIn, requestOf } from './support/graphs.ts';
import { wired, wiringOf } from './support/wired.ts';

//  orders ──> cleaned ──> daily
//                    └──> weekly ──> yearly
//  rates ───────────────> weekly
const shop = wired(
  'rates',
  'yearly: weekly',
  'weekly: cleaned rates',
  'daily: cleaned',
  'orders',
  'cleaned: orders',
);

describe('generations', () => {
  it('puts each pipe as early as it can run, in order of registration within a generation', () => {
    const graph = pipeGraph(shop);

    expect(generations(graph)).toEqual([['rates', 'orders'], ['cleaned'], ['weekly', 'daily'], ['yearly']]);
    expect(topologicalOrder(graph)).toEqual(['rates', 'orders', 'cleaned', 'weekly', 'daily', 'yearly']);
    expect(levels(graph)).toEqual(
      new Map([
        ['rates', 0],
        ['yearly', 3],
        ['weekly', 2],
        ['daily', 2],
        ['orders', 0],
        ['cleaned', 1],
      ]),
    );
    expect(maxParallelism(graph)).toBe(2);
  });

  it('finds the longest chain, by pipes or by what they last', () => {
    const graph = pipeGraph(shop);

    expect(criticalPath(graph)).toEqual(['orders', 'cleaned', 'weekly', 'yearly']);
    expect(
      criticalPath(
        graph,
        new Map([
          ['rates', 10_000],
          ['cleaned', 1],
          ['daily', 1],
        ]),
      ),
    ).toEqual(['rates', 'weekly', 'yearly']);
    expect(criticalPath(pipeGraph(wired()))).toEqual([]);
  });

  it('has nothing where nothing is requested', () => {
    expect(generations(pipeGraph(shop, []))).toEqual([]);
    expect(maxParallelism(pipeGraph(shop, []))).toBe(0);
  });

  it('goes along a chain of 100,000 pipes without recursion', () => {
    const pipes = Array.from({ length: 100_000 }, (_, i) => ({
      id: `p${i}`,
      inputs: [`p${i - 1}`],
      output: `p${i}`,
    }));
    const graph = pipeGraph(wiringOf(pipes));

    expect(generations(graph)).toHaveLength(100_000);
    expect(criticalPath(graph)).toHaveLength(100_000);
    expect(streaming(graph).pipeIds[0]).toBe('p99999');
  });
});

describe('batch', () => {
  it('runs producers first', () => {
    expect(plan(shop)).toEqual({
      strategy: 'batch',
      mode: 'batch',
      pipeIds: ['rates', 'orders', 'cleaned', 'weekly', 'daily', 'yearly'],
      generations: [['rates', 'orders'], ['cleaned'], ['weekly', 'daily'], ['yearly']],
      edges: [
        { from: 'rates', to: 'weekly', entityId: 'rates' },
        { from: 'weekly', to: 'yearly', entityId: 'weekly' },
        { from: 'orders', to: 'cleaned', entityId: 'orders' },
        { from: 'cleaned', to: 'weekly', entityId: 'cleaned' },
        { from: 'cleaned', to: 'daily', entityId: 'cleaned' },
      ],
      criticalPath: ['orders', 'cleaned', 'weekly', 'yearly'],
      maxParallelism: 2,
      externalInputs: [],
      cacheAdvice: [
        {
          entityId: 'cleaned',
          consumers: ['weekly', 'daily'],
          level: 'MEMORY_AND_DISK',
          reason: '2 pipes read it',
        },
      ],
      warnings: [],
      checkpointOrder: [],
      modeOf: expect.any(Function),
      levelOf: expect.any(Function),
    });
  });

  it('tells mode and generation of a pipe, and refuses another id', () => {
    const made = plan(shop, ['orders', 'cleaned']);

    expect([made.modeOf('orders'), made.levelOf('cleaned')]).toEqual(['batch', 1]);
    expect(() => made.levelOf('clened')).toThrow(
      'expected the id of a pipe in the plan, got "clened" (did you mean "cleaned"?)',
    );
    expect(() => made.modeOf('weekly')).toThrow('expected the id of a pipe in the plan, got "weekly"');
  });

  it('is an immutable value whose properties are computed once', () => {
    const made = plan(shop);

    expect(made.generations).toBe(made.generations);
    expect(Object.isFrozen(made)).toBe(true);
    expect({ ...made, strategy: 'copy' }.generations).toBe(made.generations);
  });
});

describe('streaming', () => {
  it('starts consumers first, and each pipe as soon as its readers have started', () => {
    const made = plan(shop, undefined, { strategy: streaming });

    expect(made.generations).toEqual([['yearly', 'daily'], ['weekly'], ['rates', 'cleaned'], ['orders']]);
    expect(made.criticalPath).toEqual(['yearly', 'weekly', 'cleaned', 'orders']);
    expect([made.mode, made.modeOf('rates'), made.levelOf('rates')]).toEqual(['stream', 'stream', 2]);
  });

  it('saves checkpoints producers first', () => {
    expect(plan(shop, undefined, { strategy: streaming }).checkpointOrder).toEqual([
      'rates',
      'orders',
      'cleaned',
      'weekly',
      'daily',
      'yearly',
    ]);
  });

  it('advises to cache nothing', () => {
    expect(plan(shop, undefined, { strategy: streaming }).cacheAdvice).toEqual([]);
  });
});

describe('hybrid', () => {
  it('runs batch pipes before the streams that read their output start, and starts streams consumers first', () => {
    //  rates(batch) ──┐
    //  clicks(stream) ┴─> enriched(both) ──> counts(stream)
    //  pings(stream)
    const made = plan(
      wired(
        'clicks | stream',
        'rates | batch',
        'enriched: clicks rates',
        'counts: enriched | stream',
        'pings | stream',
      ),
      undefined,
      { strategy: hybrid },
    );

    expect(made.generations).toEqual([['rates', 'counts', 'pings'], ['enriched'], ['clicks']]);
    expect(made.pipeIds.map(made.modeOf)).toEqual(['batch', 'stream', 'stream', 'stream', 'stream']);
    expect([made.mode, made.checkpointOrder]).toEqual([
      'hybrid',
      ['clicks', 'pings', 'enriched', 'counts'],
    ]);
    expect(made.warnings).toEqual([]);
  });

  it('runs what can do both once, unless it reads a stream, even by way of others', () => {
    //  a(both) ──> b(both),  s(stream) ──> c(both) ──> d(both)
    const made = plan(wired('a', 'b: a', 's | stream', 'c: s', 'd: c'), undefined, { strategy: hybrid });

    expect(['a', 'b', 's', 'c', 'd'].map(made.modeOf)).toEqual([
      'batch',
      'batch',
      'stream',
      'stream',
      'stream',
    ]);
  });

  it('runs a batch pipe before the stream it reads starts, and warns of it', () => {
    //  s(stream) ──> report(batch) ──> feed(stream)
    const made = plan(wired('s | stream', 'report: s | batch', 'feed: report | stream'), undefined, {
      strategy: hybrid,
    });

    expect(made.generations).toEqual([['report'], ['s', 'feed']]);
    expect(made.warnings).toEqual([
      {
        kind: 'mode',
        message: 'report runs once, before the stream s starts: it will read what an earlier run left',
        pipeIds: ['s', 'report'],
      },
    ]);
  });
});

describe('configured', () => {
  it('runs each pipe as its tag says, and as it is defined without one', () => {
    const wiring = wired('a | batch run=stream', 'b: a', 'c | run=batch', 'd | batch');
    const made = plan(wiring, undefined, { strategy: configured('run') });

    expect(['a', 'b', 'c', 'd'].map(made.modeOf)).toEqual(['stream', 'stream', 'batch', 'batch']);
    expect([made.strategy, made.mode]).toEqual(['configured', 'hybrid']);
    expect(made.warnings.map(({ message }) => message)).toEqual([
      'defined to run once, but run as streams: a',
    ]);
  });

  it('is a batch or a streaming plan where the tags say the same of all', () => {
    expect(plan(wired('a | mode=batch'), undefined, { strategy: configured() }).mode).toBe('batch');
    expect(plan(wired('a | mode=stream'), undefined, { strategy: configured() }).mode).toBe('stream');
  });

  it('refuses a tag that is no mode', () => {
    expect(() =>
      plan(wired('a | mode=often', 'b | mode=batch'), undefined, { strategy: configured() }),
    ).toThrow('"a" has the tag mode="often", not batch, stream or both');
  });
});

describe("a user's own strategy", () => {
  const oneByOne: Strategy = (graph) =>
    planOf(graph, { strategy: 'one by one', generations: topologicalOrder(graph).map((id) => [id]) });

  it('says which pipes start side by side', () => {
    const made = plan(shop, undefined, { strategy: oneByOne });

    expect(made.generations).toEqual([
      ['rates'],
      ['orders'],
      ['cleaned'],
      ['weekly'],
      ['daily'],
      ['yearly'],
    ]);
    expect([made.strategy, made.maxParallelism, made.levelOf('weekly')]).toEqual(['one by one', 1, 3]);
    expect(made.criticalPath).toEqual(['orders', 'cleaned', 'weekly', 'yearly']);
  });

  it('can keep an order of its own within a generation', () => {
    const made = plan(wired('a', 'b'), undefined, {
      strategy: (graph) => planOf(graph, { strategy: 'mine', generations: [['b', 'a']] }),
    });

    expect(made.pipeIds).toEqual(['b', 'a']);
  });

  it('can change the plan of another one', () => {
    const renamed: Strategy = (graph) => ({ ...batch(graph), strategy: 'renamed' });

    expect(plan(shop, undefined, { strategy: renamed })).toMatchObject({
      strategy: 'renamed',
      maxParallelism: 2,
    });
  });

  it('is not asked about pipes in a circle', () => {
    const blind: Strategy = (graph) => planOf(graph, { strategy: 'blind', generations: [['a', 'b']] });

    expect(() => plan(wired('a: b', 'b: a'), undefined, { strategy: blind })).toThrow(PipeCycleError);
  });

  it.each<[string, readonly (readonly string[])[], string]>([
    ['forgets a pipe', [['a'], ['b']], '"c" is missing'],
    ['runs a pipe twice', [['a'], ['b', 'a'], ['c']], '"a" is twice, in 0 and 1'],
    ['runs a pipe that was not requested', [['a'], ['b', 'x'], ['c']], '"x" was not requested'],
    ['has an empty generation', [['a'], [], ['b'], ['c']], 'generation 1 is empty'],
    ['turns two pipes round', [['b'], ['a'], ['c']], '"b" does not start after "a", whose output it reads'],
    [
      'runs two pipes side by side',
      [['a', 'b'], ['c']],
      '"b" does not start after "a", whose output it reads',
    ],
  ])('is refused where it %s', (_, groups, message) => {
    //  a ──> b ──> c
    const wiring = wired('a', 'b: a', 'c: b');
    const byDraft: Strategy = (graph) => planOf(graph, { strategy: 'mine', generations: groups });
    const byCopy: Strategy = (graph) => ({
      ...batch(graph),
      strategy: 'mine',
      generations: groups,
      levelOf: (id) => groups.findIndex((group) => group.includes(id)),
    });

    for (const strategy of [byDraft, byCopy])
      expect(() => plan(wiring, undefined, { strategy })).toThrow(
        `expected the strategy "mine" to make a plan that can run, got one in which ${message}`,
      );
  });

  it('is refused where it starts the producer of a stream before its reader', () => {
    const strategy: Strategy = (graph) =>
      planOf(graph, { strategy: 'mine', modeOf: () => 'stream', generations: [['a'], ['b']] });

    expect(() => plan(wired('a', 'b: a'), undefined, { strategy })).toThrow(
      'the stream "a" does not start after its reader "b"',
    );
  });

  it.each<[string, Partial<Plan>, string]>([
    ['pipeIds', { pipeIds: ['b', 'a'] }, 'in pipeIds, "b" does not start after "a", whose output it reads'],
    ['pipeIds', { pipeIds: ['a'] }, 'in pipeIds, "b" is missing'],
    ['levelOf', { levelOf: () => 0 }, 'levelOf("b") is 0, but it is in generation 1'],
    ['maxParallelism', { maxParallelism: 2 }, 'maxParallelism is 2, but the largest generation has 1'],
    ['checkpointOrder', { checkpointOrder: ['a'] }, 'checkpointOrder is not each stream once: "a"'],
    [
      'checkpointOrder',
      {
        modeOf: () => 'stream',
        generations: [['b'], ['a']],
        pipeIds: ['b', 'a'],
        levelOf: (id) => (id === 'a' ? 1 : 0),
      },
      'checkpointOrder is not each stream once: "a", "b"',
    ],
  ])('is refused where %s does not agree', (_, change, message) => {
    const strategy: Strategy = (graph) => ({ ...batch(graph), ...change });

    expect(() => plan(wired('a', 'b: a'), undefined, { strategy })).toThrow(message);
  });

  it('is told of the first of many problems', () => {
    const strategy: Strategy = (graph) => planOf(graph, { strategy: 'none', generations: [] });
    const pipes = Array.from({ length: 13 }, (_, i) => `p${i}`);

    expect(() => plan(wired(...pipes), undefined, { strategy })).toThrow('"p9" is missing; and 3 more');
  });

  it('is refused where it gives the plan of another graph', () => {
    const other = batch(pipeGraph(wired('x')));

    expect(() => plan(wired('a'), undefined, { strategy: () => other })).toThrow('"x" was not requested');
  });
});

describe('every strategy', () => {
  const tagged = configured('none');

  it.each([batch, streaming, hybrid, tagged])('makes plans that can run: %p', (strategy) => {
    fc.assert(
      fc.property(requestOf(acyclicWiring()), ([wiring, ids]) => {
        const made = plan(wiring, ids, { strategy });
        const copy = { ...made };

        expect(() => validatePlan(copy, pipeGraph(wiring, ids))).not.toThrow();
        expect(made.generations.flat()).toEqual(made.pipeIds);
        expect([...made.pipeIds].sort()).toEqual([...ids].sort());
        for (const [from, to] of pairsIn(wiring).filter((pair) => pair.every((id) => ids.includes(id)))) {
          const ahead = made.levelOf(to) - made.levelOf(from);
          expect(made.modeOf(from) === 'stream' ? -ahead : ahead).toBeGreaterThan(0);
        }
        expect(made.criticalPath).toHaveLength(made.generations.length);
      }),
    );
  });
});
