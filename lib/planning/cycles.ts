import { at } from './at.ts';
import { circlesIn } from './circlesIn.ts';
import { type Knot, knots } from './knots.ts';
import type { PipeGraph } from './pipeGraph.ts';

export interface CyclesOptions {
  /** How many circles to list at most; but always one of each group of pipes that depend on each other. @default 100 */
  readonly max?: number;
}

/** Circles of pipes that depend on each other. */
export interface Cycles {
  /** Each begins with its smallest id; in order of their ids. */
  readonly cycles: readonly (readonly string[])[];
  /** At least as many are not listed; 0 where these are all. */
  readonly more: number;
}

/** Lists the elementary circles of a graph: all of them, or at least one of each group that has some. */
export function cycles(graph: PipeGraph, { max = 100 }: CyclesOptions = {}): Cycles {
  const tangled = knots(graph);
  const found: (readonly string[])[] = [];
  let spare = Math.max(0, max - tangled.length);
  let more = 0;
  for (const knot of tangled) {
    const circles = knot.single ? [onlyCircle(knot)] : firstCircles(knot, 2 + spare);
    const listed = Math.min(circles.length, 1 + spare);
    for (const circle of circles.slice(0, listed)) found.push(circle);
    spare -= listed - 1;
    if (circles.length > listed) more += unlisted(knot, listed);
  }
  return { cycles: found.sort(byIds), more };
}

function byIds(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left = '', right = ''] = [a[i], b[i]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** The directed circles of a knot span its cycle space, so that there are at least as many as it is wide. */
const unlisted = ({ arcs }: Knot, listed: number): number =>
  Math.max(1, arcs.targets.length - arcs.size + 1 - listed);

function firstCircles({ arcs, ids }: Knot, max: number): string[][] {
  const circles: string[][] = [];
  for (const circle of circlesIn(arcs)) {
    circles.push(circle.map((node) => ids[node] ?? ''));
    if (circles.length === max) break;
  }
  return circles;
}

function onlyCircle({ arcs, ids }: Knot): string[] {
  let first = 0;
  ids.forEach((id, node) => {
    if (id < (ids[first] ?? '')) first = node;
  });
  const circle: string[] = [];
  for (let node = first; circle.length < arcs.size; node = at(arcs.targets, node))
    circle.push(ids[node] ?? '');
  return circle;
}
