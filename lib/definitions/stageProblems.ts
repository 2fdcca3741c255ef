import { idProblems, isId } from './idProblems.ts';
import { isRecord, type OptionRule, optionProblems, text } from './optionProblems.ts';
import { type Problem, problem } from './problem.ts';

/** Everything that is wrong with the declaration of a stage, also in code that no compiler has seen. */
export function stageProblems(id: unknown, options: unknown): readonly Problem[] {
  const unsaid = isRecord(options) && options['pipes'] === undefined;
  const missing = unsaid ? [problem('pipes', `expected ${MEMBERS}, got nothing`)] : [];
  const itself = isRecord(options) && Array.isArray(options['after']) && options['after'].includes(id);
  const circle = itself ? [problem('after', `expected other stages, got "${String(id)}" itself`)] : [];
  return [...idProblems(id), ...missing, ...optionProblems(options, rules), ...circle];
}

/** What a stage has to have. */
export const MEMBERS = 'pipes or their ids, at least one, or a selection as text';

/** Whether a value can be what is in a stage. */
export const hasMembers = (value: unknown): boolean =>
  text.holds(value) ||
  (Array.isArray(value) && value.length > 0 && (value.every(isId) || value.every(isPipe)));

/** Whether a value looks like what `stage` makes. */
export const isStage = (value: unknown): boolean =>
  isRecord(value) && value['kind'] === 'stage' && isId(value['id']) && Array.isArray(value['after']);

const isPipe = (value: unknown) => isRecord(value) && value['kind'] === 'pipe';

const rules: Readonly<Record<string, OptionRule>> = {
  pipes: { expected: MEMBERS, holds: hasMembers },
  layer: text,
  description: { expected: 'a text', holds: (value) => typeof value === 'string' },
  after: {
    expected: 'an array of stages or their ids',
    holds: (value) => Array.isArray(value) && value.every((one) => isId(one) || isStage(one)),
  },
  details: { expected: 'an object', holds: isRecord },
};
