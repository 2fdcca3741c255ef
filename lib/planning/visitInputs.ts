import type { Wiring } from '../definitions/wiring.ts';
import { at } from './at.ts';

/** Some pipes of a wiring, by their handles in order of registration. A node is a place in `handles`. */
export interface Request {
  readonly wiring: Wiring;
  readonly handles: Int32Array;
}

/** Looking through so few inputs is quicker than keeping note of them. */
const FEW = 8;

/** Visits what each requested pipe reads, once where it names an input twice, in order of the nodes. */
export function visitInputs(
  { wiring: { inputs, inputStart, entities }, handles }: Request,
  visit: (entity: number, node: number) => void,
): void {
  let lastReader: Int32Array | undefined;
  for (let node = 0; node < handles.length; node++) {
    const begin = at(inputStart, at(handles, node));
    const end = at(inputStart, at(handles, node) + 1);
    if (end - begin > FEW) lastReader ??= new Int32Array(entities.length).fill(-1);
    for (let i = begin; i < end; i++) {
      const entity = at(inputs, i);
      if (end - begin <= FEW || lastReader === undefined) {
        if (isIn(inputs, entity, begin, i)) continue;
      } else if (at(lastReader, entity) === node) continue;
      else lastReader[entity] = node;
      visit(entity, node);
    }
  }
}

function isIn(inputs: Int32Array, entity: number, begin: number, end: number): boolean {
  for (let i = begin; i < end; i++) if (at(inputs, i) === entity) return true;
  return false;
}
