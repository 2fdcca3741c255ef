import { at } from './at.ts';
import type { PipeGraph } from './pipeGraph.ts';

/** An entity that is read, and that no requested pipe writes. */
export interface ExternalSource {
  readonly entityId: string;
  /** The requested pipes that read it. */
  readonly readers: readonly string[];
  /** Pipes that would write it, but are not requested. */
  readonly writers: readonly string[];
}

/** What comes into a graph from outside, in the order in which it is first read. */
export function externalSources({ wiring, handles, idAt }: PipeGraph): ExternalSource[] {
  const { inputStart, inputs, output, pipes } = wiring;
  const written = new Uint8Array(wiring.entities.length);
  for (const handle of handles) if (at(output, handle) >= 0) written[at(output, handle)] = 1;
  const readers = new Map<number, Set<string>>();
  handles.forEach((handle, node) => {
    for (const entity of inputs.subarray(at(inputStart, handle), at(inputStart, handle + 1))) {
      if (written[entity] === 1) continue;
      const known = readers.get(entity) ?? new Set();
      readers.set(entity, known.add(idAt(node)));
    }
  });
  const writers = new Map<number, string[]>();
  pipes.forEach(({ id }, handle) => {
    const entity = at(output, handle);
    if (readers.has(entity)) writers.set(entity, [...(writers.get(entity) ?? []), id]);
  });
  return Array.from(readers, ([entity, ids]) => ({
    entityId: wiring.entities[entity]?.id ?? '',
    readers: [...ids],
    writers: writers.get(entity) ?? [],
  }));
}
