import { at } from './at.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { CacheAdvice } from './plan.ts';
import { visitInputs } from './visitInputs.ts';
import type { Streams } from './waits.ts';

/** What is worth keeping, and how. */
export interface CacheAdviceOptions {
  /** How an entity is to be kept, in the words of the engine. @default 'MEMORY_AND_DISK' */
  readonly level?: string;
  /** How many bytes an entity has; nothing where that is unknown, and then it counts as large enough. */
  readonly estimate?: (entityId: string) => number | undefined;
  /** Entities of fewer bytes than this are read again instead. @default 100 * 2 ** 20 */
  readonly threshold?: number;
}

/**
 * Entities that several batch pipes of a graph read, so that keeping them may pay. Advice only, and never
 * about streams: neither do they count as readers, nor is what one writes while others read it worth keeping.
 */
export function cacheAdvice(
  graph: PipeGraph,
  streams: Streams,
  {
    level = 'MEMORY_AND_DISK',
    estimate = () => undefined,
    threshold = 100 * 2 ** 20,
  }: CacheAdviceOptions = {},
): CacheAdvice[] {
  const advice: CacheAdvice[] = [];
  for (const [entity, nodes] of sharedEntities(graph, streams)) {
    const entityId = graph.wiring.entities[entity]?.id ?? '';
    const estimatedBytes = estimate(entityId);
    if (estimatedBytes !== undefined && estimatedBytes < threshold) continue;
    const reason = `${nodes.length} pipes read it${inSize(estimatedBytes)}`;
    const consumers = nodes.map(graph.idAt);
    const size = estimatedBytes === undefined ? {} : { estimatedBytes };
    advice.push({ entityId, consumers, level, reason, ...size });
  }
  return advice;
}

const inSize = (bytes: number | undefined): string =>
  bytes === undefined ? '' : `, and it has about ${Math.round(bytes / 2 ** 20)} MB`;

/** Entities by handle, each with the nodes that read it, where these are several. */
function sharedEntities(graph: PipeGraph, streams: Streams): Map<number, number[]> {
  const { output, entities } = graph.wiring;
  const uses = new Int32Array(entities.length);
  const visitUses = (visit: (entity: number, node: number) => void) =>
    visitInputs(graph, (entity, node) => {
      if (streams[node] === 0 && at(output, at(graph.handles, node)) !== entity) visit(entity, node);
    });
  visitUses((entity) => {
    uses[entity] = at(uses, entity) + 1;
  });
  graph.handles.forEach((handle, node) => {
    if (streams[node] === 1 && at(output, handle) >= 0) uses[at(output, handle)] = 0;
  });
  const readers = new Map<number, number[]>();
  visitUses((entity, node) => {
    if (at(uses, entity) < 2) return;
    const known = readers.get(entity);
    if (known === undefined) readers.set(entity, [node]);
    else known.push(node);
  });
  return readers;
}
