import { type Layout, layoutToRun } from '../planning/layout.ts';
import type { Plan } from '../planning/plan.ts';
import { once } from '../planning/withLate.ts';
import type { Agenda, Lists } from './agenda.ts';

/** What a plan says is to be run. Refuses streams, and plans that nobody has validated. */
export function plannedAgenda(plan: Plan): Agenda {
  const layout = layoutToRun(plan);
  refuseStreams(layout);
  const { graph, levels, starts, order } = layout;
  // Asked for only once something went wrong.
  const producers = once(() => reversed(graph));
  return {
    pipes: Array.from({ length: graph.size }, (_, node) => graph.pipeAt(node)),
    get producers() {
      return producers();
    },
    get waitsFor() {
      return producers();
    },
    dependencies: {
      size: graph.size,
      counts: graph.counts,
      heads: graph.start,
      dependents: graph.targets,
      order,
    },
    generationOf: levels,
    generationSizes: starts.slice(1).map((end, level) => end - (starts[level] as number)),
    plan,
    strategy: plan.strategy,
    mode: plan.mode,
    memberOf: graph.nodeOf,
  };
}

function refuseStreams({ streams, graph }: Layout): void {
  const node = streams.indexOf(1);
  if (node < 0) return;
  throw new TypeError(
    `expected a plan of pipes that run once, got the stream "${graph.idAt(node)}" in it; plan with "batch", or leave streams out`,
  );
}

/** The arcs of a graph the other way round. */
function reversed({ size, start, targets, counts }: Layout['graph']): Lists {
  const heads = new Int32Array(size + 1);
  for (let node = 0; node < size; node++)
    heads[node + 1] = (heads[node] as number) + (counts[node] as number);
  const free = heads.slice(0, size);
  const items = new Int32Array(targets.length);
  for (let node = 0; node < size; node++) {
    const end = start[node + 1] as number;
    for (let i = start[node] as number; i < end; i++) {
      const target = targets[i] as number;
      const place = free[target] as number;
      items[place] = node;
      free[target] = place + 1;
    }
  }
  return { start: heads, items };
}
