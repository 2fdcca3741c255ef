import type { Wiring } from '../definitions/wiring.ts';
import { at } from './at.ts';

/** Some pipes of a wiring, by their handles in order of registration. A node is a place in `handles`. */
export interface Request {
  readonly wiring: Wiring;
  readonly handles: Int32Array;
}

/** Visits what each requested pipe reads, once where it names an input twice, in order of the nodes. */
export function visitInputs(
  { wiring: { inputs, inputStart, entities }, handles }: Request,
  visit: (entity: number, node: number) => void,
): void {
  const lastReader = new Int32Array(entities.length).fill(-1);
  for (let node = 0; node < handles.length; node++) {
    const handle = at(handles, node);
    const end = at(inputStart, handle + 1);
    for (let i = at(inputStart, handle); i < end; i++) {
      const entity = at(inputs, i);
      if (at(lastReader, entity) === node) continue;
      lastReader[entity] = node;
      visit(entity, node);
    }
  }
}
