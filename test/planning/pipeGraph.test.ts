import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pipeGraph } from '../../lib/planning/pipeGraph.ts';
import { UnknownPipeError } from '../../lib/planning/unknownPipeError.ts';
import { failureOf } from '../support/failureOf.ts';
import { arcsOf } from './support/arcsOf.ts';
import { acyclicWiring, pairsIn, requestOf } from './support/graphs.ts';
import { wired } from './support/wired.ts';

describe('pipeGraph', () => {
  it('leads from who writes an entity to all who read it', () => {
    //  orders ──> cleaned ──> daily
    //                    └──> weekly
    const wiring = wired('orders', 'cleaned: orders', 'daily: cleaned', 'weekly: cleaned');

    expect(arcsOf(pipeGraph(wiring))).toEqual([
      'orders -> cleaned',
      'cleaned -> daily',
      'cleaned -> weekly',
    ]);
  });

  it('knows the requested pipes alone, in order of registration and each once', () => {
    //  a ──> (b) ──> c
    const graph = pipeGraph(wired('a', 'b: a', 'c: b'), ['c', 'a', 'c']);

    expect([0, 1].map(graph.idAt)).toEqual(['a', 'c']);
    expect(arcsOf(graph)).toEqual([]);
    expect(['a', 'b', 'c', 'd'].map(graph.nodeOf)).toEqual([0, undefined, 1, undefined]);
    expect(() => graph.idAt(2)).toThrow('expected a node below 2, got 2');
  });

  it('takes reading its own output for reading what it wrote before', () => {
    expect(arcsOf(pipeGraph(wired('totals: totals orders')))).toEqual([]);
  });

  it('leads once from a writer to a reader that names an input twice', () => {
    expect(arcsOf(pipeGraph(wired('a', 'b: a a')))).toEqual(['a -> b']);
  });

  it('leads from each of several writers', () => {
    //  de ──┐
    //  fr ──┴─(orders)──> all
    expect(arcsOf(pipeGraph(wired('de -> orders', 'fr -> orders', 'all: orders')))).toEqual([
      'de -> all',
      'fr -> all',
    ]);
  });

  it('refuses all unknown ids at once, and proposes what is near', () => {
    const wiring = wired('silver.orders', 'silver.lines');

    const error = failureOf(() => pipeGraph(wiring, ['silver.ordres', 'silver.lines', 'x', 'x']));

    expect(error).toBeInstanceOf(UnknownPipeError);
    expect(error.message).toBe(
      'expected ids of pipes that are defined, got "silver.ordres" (did you mean "silver.orders"?), "x"',
    );
    expect(error).toMatchObject({ pipeIds: ['silver.ordres', 'x'] });
  });

  it('shows the first of very many unknown ids, and keeps all', () => {
    const unknown = Array.from({ length: 60 }, (_, i) => `x${i}`);

    const error = failureOf(() => pipeGraph(wired('silver.orders'), unknown));

    expect(error.message).toMatch(/"x49" and 10 more$/);
    expect(error).toMatchObject({ pipeIds: unknown });
  });

  it('has the arcs that are found by looking at every pair', () => {
    fc.assert(
      fc.property(requestOf(acyclicWiring()), ([wiring, ids]) => {
        const wanted = pairsIn(wiring).filter((pair) => pair.every((id) => ids.includes(id)));
        expect(arcsOf(pipeGraph(wiring, ids)).sort()).toEqual(
          wanted.map(([from, to]) => `${from} -> ${to}`).sort(),
        );
      }),
    );
  });
});
