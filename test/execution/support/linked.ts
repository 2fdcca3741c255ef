import type { Entity } from '../../../lib/definitions/entity.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { type Pipe, type PipeOptions, type PipeResult, pipe } from '../../../lib/definitions/pipe.ts';
import type { PipeContext } from '../../../lib/definitions/pipeContext.ts';
import { Registry } from '../../../lib/definitions/registry.ts';

/** What a pipe does, by its id. */
export type Body = (pipeId: string, context: PipeContext) => PipeResult<Entity>;

/** What is not as usual about a pipe. */
export type Detail = Partial<Omit<PipeOptions, 'run' | 'inputs'>>;

const nothing: Body = () => [];

/**
 * Pipes out of a few words: each writes an entity of its own id and reads entities by their ids, which other
 * pipes write or nobody does.
 */
export function linked(
  reads: Readonly<Record<string, readonly string[]>>,
  body: Body = nothing,
  details: Readonly<Record<string, Detail>> = {},
): Registry {
  const outputs = Object.entries(details).flatMap(([id, { output }]) =>
    output ? [[id, output] as const] : [],
  );
  const entities = new Map<string, Entity>(outputs.map(([, output]) => [output.id, output]));
  const entityOf = (id: string): Entity => {
    const made = entities.get(id) ?? entity(id);
    entities.set(id, made);
    return made;
  };
  const pipes = Object.entries(reads).map(
    ([id, inputs]): Pipe =>
      pipe(id, {
        output: entityOf(id),
        ...details[id],
        inputs: inputs.map(entityOf),
        run: (_: unknown, context: PipeContext) => body(id, context),
      }) as Pipe,
  );
  return new Registry().add(pipes);
}
