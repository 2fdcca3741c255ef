import type { Entity } from './entity.ts';
import type { Ingestion } from './ingestion.ts';
import type { Pipe } from './pipe.ts';
import type { Stage } from './stage.ts';
import type { Wiring } from './wiring.ts';

/** A wiring that grows: everything is appended at registration, so that giving it out is only copying. */
export interface WiringDraft {
  readonly pipes: Pipe[];
  readonly entities: Entity[];
  readonly pipeHandles: Map<string, number>;
  readonly entityHandles: Map<string, number>;
  readonly inputStart: number[];
  readonly inputs: number[];
  readonly output: number[];
  /** By entity, the pipe that writes it, or -1. */
  readonly producer: number[];
  /** By id; they are beside the graph. */
  readonly ingestions: Map<string, Ingestion>;
  /** By id, like these. */
  readonly stages: Map<string, Stage>;
}

/** A wiring without pipes and entities. */
export const wiringDraft = (): WiringDraft => ({
  pipes: [],
  entities: [],
  pipeHandles: new Map(),
  entityHandles: new Map(),
  inputStart: [0],
  inputs: [],
  output: [],
  producer: [],
  ingestions: new Map(),
  stages: new Map(),
});

/** Gives an entity its handle; the id is free. */
export function wireEntity(draft: WiringDraft, entity: Entity): number {
  const handle = draft.entities.push(entity) - 1;
  draft.entityHandles.set(entity.id, handle);
  draft.producer.push(-1);
  return handle;
}

/** Gives a pipe its handle; the id is free, its inputs are appended, and nobody else writes its output. */
export function wirePipe(draft: WiringDraft, pipe: Pipe, output: number): void {
  const handle = draft.pipes.push(pipe) - 1;
  draft.pipeHandles.set(pipe.id, handle);
  draft.inputStart.push(draft.inputs.length);
  draft.output.push(output);
  if (output >= 0) draft.producer[output] = handle;
}

/** How far a draft has grown. */
export type WiringMark = Readonly<
  Record<'pipes' | 'entities' | 'inputs' | 'ingestions' | 'stages', number>
>;

/** Where a draft is now, to come back to. */
export const markOf = ({ pipes, entities, inputs, ingestions, stages }: WiringDraft): WiringMark => ({
  pipes: pipes.length,
  entities: entities.length,
  inputs: inputs.length,
  ingestions: ingestions.size,
  stages: stages.size,
});

/** Takes everything away that was appended since. */
export function rollBack(draft: WiringDraft, mark: WiringMark): void {
  for (const { id } of draft.pipes.slice(mark.pipes)) draft.pipeHandles.delete(id);
  for (const id of [...draft.ingestions.keys()].slice(mark.ingestions)) draft.ingestions.delete(id);
  for (const id of [...draft.stages.keys()].slice(mark.stages)) draft.stages.delete(id);
  for (const { id } of draft.entities.slice(mark.entities)) draft.entityHandles.delete(id);
  for (const entity of draft.output.slice(mark.pipes)) if (entity >= 0) draft.producer[entity] = -1;
  draft.pipes.length = draft.output.length = mark.pipes;
  draft.inputStart.length = mark.pipes + 1;
  draft.entities.length = draft.producer.length = mark.entities;
  draft.inputs.length = mark.inputs;
}

/** The wiring as it is now; what is appended later does not show in it. */
export function wiringOf(
  { pipeHandles, inputStart, inputs, output }: WiringDraft,
  pipes: readonly Pipe[],
  entities: readonly Entity[],
): Wiring {
  return Object.freeze({
    pipes,
    entities,
    inputStart: new Int32Array(inputStart),
    inputs: new Int32Array(inputs),
    output: new Int32Array(output),
    handleOf: (pipeId: string) => {
      const handle = pipeHandles.get(pipeId);
      return handle !== undefined && handle < pipes.length ? handle : undefined;
    },
  });
}
