import { isEpoch } from '../../../operators/isEpoch.ts';
import { isLimit } from '../../../operators/isLimit.ts';
import { idProblems } from '../../definitions/idProblems.ts';
import {
  isRecord,
  type OptionRule,
  optionProblems,
  text,
  texts,
} from '../../definitions/optionProblems.ts';
import { type Problem, problem } from '../../definitions/problem.ts';
import { received } from '../../definitions/received.ts';

/** Everything that is wrong with the declaration of a query, also in code that no compiler has seen. */
export function queryProblems(id: unknown, builder: unknown, options: unknown): readonly Problem[] {
  return [...idProblems(id), ...builderProblems(builder), ...optionProblems(options, rules)];
}

const rules: Readonly<Record<string, OptionRule>> = {
  name: text,
  checkpoint: text,
  dependencies: {
    ...texts,
    expected: 'an array of texts, each once',
    holds: (value) =>
      texts.holds(value) && new Set(value as readonly string[]).size === (value as []).length,
    inside: (value) => (texts.holds(value) ? repeated(value as readonly string[]) : []),
  },
  config: { expected: 'an object', holds: isRecord },
  readers: {
    expected: 'a positive integer or Infinity',
    holds: (value) => typeof value === 'number' && isLimit(value) && value > 0,
  },
  lastEpoch: {
    expected: 'an epoch, a whole number from 0',
    holds: (value) => typeof value === 'number' && isEpoch(value),
  },
};

const repeated = (ids: readonly string[]): readonly Problem[] =>
  ids.flatMap((id, i) =>
    ids.indexOf(id) < i ? [problem(`[${i}]`, `expected each once, got "${id}" again`)] : [],
  );

function builderProblems(builder: unknown): readonly Problem[] {
  if (typeof builder === 'function') return [];
  return [problem('builder', `expected a function, got ${received(builder)}`)];
}
