import type { Entity } from '../../../lib/definitions/entity.ts';
import type { Pipe, PipeMode } from '../../../lib/definitions/pipe.ts';
import type { Wiring } from '../../../lib/definitions/wiring.ts';

/** What a pipe reads; or that and whatever else is not as usual about it. */
export type PipeSketch = readonly string[] | PipeDetails;

export interface PipeDetails {
  readonly reads?: readonly string[];
  /** Nothing where it is null. @default the pipe's own id */
  readonly writes?: string | null;
  readonly tags?: Readonly<Record<string, string>>;
  readonly mode?: PipeMode;
  /** Of what it writes. @default left open */
  readonly layer?: string;
}

/** A wiring out of a few words: each pipe writes an entity of its own id unless told otherwise. */
export function wire(sketches: Readonly<Record<string, PipeSketch>>): Wiring {
  const pipes = Object.entries(sketches).map(([id, sketch]) =>
    pipeOf(id, 'length' in sketch ? { reads: sketch } : sketch),
  );
  const touched = pipes.flatMap(({ inputs, output }) => (output ? [...inputs, output] : inputs));
  const entities = [...new Map(touched.map((entity) => [entity.id, entity])).values()];
  const places = new Map(entities.map(({ id }, place) => [id, place]));
  const handles = new Map(pipes.map(({ id }, handle) => [id, handle]));
  const place = (entity: Entity | undefined) => (entity && places.get(entity.id)) ?? -1;
  let reads = 0;
  return {
    pipes,
    entities,
    inputStart: Int32Array.from([0, ...pipes.map(({ inputs }) => (reads += inputs.length))]),
    inputs: Int32Array.from(pipes.flatMap(({ inputs }) => inputs.map(place))),
    output: Int32Array.from(pipes, ({ output }) => place(output)),
    handleOf: (pipeId) => handles.get(pipeId),
  };
}

function pipeOf(
  id: string,
  { reads = [], writes = id, tags = {}, mode = 'batch', layer }: PipeDetails,
): Pipe {
  const inputs = reads.map((read) => entityOf(read));
  const output = writes === null ? undefined : entityOf(writes, layer);
  return { kind: 'pipe', id, name: id, inputs, output, tags, mode, options: {}, run: () => [] };
}

const entityOf = (id: string, layer?: string): Entity => ({
  kind: 'entity',
  id,
  name: id,
  schema: undefined,
  keys: [],
  partitions: [],
  tags: {},
  layer,
});
