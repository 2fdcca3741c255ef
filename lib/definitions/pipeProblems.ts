import type { Entity } from './entity.ts';
import { idProblems, isId } from './idProblems.ts';
import { isRecord, type OptionRule, optionProblems, tags, text } from './optionProblems.ts';
import { modeRule, settingRules } from './pipeSettings.ts';
import { type Problem, problem } from './problem.ts';
import { received } from './received.ts';

/** Everything that is wrong with the declaration of a pipe, also in code that no compiler has seen. */
export function pipeProblems(id: unknown, options: unknown): readonly Problem[] {
  return [...idProblems(id), ...optionProblems(options, rules), ...bodyProblems(options)];
}

/** Whether a value looks like what `entity` makes. */
export const isEntity = (value: unknown): value is Entity =>
  isRecord(value) &&
  value['kind'] === 'entity' &&
  isId(value['id']) &&
  Array.isArray(value['keys']) &&
  Array.isArray(value['partitions']) &&
  isRecord(value['tags']);

const rules: Readonly<Record<string, OptionRule>> = {
  name: text,
  inputs: { expected: 'an array of entities', holds: Array.isArray },
  output: { expected: 'an entity', holds: isEntity },
  tags,
  mode: modeRule,
  ...settingRules,
  run: { expected: 'a function', holds: (value) => typeof value === 'function' },
};

function bodyProblems(options: unknown): readonly Problem[] {
  if (!isRecord(options)) return [];
  const { run, inputs } = options;
  const missing = run === undefined ? [problem('run', 'expected a function, got nothing')] : [];
  return Array.isArray(inputs) ? [...missing, ...inputProblems(inputs)] : missing;
}

function inputProblems(inputs: readonly unknown[]): readonly Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  // By index, for holes of an array are no entities either.
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i];
    if (!isEntity(input))
      problems.push(problem(`inputs[${i}]`, `expected an entity, got ${received(input)}`));
    else if (seen.has(input.id)) problems.push(problem(input.id, 'named twice in inputs'));
    else seen.add(input.id);
  }
  return problems;
}
