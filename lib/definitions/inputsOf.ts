import type { Entity, RowOf } from './entity.ts';
import type { Frame } from './frame.ts';
import { friendlyName, type NamesOf, namesOf } from './friendlyName.ts';

/**
 * What a pipe reads, by id of the entity and by friendly name: `inputs['bronze.orders']` and
 * `inputs.bronze_orders`. Ids always win; where two friendly names would be the same, neither is there.
 */
export type InputFrames<Inputs extends readonly Entity[]> = FramesOf<Inputs[number]>;

type FramesOf<E extends Entity> = string extends E['id']
  ? Readonly<Record<string, Frame>>
  : {
      readonly [Name in keyof NamesOf<E['id']>]: Frame<
        RowOf<Extract<E, { readonly id: NamesOf<E['id']>[Name] }>>
      >;
    };

/** Makes what `run` gets as inputs, from a frame for each entity that the pipe declares. */
export function inputsOf<Inputs extends readonly Entity[]>(
  pipe: { readonly inputs: Inputs },
  frameOf: (entity: Inputs[number]) => Frame,
): InputFrames<Inputs> {
  const { inputs } = pipe;
  // Without a prototype, so that nothing but the inputs is ever found.
  const frames: Record<string, Frame> = Object.create(null);
  for (const input of inputs) frames[input.id] = frameOf(input);
  const names = inputs.length > FEW ? namesOf(inputs.map(({ id }) => id)) : undefined;
  for (const { id } of inputs) {
    const name = friendlyName(id);
    const stands = names ? names.get(name) === id : standsFor(name, id, inputs);
    if (stands) frames[name] = frames[id] as Frame;
  }
  return frames as InputFrames<Inputs>;
}

/** Beyond, looking at all others for each costs more than a map. */
const FEW = 8;

/** Whether no other input is called, or would be called, the same. */
function standsFor(name: string, id: string, inputs: readonly Entity[]): boolean {
  if (name === id) return false;
  for (const other of inputs) if (other.id !== id && friendlyName(other.id) === name) return false;
  return true;
}
