import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasCycle, topologicalGenerations } from 'graphology-dag';
import { concatMap, from, mergeMap, type Observable, toArray } from 'rxjs';
import { cycles } from '../../lib/planning/cycles.ts';
import { generations } from '../../lib/planning/generations.ts';
import { generationsOf } from '../../lib/planning/generationsOf.ts';
import { toGraphology } from '../../lib/planning/graph.ts';
import { hybrid } from '../../lib/planning/hybrid.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { pipeGraph } from '../../lib/planning/pipeGraph.ts';
import { acyclicWiring, anyWiring, requestOf } from './support/graphs.ts';
import { wired } from './support/wired.ts';

describe('toGraphology', () => {
  it('has the pipes and arcs of a graph, also of one with circles', () => {
    //  a <──> b ──> c
    const graph = toGraphology(pipeGraph(wired('a: b', 'b: a', 'c: b')));

    expect(graph.nodes()).toEqual(['a', 'b', 'c']);
    expect(graph.mapEdges((_, { entityId }, from, to) => `${from} -(${entityId})-> ${to}`)).toEqual([
      'a -(a)-> b',
      'b -(b)-> a',
      'b -(b)-> c',
    ]);
  });

  it('says how the pipes of a plan run', () => {
    //  a(batch) ──> b(stream)
    const graph = toGraphology(plan(wired('a | batch', 'b: a | stream'), undefined, { strategy: hybrid }));

    expect(graph.getNodeAttributes('b')).toEqual({ mode: 'stream', generation: 1 });
    expect(graph.hasDirectedEdge('a', 'b')).toBe(true);
  });

  it('agrees about generations with graphology-dag', () => {
    fc.assert(
      fc.property(requestOf(acyclicWiring()), ([wiring, ids]) => {
        const graph = pipeGraph(wiring, ids);
        const sorted = (groups: readonly (readonly string[])[]) => groups.map((group) => [...group].sort());
        expect(sorted(generations(graph))).toEqual(sorted(topologicalGenerations(toGraphology(graph))));
      }),
    );
  });

  it('agrees about circles with graphology-dag', () => {
    fc.assert(
      fc.property(requestOf(anyWiring()), ([wiring, ids]) => {
        const graph = pipeGraph(wiring, ids);
        expect(cycles(graph).cycles.length > 0).toBe(hasCycle(toGraphology(graph)));
      }),
    );
  });
});

describe('generationsOf', () => {
  //  a ──> c,  b ──> c
  const made = plan(wired('a', 'b', 'c: a b'));
  const collect = <T>(source: Observable<T>): T[] => {
    const values: T[] = [];
    source.pipe(toArray()).subscribe((all) => values.push(...all));
    return values;
  };

  it('emits each generation as a stream of pipes', () => {
    expect(
      collect(generationsOf(made).pipe(concatMap((generation) => generation.pipe(toArray())))),
    ).toEqual([['a', 'b'], ['c']]);
  });

  it('is merged by whoever runs it, and can be read again', () => {
    const run = (id: string) => from([`${id} began`, `${id} ended`]);
    const events$ = generationsOf(made).pipe(concatMap((generation) => generation.pipe(mergeMap(run, 1))));

    expect(collect(events$)).toEqual(['a began', 'a ended', 'b began', 'b ended', 'c began', 'c ended']);
    expect(collect(events$)).toHaveLength(6);
  });
});
