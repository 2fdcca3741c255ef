import { at } from './at.ts';
import type { PipeGraph } from './pipeGraph.ts';

/** The ids of some nodes. Many are read in the order in which pipes lie in memory first, which is quicker. */
export function idsOf({ size, idAt }: PipeGraph, nodes: Int32Array): string[] {
  const ids: string[] = [];
  if (4 * nodes.length < size) {
    for (const node of nodes) ids.push(idAt(node));
    return ids;
  }
  const all: string[] = [];
  for (let node = 0; node < size; node++) all.push(idAt(node));
  for (let i = 0; i < nodes.length; i++) ids.push(all[at(nodes, i)] ?? '');
  return ids;
}
