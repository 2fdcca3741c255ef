import type { Pipe } from '../definitions/pipe.ts';

/** The layer that a pipe writes into, or, where it writes nothing, the one that its id names. */
export function layerOf({ id, output }: Pipe): string {
  return output?.layer ?? firstSegment(output?.id ?? id);
}

const firstSegment = (id: string) => id.split('.', 1)[0] ?? id;
