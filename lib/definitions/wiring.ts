import type { Entity } from './entity.ts';
import type { Pipe } from './pipe.ts';

/**
 * Who reads and writes what, as flat arrays over handles: a pipe's handle is its place in `pipes`, an
 * entity's its place in `entities`. Given out at registration, so that planning never looks up a name.
 */
export interface Wiring {
  readonly pipes: readonly Pipe[];
  readonly entities: readonly Entity[];
  /** Pipe `p` reads the entities `inputs[i]` for `i` from `inputStart[p]` up to, without, `inputStart[p + 1]`. */
  readonly inputStart: Int32Array;
  readonly inputs: Int32Array;
  /** The entity that a pipe writes, or -1. */
  readonly output: Int32Array;
  /** The handle of a pipe by its id; nothing where there is none. */
  readonly handleOf: (pipeId: string) => number | undefined;
}
