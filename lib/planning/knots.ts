import { type Arcs, arcsFrom } from './arcs.ts';
import { at } from './at.ts';
import { grouped } from './grouped.ts';
import { idsOf } from './idsOf.ts';
import { Pairs } from './pairs.ts';
import type { PipeGraph } from './pipeGraph.ts';
import { strongComponents } from './strongComponents.ts';

/** Pipes that can all reach each other: the arcs between them, and their ids by node of those arcs. */
export interface Knot {
  readonly arcs: Arcs;
  readonly ids: readonly string[];
  /** A knot that is a single circle; its nodes are in no order. In any other they are in order of their ids. */
  readonly single: boolean;
}

/** The groups of pipes that depend on each other, in order of their smallest ids. */
export function knots(graph: PipeGraph): Knot[] {
  const { order, starts } = grouped(strongComponents(graph));
  const places = new Int32Array(graph.size).fill(-1);
  const found: { knot: Knot; least: string }[] = [];
  for (let group = 0; group + 1 < starts.length; group++) {
    const nodes = order.subarray(at(starts, group), at(starts, group + 1));
    if (nodes.length === 1) continue;
    const knot = knotOf(graph, nodes, places);
    found.push({ knot, least: knot.ids.reduce((least, id) => (id < least ? id : least)) });
  }
  return found.sort((a, b) => (a.least < b.least ? -1 : 1)).map(({ knot }) => knot);
}

function knotOf(graph: PipeGraph, nodes: Int32Array, places: Int32Array): Knot {
  const ids = idsOf(graph, nodes);
  const arcs = arcsWithin(graph, nodes, places);
  if (arcs.targets.length === nodes.length) return { arcs, ids, single: true };
  const named = Array.from(nodes, (node, place) => ({ node, id: ids[place] ?? '' }));
  named.sort((a, b) => (a.id < b.id ? -1 : 1));
  const sorted = Int32Array.from(named, ({ node }) => node);
  return { arcs: arcsWithin(graph, sorted, places), ids: named.map(({ id }) => id), single: false };
}

/** `places` is where each of the nodes stands in `nodes`; it is written here, and shared to save room. */
function arcsWithin(graph: PipeGraph, nodes: Int32Array, places: Int32Array): Arcs {
  for (let place = 0; place < nodes.length; place++) places[at(nodes, place)] = place;
  const pairs = new Pairs(nodes.length);
  for (let place = 0; place < nodes.length; place++) {
    const node = at(nodes, place);
    for (let i = at(graph.start, node); i < at(graph.start, node + 1); i++) {
      const target = at(graph.targets, i);
      const to = at(places, target);
      // Places of other knots are in there as well, so the node itself decides.
      if (to >= 0 && at(nodes, to) === target) pairs.add(place, to);
    }
  }
  const arcs = arcsFrom(nodes.length, pairs);
  for (let place = 0; place < nodes.length; place++)
    arcs.targets.subarray(at(arcs.start, place), at(arcs.start, place + 1)).sort();
  return arcs;
}
