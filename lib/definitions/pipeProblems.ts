import { nearest } from '../codec/nearest.ts';
import type { Entity } from './entity.ts';
import { idProblems, isId } from './idProblems.ts';
import { isRecord, type OptionRule, optionProblems, tags, text } from './optionProblems.ts';
import { modeRule, settingRules } from './pipeSettings.ts';
import { type Problem, problem } from './problem.ts';
import { received } from './received.ts';
import { columnNames } from './schema.ts';

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
  const { run, inputs, output } = options;
  const missing = run === undefined ? [problem('run', 'expected a function, got nothing')] : [];
  const driven = drivenProblems(options['incremental'], inputs, output);
  return Array.isArray(inputs)
    ? [...missing, ...inputProblems(inputs), ...driven]
    : [...missing, ...driven];
}

/** Only what reads something can read what is new in it. */
function drivenProblems(incremental: unknown, inputs: unknown, output: unknown): readonly Problem[] {
  if (incremental === undefined || incremental === false) return [];
  const [first]: readonly unknown[] = Array.isArray(inputs) ? inputs : [];
  if (first === undefined)
    return [problem('incremental', 'expected an input to read what is new of, got none')];
  const { column, affected } = isRecord(incremental) ? incremental : {};
  if (Array.isArray(affected))
    return [
      ...affected.flatMap((one, i) => strangerProblems(`incremental.affected[${i}]`, one, first)),
      ...affected.flatMap((one, i) => strangerProblems(`incremental.affected[${i}]`, one, output)),
    ];
  return strangerProblems('incremental.column', column, first);
}

function strangerProblems(culprit: string, column: unknown, of: unknown): readonly Problem[] {
  const columns = isEntity(of) ? columnNames(of.schema) : undefined;
  if (typeof column !== 'string' || !columns || columns.includes(column)) return [];
  return [
    problem(
      culprit,
      `expected a column of ${(of as Entity).id}, got "${column}"`,
      nearest(column, columns),
    ),
  ];
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
