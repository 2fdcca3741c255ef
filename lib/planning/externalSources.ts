import { at } from './at.ts';
import type { PipeGraph } from './pipeGraph.ts';
import { visitInputs } from './visitInputs.ts';

/** An entity that is read, and that no requested pipe writes. */
export interface ExternalSource {
  readonly entityId: string;
  /** The requested pipes that read it. */
  readonly readers: readonly string[];
  /** Pipes that would write it, but are not requested. */
  readonly writers: readonly string[];
}

/** What comes into a graph from outside, in the order in which it is first read. */
export function externalSources(graph: PipeGraph): ExternalSource[] {
  const { output, pipes, entities } = graph.wiring;
  const written = new Uint8Array(entities.length);
  for (const handle of graph.handles) if (at(output, handle) >= 0) written[at(output, handle)] = 1;
  const sources = new Map<number, { entityId: string; readers: string[]; writers: string[] }>();
  visitInputs(graph, (entity, node) => {
    if (written[entity] === 1) return;
    const source = sources.get(entity) ?? {
      entityId: entities[entity]?.id ?? '',
      readers: [],
      writers: [],
    };
    source.readers.push(graph.idAt(node));
    sources.set(entity, source);
  });
  pipes.forEach(({ id }, handle) => {
    sources.get(at(output, handle))?.writers.push(id);
  });
  return [...sources.values()];
}
