import type { Entity } from './entity.ts';
import { entityDifferences } from './entityDifferences.ts';
import type { Ingestion } from './ingestion.ts';
import {
  malformedEntity,
  malformedIngestion,
  malformedPipe,
  malformedStage,
  meansEntity,
  meansIngestion,
  meansPipe,
  meansStage,
  neither,
} from './malformed.ts';
import type { Pipe } from './pipe.ts';
import { type Problem, problem, problemsMessage } from './problem.ts';
import { rawDefinition } from './rawDefinition.ts';
import { received } from './received.ts';
import type { Stage } from './stage.ts';
import { markOf, rollBack, type WiringDraft, wireEntity, wirePipe } from './wiringDraft.ts';

/** What can be registered: entities, pipes, ingestions, stages, and lists of them. */
export type Registrable = Entity | Pipe | Ingestion | Stage | readonly Registrable[];

/** Definitions that cannot be registered together with those that are; none of them was. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';

  constructor(readonly problems: readonly Problem[]) {
    super(problemsMessage('registration', problems));
  }
}

/** Appends definitions to a draft: all of them, or none and a `RegistrationError`. */
export function register(items: readonly unknown[], draft: WiringDraft): void {
  const mark = markOf(draft);
  const problems: Problem[] = [];
  try {
    registerAll(items, { draft, problems });
    if (problems.length > 0) throw new RegistrationError(problems);
  } catch (error) {
    rollBack(draft, mark);
    throw error;
  }
}

interface Registration {
  readonly draft: WiringDraft;
  readonly problems: Problem[];
}

function registerAll(items: readonly unknown[], to: Registration): void {
  for (const item of items) {
    if (Array.isArray(item)) registerAll(item, to);
    else if (meansPipe(item)) registerPipe(rawDefinition(item), to);
    else if (meansEntity(item)) registerEntity(item, to);
    else if (meansIngestion(item)) registerIngestion(item, to);
    else if (meansStage(item)) registerStage(item, to);
    else to.problems.push(neither(item));
  }
}

function registerPipe(pipe: Pipe, to: Registration): void {
  const { draft, problems } = to;
  const known = draft.pipeHandles.get(pipe.id);
  if (known !== undefined && draft.pipes[known] === pipe) return;
  const faults = malformedPipe(pipe);
  problems.push(...faults);
  if (known !== undefined) problems.push(problem(pipe.id, 'there is another pipe with this id'));
  if (faults.length > 0) return;
  appendInputs(pipe, to);
  const output = pipe.output === undefined ? -1 : mentioned(pipe.output, 'output', pipe, to);
  const producer = draft.pipes[draft.producer[output] ?? -1];
  if (producer && producer.id !== pipe.id)
    problems.push(problem(pipe.id, `writes "${pipe.output?.id}", as the pipe "${producer.id}" does`));
  else if (known === undefined) wirePipe(draft, pipe, output);
}

function appendInputs(pipe: Pipe, to: Registration): void {
  const { inputs } = to.draft;
  const start = inputs.length;
  // By index, for holes of an array are no entities either.
  for (let i = 0; i < pipe.inputs.length; i++) inputs.push(mentioned(pipe.inputs[i], i, pipe, to));
  const entity = to.draft.entities[repeated(inputs, start)];
  if (entity) to.problems.push(problem(pipe.id, `names "${entity.id}" twice in inputs`));
}

/** A handle that is there twice, or -1. Most pipes have few inputs, for which a set costs more than it saves. */
function repeated(handles: readonly number[], start: number): number {
  if (handles.length - start > 16) {
    const seen = new Set<number>();
    for (const handle of handles.slice(start)) {
      if (handle !== -1 && seen.has(handle)) return handle;
      seen.add(handle);
    }
    return -1;
  }
  for (let i = start + 1; i < handles.length; i++) {
    const before = handles.indexOf(handles[i] ?? -1, start);
    if (before < i && handles[i] !== -1) return handles[i] ?? -1;
  }
  return -1;
}

/** The handle of what a pipe mentions; entities come along with it. */
function mentioned(entity: unknown, at: number | 'output', pipe: Pipe, to: Registration): number {
  if (meansEntity(entity)) return registerEntity(entity, to, pipe);
  const where = at === 'output' ? at : `inputs[${at}]`;
  to.problems.push(problem(pipe.id, `expected an entity as ${where}, got ${received(entity)}`));
  return -1;
}

function registerIngestion(ingestion: Ingestion, to: Registration): void {
  const { draft, problems } = to;
  const known = draft.ingestions.get(ingestion.id);
  if (known === ingestion) return;
  const faults = malformedIngestion(ingestion);
  problems.push(...faults);
  if (known) problems.push(problem(ingestion.id, 'there is another ingestion with this id'));
  if (faults.length > 0) return;
  registerEntity(ingestion.to, to, ingestion);
  if (!known) draft.ingestions.set(ingestion.id, ingestion);
}

/** Pipes that a stage mentions come along with it. */
function registerStage(stage: Stage, to: Registration): void {
  const { draft, problems } = to;
  const known = draft.stages.get(stage.id);
  if (known === stage) return;
  const faults = malformedStage(stage);
  problems.push(...faults);
  if (known) problems.push(problem(stage.id, 'there is another stage with this id'));
  if (faults.length > 0) return;
  if (typeof stage.pipes !== 'string')
    for (const one of stage.pipes) if (meansPipe(one)) registerPipe(rawDefinition(one), to);
  if (!known) draft.stages.set(stage.id, stage);
}

function registerEntity(
  given: Entity,
  { draft, problems }: Registration,
  mentioning?: Pipe | Ingestion,
): number {
  const entity = rawDefinition(given);
  const handle = draft.entityHandles.get(entity.id);
  const known = handle === undefined ? undefined : draft.entities[handle];
  if (handle !== undefined && known === entity) return handle;
  const faults = malformedEntity(entity);
  problems.push(...faults);
  if (faults.length > 0) return -1;
  if (handle === undefined || !known) return wireEntity(draft, entity);
  const differences = entityDifferences(known, entity);
  if (differences.length > 0) problems.push(another(entity, differences, mentioning));
  return handle;
}

function another({ id }: Entity, differences: readonly string[], mentioning?: Pipe | Ingestion): Problem {
  const which = mentioning ? `the one that the ${mentioning.kind} "${mentioning.id}" mentions` : 'this one';
  const message = `there is another entity with this id; ${which} differs in ${differences.join(', ')}`;
  return problem(id, message);
}
