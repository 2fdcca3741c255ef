import type { Entity } from '../../../lib/definitions/entity.ts';
import type { Pipe, PipeMode } from '../../../lib/definitions/pipe.ts';
import type { Wiring } from '../../../lib/definitions/wiring.ts';

/**
 * A wiring from lines of text: `id: inputs -> output | mode tag=value`. All but the id can be left out; the
 * output is then the entity of the pipe's own id, and `-> -` is a pipe that writes nothing.
 */
export function wired(...lines: readonly string[]): Wiring {
  return wiringOf(lines.map(parsed));
}

export interface Declared {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly output?: string | undefined;
  readonly mode?: PipeMode;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A wiring from declarations that name their entities. */
export function wiringOf(declared: readonly Declared[]): Wiring {
  const entities = new Map<string, { handle: number; entity: Entity }>();
  const known = (id: string) => {
    const found = entities.get(id) ?? { handle: entities.size, entity: entityOf(id) };
    entities.set(id, found);
    return found;
  };
  const pipes = declared.map(
    ({ id, inputs, output, mode = 'both', tags = {} }): Pipe => ({
      kind: 'pipe',
      options: {},
      run: () => [],
      id,
      name: id,
      inputs: inputs.map((input) => known(input).entity),
      output: output === undefined ? undefined : known(output).entity,
      tags,
      mode,
    }),
  );
  const read = pipes.map((pipe) => pipe.inputs.map((input) => known(input.id).handle));
  const inputStart = new Int32Array(pipes.length + 1);
  read.forEach((inputs, handle) => {
    inputStart[handle + 1] = (inputStart[handle] ?? 0) + inputs.length;
  });
  const handles = new Map(pipes.map((pipe, handle) => [pipe.id, handle]));
  return {
    pipes,
    entities: [...entities.values()].map(({ entity }) => entity),
    inputStart,
    inputs: Int32Array.from(read.flat()),
    output: Int32Array.from(pipes, ({ output }) => (output === undefined ? -1 : known(output.id).handle)),
    handleOf: (pipeId) => handles.get(pipeId),
  };
}

function parsed(line: string): Declared {
  const [flow = '', marks = ''] = line.split('|');
  const [head = '', output] = flow.split('->').map((part) => part.trim());
  const [id = '', inputs = ''] = head.split(':');
  const words = marks.split(' ').filter((word) => word !== '');
  const mode = words.find(isMode);
  const tags = words
    .filter((word) => word.includes('='))
    .map((word) => word.split('=') as [string, string]);
  return {
    id: id.trim(),
    inputs: inputs.split(' ').filter((word) => word !== ''),
    output: output === '-' ? undefined : (output ?? id.trim()),
    ...(mode === undefined ? {} : { mode }),
    tags: Object.fromEntries(tags),
  };
}

const isMode = (word: string): word is PipeMode => ['batch', 'stream', 'both'].includes(word);

const entityOf = (id: string): Entity => ({
  kind: 'entity',
  id,
  name: id,
  schema: undefined,
  keys: [],
  partitions: [],
  tags: {},
  layer: id.split('.')[0],
});
