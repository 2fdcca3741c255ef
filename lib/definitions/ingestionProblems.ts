import { nearest } from '../codec/nearest.ts';
import type { Entity } from './entity.ts';
import { formatOfName, formatRule } from './fileFormat.ts';
import { filePattern, filePatternProblems } from './filePattern.ts';
import { idProblems } from './idProblems.ts';
import { isRecord, type OptionRule, oneOf, optionProblems, tags, text } from './optionProblems.ts';
import { settingRules } from './pipeSettings.ts';
import { type Problem, problem } from './problem.ts';
import { received } from './received.ts';
import { columnNames, isColumns } from './schema.ts';

/** Everything that is wrong with the declaration of an ingestion, also in code that no compiler has seen. */
export function ingestionProblems(id: unknown, options: unknown): readonly Problem[] {
  const found = [...idProblems(id), ...optionProblems(options, rules)];
  if (!isRecord(options)) return found;
  const inPattern = filePatternProblems(options['pattern']);
  return [
    ...found,
    ...inPattern,
    ...(meansEntity(options['to']) ? [] : [noEntity(options['to'])]),
    ...(inPattern.length === 0 ? [...formatUnknown(options), ...columnProblems(options)] : []),
  ];
}

const meansEntity = (value: unknown): value is Entity => isRecord(value) && value['kind'] === 'entity';

const isFolder = (value: unknown) =>
  typeof value === 'string' && !/^\/|\\|(^|\/)\.\.(\/|$)/.test(value) && !value.includes('\0');
const folder: OptionRule = {
  expected: 'a folder of the storage, as a path from its root',
  holds: isFolder,
};
const isEntity: OptionRule = { expected: 'an entity', holds: meansEntity };
const number = (expected: string, holds: (value: number) => boolean): OptionRule => ({
  expected,
  holds: (value) => typeof value === 'number' && holds(value),
});
const fromOne = number(
  'a whole number from 1, or Infinity',
  (value) => value >= 1 && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY),
);

const rejectRules: Readonly<Record<string, OptionRule>> = {
  atMost: number('a number from 0', (value) => value >= 0),
  part: number('a part from 0 to 1', (value) => value >= 0 && value <= 1),
  to: isEntity,
};

const moveRules: Readonly<Record<string, OptionRule>> = { move: { ...folder, holds: isNamedFolder } };

function isNamedFolder(value: unknown): boolean {
  return isFolder(value) && value !== '' && value !== '.';
}

const within = (
  expected: string,
  words: readonly string[],
  inner: Readonly<Record<string, OptionRule>>,
): OptionRule => ({
  expected,
  holds: (value) =>
    words.some((word) => word === value) || (isRecord(value) && optionProblems(value, inner).length === 0),
  inside: (value) => (isRecord(value) ? optionProblems(value, inner) : []),
});

const rules: Readonly<Record<string, OptionRule>> = {
  name: text,
  path: folder,
  pattern: { expected: 'a pattern', holds: () => true },
  to: { expected: 'an entity', holds: () => true },
  values: { expected: 'an object of texts, numbers, booleans and nulls', holds: isValues },
  fileColumn: text,
  format: formatRule,
  columns: {
    expected: 'an object of column types',
    holds: (value) => isColumns(value) && Object.keys(value).length > 0,
  },
  write: settingRules.write,
  after: within('"keep", "delete", or { move: folder }', ['keep', 'delete'], moveRules),
  quarantine: {
    expected: 'a folder of the storage, or false',
    holds: (value) => value === false || isNamedFolder(value),
  },
  onBadFile: oneOf('goOn', 'stop'),
  onBadRows: within('"fail", "reject", or { atMost, part, to }', ['fail', 'reject'], rejectRules),
  onChanged: oneOf('ingest', 'refuse'),
  onCopy: oneOf('ingest', 'skip'),
  batchFiles: fromOne,
  batchBytes: fromOne,
  tags,
};

function isValues(value: unknown): boolean {
  const isValue = (one: unknown) => one === null || ['string', 'number', 'boolean'].includes(typeof one);
  return isRecord(value) && Object.values(value).every(isValue);
}

const noEntity = (to: unknown) =>
  problem('to', `expected an entity, got ${to === undefined ? 'nothing' : received(to)}`);

function formatUnknown({ format, pattern }: Readonly<Record<string, unknown>>): readonly Problem[] {
  if (format !== undefined) return [];
  const ending = pattern instanceof RegExp ? pattern.source.replace(/\$$/, '') : String(pattern);
  if (formatOfName(ending)) return [];
  return [
    problem('format', `expected ${formatRule.expected}, got nothing, and a pattern that does not tell`),
  ];
}

/** Where columns of a row come from; each from one place, and all of them known to the entity. */
function columnProblems(options: Readonly<Record<string, unknown>>): readonly Problem[] {
  const { pattern, values, fileColumn, columns, to } = options;
  const sources: readonly (readonly [string, readonly string[]])[] = [
    ['pattern', filePattern(pattern as string | RegExp).names],
    ['values', isRecord(values) ? Object.keys(values) : []],
    ['fileColumn', typeof fileColumn === 'string' ? [fileColumn] : []],
    ['columns', isColumns(columns) ? Object.keys(columns) : []],
  ];
  const known = meansEntity(to) && to.drift !== 'evolve' ? columnNames(to.schema) : undefined;
  const from = new Map<string, string>();
  return sources.flatMap(([source, names]) =>
    names.flatMap((name) => {
      const other = from.get(name);
      from.set(name, source);
      if (other !== undefined) return [problem(name, `comes from ${other} and from ${source}`)];
      if (!known || known.includes(name)) return [];
      const expected = `expected a column of "${meansEntity(to) ? to.id : ''}" (${known.join(', ')}) in ${source}`;
      return [problem(name, expected, nearest(name, known))];
    }),
  );
}
