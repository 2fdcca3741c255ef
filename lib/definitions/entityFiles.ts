import { type FileKind, fileKinds } from './fileFormat.ts';
import { isRecord, type OptionRule, oneOf, optionProblems, text } from './optionProblems.ts';
import { type Problem, problem } from './problem.ts';

/** Files that the rows of an entity are in. */
export interface EntityFiles {
  /** Paths, in which `*`, `?`, `[…]` and, for folders of any depth, `**` stand for what is there. */
  readonly paths: string | readonly string[];
  /** @default told by the names of the files */
  readonly format?: FileKind;
  /** CSV: whether the first line names the columns. @default found out */
  readonly header?: boolean;
  /** CSV: what is between values. @default found out */
  readonly delimiter?: string;
  /** Columns of several files go together by their names, not by their places. @default true */
  readonly unionByName?: boolean;
  /** Column that tells which file a row is from. @default there is none */
  readonly filename?: string;
  /** Folders of the form `day=2024-01-01` are columns. @default false */
  readonly hivePartitioning?: boolean;
}

const isText = (value: unknown) => text.holds(value);

const isBoolean: OptionRule = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };

const rules: Readonly<Record<string, OptionRule>> = {
  paths: {
    expected: 'a path, or an array of at least one',
    holds: (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
  },
  format: oneOf(...fileKinds),
  header: isBoolean,
  delimiter: text,
  unionByName: isBoolean,
  filename: text,
  hivePartitioning: isBoolean,
};

/** What the option `files` of an entity has to be. */
export const filesRule: OptionRule = {
  expected: '{ paths }, and how the files are to be read',
  holds: (value) => isRecord(value) && insideFiles(value).length === 0,
  inside: (value) => (isRecord(value) ? insideFiles(value) : []),
};

function insideFiles(value: Readonly<Record<string, unknown>>): readonly Problem[] {
  const missing = value['paths'] === undefined ? [problem('paths', 'expected a path, got nothing')] : [];
  return [...missing, ...optionProblems(value, rules)];
}

/** What belongs to a table that somebody writes to, and not to files. */
export function filesProblems(options: unknown): readonly Problem[] {
  if (!isRecord(options) || options['files'] === undefined) return [];
  return ['scd2', 'drift']
    .filter((name) => options[name] !== undefined)
    .map((name) =>
      problem(name, 'expected nothing, as nobody writes to an entity whose rows are in files'),
    );
}

/** A copy that nobody changes. */
export function keptFiles({ paths, ...options }: EntityFiles): EntityFiles {
  return Object.freeze({
    paths: typeof paths === 'string' ? paths : Object.freeze([...paths]),
    ...options,
  });
}
