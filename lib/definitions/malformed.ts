import { nearest } from '../codec/nearest.ts';
import type { Entity } from './entity.ts';
import { isId } from './idProblems.ts';
import type { Ingestion } from './ingestion.ts';
import { isRecord, type OptionRule, tags, text, texts } from './optionProblems.ts';
import type { Pipe } from './pipe.ts';
import { modeRule } from './pipeSettings.ts';
import { type Problem, problem } from './problem.ts';
import { received } from './received.ts';
import type { Stage } from './stage.ts';
import { hasMembers, MEMBERS } from './stageProblems.ts';

/** What keeps a value of the kind `entity` from being one, as in code that no compiler has seen. */
export const malformedEntity = (item: Entity) => fieldProblems(item, entityRules);

/** What keeps a value of the kind `pipe` from being one; what it reads and writes is not looked into. */
export const malformedPipe = (item: Pipe) => fieldProblems(item, pipeRules);

/** What keeps a value of the kind `ingestion` from being one, as when it was not made by `ingestion`. */
export const malformedIngestion = (item: Ingestion) => fieldProblems(item, ingestionRules);

/** What keeps a value of the kind `stage` from being one; which pipes it means is seen when it is run. */
export const malformedStage = (item: Stage) => fieldProblems(item, stageRules);

/** Whether a value is an entity, or means to be one. */
export const meansEntity = (item: unknown): item is Entity => isRecord(item) && item['kind'] === 'entity';

/** Whether a value is a pipe, or means to be one. */
export const meansPipe = (item: unknown): item is Pipe => isRecord(item) && item['kind'] === 'pipe';

/** Whether a value is an ingestion, or means to be one. */
export const meansIngestion = (item: unknown): item is Ingestion =>
  isRecord(item) && item['kind'] === 'ingestion';

/** Whether a value is a stage, or means to be one. */
export const meansStage = (item: unknown): item is Stage => isRecord(item) && item['kind'] === 'stage';

/** Why a value that is none of these cannot be registered. */
export function neither(item: unknown): Problem {
  const { kind, id } = isRecord(item) ? item : {};
  const meant =
    typeof kind === 'string' ? nearest(kind, ['entity', 'pipe', 'ingestion', 'stage']) : undefined;
  const came = kind === undefined ? received(item) : `one of kind ${received(kind)}`;
  return problem(
    label(id),
    `expected an entity, a pipe, an ingestion, a stage or a list of them, got ${came}`,
    meant,
  );
}

const id: OptionRule = { expected: 'a well-formed id', holds: isId };

const entityRules: Readonly<Record<'id' | 'name' | 'keys' | 'partitions' | 'tags', OptionRule>> = {
  id,
  name: text,
  keys: texts,
  partitions: texts,
  tags,
};

const pipeRules: Readonly<Record<keyof Omit<Pipe, 'kind' | 'output'>, OptionRule>> = {
  id,
  name: text,
  inputs: { expected: 'an array of entities', holds: Array.isArray },
  tags,
  mode: modeRule,
  options: { expected: 'an object', holds: isRecord },
  run: { expected: 'a function', holds: (value) => typeof value === 'function' },
};

const ingestionRules: Readonly<Record<'id' | 'name' | 'path' | 'pattern' | 'to' | 'format', OptionRule>> = {
  id,
  name: text,
  path: { expected: 'a folder', holds: (value) => typeof value === 'string' },
  pattern: { expected: 'a file pattern', holds: (value) => isRecord(value) && 'match' in value },
  to: { expected: 'an entity', holds: meansEntity },
  format: { expected: 'a format', holds: isRecord },
};

const stageRules: Readonly<Record<'id' | 'pipes' | 'layer' | 'after', OptionRule>> = {
  id,
  pipes: { expected: MEMBERS, holds: hasMembers },
  layer: text,
  after: { expected: 'an array of ids', holds: (value) => Array.isArray(value) && value.every(isId) },
};

function fieldProblems(
  item: { readonly id: string },
  rules: Readonly<Record<string, OptionRule>>,
): readonly Problem[] {
  const fields = item as unknown as Readonly<Record<string, unknown>>;
  const faults = Object.keys(rules).filter((name) => !rules[name]?.holds(fields[name]));
  return faults.map((name) => {
    const came = fields[name] === undefined ? instead(name, fields, rules) : received(fields[name]);
    return problem(label(item.id), `expected ${rules[name]?.expected} as ${name}, got ${came}`);
  });
}

/** A field that nobody asked for and that is spelt nearly like the missing one. */
function instead(name: string, fields: object, rules: object): string {
  const strays = Object.keys(fields).filter((field) => !Object.hasOwn(rules, field));
  const found = nearest(name, strays);
  return found === undefined ? 'nothing' : `nothing, but "${found}"`;
}

const label = (id: unknown) => (typeof id === 'string' && id !== '' ? id : 'item');
