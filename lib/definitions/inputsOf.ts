import type { Entity, RowOf } from './entity.ts';
import type { Frame } from './frame.ts';
import { type NamesOf, namesOf } from './friendlyName.ts';

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
  const frames = new Map(pipe.inputs.map((input) => [input.id, frameOf(input)]));
  // Without a prototype, so that nothing but the inputs is ever found.
  const inputs: Record<string, Frame> = Object.create(null);
  for (const [name, id] of namesOf([...frames.keys()])) {
    const frame = frames.get(id);
    if (frame) inputs[name] = frame;
  }
  return Object.freeze(inputs) as InputFrames<Inputs>;
}
