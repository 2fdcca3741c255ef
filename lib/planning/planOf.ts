import type { Pipe } from '../definitions/pipe.ts';
import { at } from './at.ts';
import { type CacheAdviceOptions, cacheAdvice } from './cacheAdvice.ts';
import { checkpointOrder } from './checkpointOrder.ts';
import { externalSources } from './externalSources.ts';
import { fromGenerations } from './fromGenerations.ts';
import { groupsOf, largestGroup } from './generations.ts';
import { type Grouped, grouped } from './grouped.ts';
import { idsOf } from './idsOf.ts';
import { kahn } from './kahn.ts';
import { keepLayout, type Layout } from './layout.ts';
import { heaviestPath, longestWay } from './longestWay.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { Plan, RunMode } from './plan.ts';
import { planEdges } from './planEdges.ts';
import { PlanError } from './planError.ts';
import { planWarnings } from './planWarnings.ts';
import { topology } from './topology.ts';
import { UnknownPipeError } from './unknownPipeError.ts';
import { waitProblems } from './waitProblems.ts';
import { type Streams, waits } from './waits.ts';
import { once, withLate } from './withLate.ts';

/** What a strategy decides. */
export interface PlanDraft {
  /** The name of the strategy. */
  readonly strategy: string;
  /** @default 'batch' or 'stream' where all pipes run like that, else 'hybrid' */
  readonly mode?: Plan['mode'];
  /** How a pipe is to run. @default 'batch' */
  readonly modeOf?: (pipe: Pipe, node: number) => RunMode;
  /** Which pipes start side by side, by id. @default each as early as those it waits for allow */
  readonly generations?: readonly (readonly string[])[];
  /** When to advise to cache what several pipes read. */
  readonly cache?: CacheAdviceOptions;
}

/**
 * The plan of a graph, for strategies to return. Refuses generations in which a pipe is missing, occurs
 * twice or does not come after those it waits for.
 */
export function planOf(graph: PipeGraph, draft: PlanDraft): Plan {
  const streams = streamsOf(graph, draft);
  const layout: Layout = { ...groupingOf(graph, streams, draft), graph, streams };
  const problems = waitProblems(graph, layout.levels, streams);
  if (problems.length > 0) throw new PlanError(draft.strategy, problems);
  const plan = planFrom(layout, draft);
  keepLayout(plan, layout);
  return plan;
}

function streamsOf(graph: PipeGraph, { modeOf }: PlanDraft): Streams {
  const streams = new Uint8Array(graph.size);
  if (modeOf === undefined) return streams;
  return streams.map((_, node) => (modeOf(graph.pipeAt(node), node) === 'stream' ? 1 : 0));
}

function groupingOf(graph: PipeGraph, streams: Streams, { strategy, generations }: PlanDraft): Grouped {
  const producersFirst = topology(graph);
  if (generations !== undefined) {
    const { grouping, problems } = fromGenerations(graph, generations);
    if (problems.length > 0) throw new PlanError(strategy, problems);
    return grouping;
  }
  const order = waits(graph, streams);
  return order === graph ? producersFirst : grouped(kahn(order).levels);
}

function planFrom(layout: Layout, { strategy, mode, cache }: PlanDraft): Plan {
  const { graph, streams, levels, order } = layout;
  const modeOf = (pipeId: string): RunMode => (streams[nodeIn(layout, pipeId)] === 1 ? 'stream' : 'batch');
  const pipeIds = once(() => idsOf(graph, order));
  return withLate(
    {
      strategy,
      mode: mode ?? modeOfAll(streams),
      modeOf,
      levelOf: (pipeId: string) => at(levels, nodeIn(layout, pipeId)),
      maxParallelism: largestGroup(layout),
    },
    {
      pipeIds,
      generations: () => groupsOf(pipeIds(), layout),
      edges: () => planEdges(graph),
      criticalPath: () => heaviestPath(longestWay(waits(graph, streams), order)).map(graph.idAt),
      externalInputs: () => externalSources(graph).map(({ entityId }) => entityId),
      cacheAdvice: () => cacheAdvice(graph, streams, cache),
      warnings: () => planWarnings(graph, streams),
      checkpointOrder: () => checkpointOrder(graph, streams),
    },
  );
}

function nodeIn({ graph, order }: Layout, pipeId: string): number {
  const node = graph.nodeOf(pipeId);
  if (node !== undefined) return node;
  throw new UnknownPipeError([pipeId], idsOf(graph, order), 'the id of a pipe in the plan');
}

function modeOfAll(streams: Streams): Plan['mode'] {
  if (!streams.includes(1)) return 'batch';
  return streams.includes(0) ? 'hybrid' : 'stream';
}
