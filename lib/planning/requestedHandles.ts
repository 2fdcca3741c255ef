import type { Wiring } from '../definitions/wiring.ts';
import { UnknownPipeError } from './unknownPipeError.ts';

/** Handles of the requested pipes in order of registration, each once; all pipes where none are named. */
export function requestedHandles(wiring: Wiring, pipeIds?: Iterable<string>): Int32Array {
  const total = wiring.pipes.length;
  if (pipeIds === undefined) return new Int32Array(total).map((_, handle) => handle);
  const wanted = new Uint8Array(total);
  const unknown = new Set<string>();
  let size = 0;
  for (const id of pipeIds) {
    const handle = wiring.handleOf(id);
    if (handle === undefined) unknown.add(id);
    else if (wanted[handle] === 0) {
      wanted[handle] = 1;
      size++;
    }
  }
  if (unknown.size > 0) {
    const known = wiring.pipes.map((pipe) => pipe.id);
    throw new UnknownPipeError([...unknown], known);
  }
  return marked(wanted, size);
}

function marked(wanted: Uint8Array, size: number): Int32Array {
  const handles = new Int32Array(size);
  let next = 0;
  for (let handle = 0; next < size; handle++) if (wanted[handle] === 1) handles[next++] = handle;
  return handles;
}
