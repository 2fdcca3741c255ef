import type { Entity } from '../../definitions/entity.ts';
import { type Agenda, rowOf } from '../agenda.ts';

/** An entity that no other pipe of the run writes before it is read, and the pipes that read it so. */
export interface OuterInput {
  readonly entity: Entity;
  readonly readers: readonly string[];
}

/** What has to be there before a run, in the order in which it is first read. What a pipe reads of its own output need not be. */
export function outerInputs({ pipes, producers }: Agenda): readonly OuterInput[] {
  const found = new Map<string, OuterInput & { readonly readers: string[] }>();
  pipes.forEach(({ id, inputs, output }, member) => {
    const written = new Set(
      Array.from(rowOf(producers, member), (producer) => pipes[producer]?.output?.id),
    ).add(output?.id);
    for (const entity of new Set(inputs)) {
      if (written.has(entity.id)) continue;
      const input = found.get(entity.id) ?? { entity, readers: [] };
      found.set(entity.id, input);
      if (input.readers.at(-1) !== id) input.readers.push(id);
    }
  });
  return [...found.values()];
}
