import { at } from './at.ts';
import { circlesIn } from './circlesIn.ts';
import { type Knot, knots } from './knots.ts';
import type { PipeGraph } from './pipeGraph.ts';

/** How many arcs are worth walking again and again: a knot of that size is looked through once. */
const ARCS = 2_000_000;

/** How much to list. */
export interface CyclesOptions {
  /** How many circles to list at most; but always one of each group that has some. @default 100 */
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
    const { circles, all } = knot.single ? onlyCircle(knot) : firstCircles(knot, 1 + spare);
    for (const circle of circles) found.push(circle);
    spare -= circles.length - 1;
    if (!all) more += unlisted(knot, circles.length);
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

interface Listed {
  readonly circles: readonly (readonly string[])[];
  readonly all: boolean;
}

function firstCircles({ arcs, ids }: Knot, max: number): Listed {
  const circles: string[][] = [];
  const walk = circlesIn(arcs, Math.max(1, Math.floor(ARCS / arcs.targets.length)));
  for (let step = walk.next(); ; step = walk.next()) {
    if (step.done) return { circles, all: !step.value };
    if (circles.length === max) return { circles, all: false };
    circles.push(step.value.map((node) => ids[node] ?? ''));
  }
}

function onlyCircle({ arcs, ids }: Knot): Listed {
  let first = 0;
  ids.forEach((id, node) => {
    if (id < (ids[first] ?? '')) first = node;
  });
  const circle: string[] = [];
  for (let node = first; circle.length < arcs.size; node = at(arcs.targets, node))
    circle.push(ids[node] ?? '');
  return { circles: [circle], all: true };
}
