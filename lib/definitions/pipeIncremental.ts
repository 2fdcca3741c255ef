import { isRecord, type OptionRule, optionProblems, text, texts } from './optionProblems.ts';
import { type Problem, problem } from './problem.ts';

/** Rows with a larger value of a column, or one that is at most `lag` smaller (milliseconds of a time, units of a number). */
export interface IncrementalColumn {
  readonly column: string;
  readonly lag?: number;
}

/**
 * All rows, as they are now, of the parts in which anything happened: a part is the rows that hold the same values in
 * these columns. What came, changed, moved or went counts for the part where it is and for the one where it was.
 */
export interface IncrementalParts {
  readonly affected: readonly string[];
}

/**
 * By what a pipe tells what is new in its first input. `version`: rows that came or changed since. `changes`:
 * everything that happened since, with the columns `_change` and `_version`. `latest_changes`: of each key the last
 * change, as a merge needs it. A column: rows with a larger value, and late ones. `affected`: the parts that changed,
 * whole.
 */
export type PipeIncremental =
  | 'version'
  | 'changes'
  | 'latest_changes'
  | IncrementalColumn
  | IncrementalParts;

/** Whether a pipe is given rows by a column that rises. */
export const isByColumn = (by: PipeIncremental): by is IncrementalColumn =>
  typeof by === 'object' && 'column' in by;

/** Whether a pipe is given the parts that changed. */
export const isByParts = (by: PipeIncremental | undefined): by is IncrementalParts =>
  typeof by === 'object' && 'affected' in by;

/** What tells what is new has to be one of these. */
export const incrementalRule: OptionRule = {
  expected: 'true, false, "version", "changes", "latest_changes", { column, lag } or { affected }',
  holds: (value) =>
    typeof value === 'boolean' ||
    value === 'version' ||
    value === 'changes' ||
    value === 'latest_changes' ||
    (isRecord(value) && insideProblems(value).length === 0),
  inside: (value) => (isRecord(value) ? insideProblems(value) : []),
};

const columnRules: Readonly<Record<string, OptionRule>> = {
  column: { expected: 'the name of a column', holds: text.holds },
  lag: {
    expected: 'a number from 0',
    holds: (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value),
  },
};

const partRules: Readonly<Record<string, OptionRule>> = {
  affected: {
    expected: 'names of columns, each once',
    holds: (value) =>
      texts.holds(value) &&
      Array.isArray(value) &&
      value.length > 0 &&
      new Set(value).size === value.length,
  },
};

function insideProblems(given: object): readonly Problem[] {
  if ('affected' in given) return optionProblems(given, partRules);
  const missing =
    'column' in given ? [] : [problem('column', 'expected the name of a column, got nothing')];
  return [...missing, ...optionProblems(given, columnRules)];
}
