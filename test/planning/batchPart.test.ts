import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batch } from '../../lib/planning/batch.ts';
import { batchPart } from '../../lib/planning/batchPart.ts';
import { hybrid } from '../../lib/planning/hybrid.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { pipeGraph } from '../../lib/planning/pipeGraph.ts';
import type { Plan } from '../../lib/planning/plan.ts';
import { planOf } from '../../lib/planning/planOf.ts';
import type { Strategy } from '../../lib/planning/strategy.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { acyclicWiring } from './support/graphs.ts';
import { wired } from './support/wired.ts';

describe('batchPart', () => {
  it('is the plan itself where every pipe runs once, and nothing where none does', () => {
    const shop = wired('a', 'b: a', 'c: b');
    const once = plan(shop, undefined, { strategy: batch });

    expect(batchPart(once)).toBe(once);
    expect(batchPart(plan(shop, undefined, { strategy: streaming }))).toBeUndefined();
  });

  it('has the pipes that run once, as the plan has them, and waits for no stream', () => {
    //  a ──> s(stream) ──> report(batch) ──> c(batch)
    //  b ──> c
    const whole = plan(
      wired('a | batch', 's: a | stream', 'report: s | batch', 'b | batch', 'c: report b | batch'),
      undefined,
      { strategy: hybrid },
    );
    const part = batchPart(whole);

    expect(part?.generations).toEqual([['a', 'report', 'b'], ['c']]);
    expect(part?.edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['report c', 'b c']);
    expect([part?.strategy, part?.mode, part?.checkpointOrder]).toEqual(['hybrid', 'batch', []]);
  });

  it('keeps generations that the strategy chose, without those that are left empty', () => {
    const late: Strategy = (graph) =>
      planOf(graph, {
        strategy: 'late',
        modeOf: ({ id }) => (id === 's' ? 'stream' : 'batch'),
        generations: [['b'], ['s'], ['c', 'a']],
      });
    const part = batchPart(plan(wired('a', 'b', 'c', 's'), undefined, { strategy: late }));

    expect(part?.generations).toEqual([['b'], ['c', 'a']]);
    expect(part?.pipeIds).toEqual(['b', 'c', 'a']);
  });

  it('warns of what the whole plan does, and of no gaps where its streams are', () => {
    const whole = plan(
      wired('a | batch', 's: a | stream', 'report: s | batch', 'again: s | batch'),
      undefined,
      { strategy: hybrid },
    );

    expect(whole.warnings).toHaveLength(2);
    expect(batchPart(whole)?.warnings).toEqual(whole.warnings);
    expect(batchPart(whole)?.cacheAdvice).toEqual(whole.cacheAdvice);
  });

  it('refuses a plan that nobody has validated', () => {
    const copy: Plan = { ...plan(wired('a')) };

    expect(() => batchPart(copy)).toThrow(
      'expected a plan that "plan" made or "validatePlan" accepted, got another one',
    );
  });

  it('has each pipe that runs once exactly once, after those that run once and that it reads', () => {
    fc.assert(
      fc.property(acyclicWiring(), (wiring) => {
        const odd: Strategy = (graph) =>
          planOf(graph, { strategy: 'odd', modeOf: (_, node) => (node % 2 === 1 ? 'stream' : 'batch') });
        const whole = odd(pipeGraph(wiring));
        const part = batchPart(whole);
        const once = whole.pipeIds.filter((id) => whole.modeOf(id) === 'batch');

        expect(part?.pipeIds ?? []).toEqual(once);
        const late = whole.edges.filter(
          ({ from, to }) =>
            part && once.includes(from) && once.includes(to) && part.levelOf(from) >= part.levelOf(to),
        );
        expect(late).toEqual([]);
      }),
    );
  });
});
