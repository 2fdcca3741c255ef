import { DirectedGraph } from 'graphology';
import { topologicalGenerations } from 'graphology-dag';
import type { SerializedGraph } from 'graphology-types';
import {
  cycles,
  type Entity,
  entity,
  type Pipe,
  pipe,
  pipeGraph,
  plan,
  Registry,
  select,
  type Wiring,
} from 'rekindle';
import { type Contest, type Row, sink } from './compare.ts';
import { type Dag, random, shapes } from './dags.ts';

export const planning: readonly Row[] = [
  {
    bench: 'plan-10k',
    ours: 'plan of 10,000 pipes, with generations',
    rival: 'graphology import, graphology-dag',
    goal: 0.05,
    batch: 1,
    rounds: 30,
    contest: () => planned(10_000),
  },
  {
    bench: 'plan-100k',
    ours: 'plan of 100,000 pipes, with generations',
    rival: 'graphology import, graphology-dag',
    goal: 0.06,
    batch: 1,
    rounds: 5,
    contest: () => planned(100_000),
  },
  {
    // For the record: a selection costs about what a plan costs.
    bench: 'select-10k',
    ours: 'selection from 10,000 pipes',
    rival: 'plan of the same',
    batch: 4,
    rounds: 30,
    contest: () => {
      const wiring = wiringOf(layered(10_000));
      return {
        ours: (n) => {
          for (let i = 0; i < n; i++) sink.seen += select(wiring, '+p99*,!p5*').handles.length;
        },
        rival: (n) => {
          for (let i = 0; i < n; i++) sink.seen += plan(wiring).generations.length;
        },
      };
    },
  },
  {
    bench: 'cycle-100k',
    ours: 'circles of 100,000 pipes, one circle',
    rival: 'plan of the same without the circle',
    goal: 3,
    batch: 1,
    rounds: 15,
    contest: () => {
      const dependencies = layered(100_000);
      const sound = wiringOf(dependencies);
      // Back along one dependency between neighbouring layers, so that there is this circle and no other.
      const last = dependencies.length - 1;
      const circular = wiringOf(dependencies, { from: last, to: dependencies[last]?.[0] ?? 0 });
      return {
        ours: (n) => {
          for (let i = 0; i < n; i++) sink.seen += cycles(pipeGraph(circular)).cycles.length;
        },
        rival: (n) => {
          for (let i = 0; i < n; i++) sink.seen += plan(sound).generations.length;
        },
      };
    },
  },
];

function planned(size: number): Contest {
  const dependencies = layered(size);
  const wiring = wiringOf(dependencies);
  const serialized: SerializedGraph = {
    attributes: {},
    options: { type: 'directed', multi: false, allowSelfLoops: true },
    nodes: dependencies.map((_, i) => ({ key: `p${i}` })),
    edges: dependencies.flatMap((of, i) => of.map((j) => ({ source: `p${j}`, target: `p${i}` }))),
  };
  return {
    ours: (n) => {
      for (let i = 0; i < n; i++) sink.seen += plan(wiring).generations.length;
    },
    rival: (n) => {
      for (let i = 0; i < n; i++) sink.seen += topologicalGenerations(imported(serialized)).length;
    },
  };
}

function imported(serialized: SerializedGraph): DirectedGraph {
  const graph = new DirectedGraph();
  graph.import(serialized);
  return graph;
}

function layered(size: number): Dag['dependencies'] {
  return shapes['layered']?.(size, random(7)) ?? [];
}

/** Pipe `i` writes entity `i`, and reads those of the pipes it depends on. */
function wiringOf(
  dependencies: Dag['dependencies'],
  back?: { readonly from: number; readonly to: number },
): Wiring {
  const entities: readonly Entity[] = dependencies.map((_, i) => entity(`e${i}`));
  const pipes = dependencies.map((of, i): Pipe => {
    const reads = back?.to === i ? [...of, back.from] : of;
    const inputs = reads.map((j) => entities[j] as Entity);
    return pipe(`p${i}`, { inputs, output: entities[i] as Entity, run: () => [] });
  });
  return new Registry().add(pipes).wiring();
}
