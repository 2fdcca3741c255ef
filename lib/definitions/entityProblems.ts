import { nearest } from '../codec/nearest.ts';
import { checkProblems } from './checkProblems.ts';
import { filesProblems, filesRule } from './entityFiles.ts';
import { idProblems } from './idProblems.ts';
import { isRecord, type OptionRule, oneOf, optionProblems, tags, text, texts } from './optionProblems.ts';
import { type Problem, problem } from './problem.ts';
import { columnNames, isCodec, isColumns } from './schema.ts';

/** Everything that is wrong with the declaration of an entity, also in code that no compiler has seen. */
export function entityProblems(id: unknown, options: unknown): readonly Problem[] {
  return [
    ...idProblems(id),
    ...optionProblems(options, rules),
    ...columnProblems(options, 'keys'),
    ...columnProblems(options, 'partitions'),
    ...scd2Problems(options),
    ...filesProblems(options),
    ...checkProblems(options),
  ];
}

const scd2Fields = ['sequence', 'validFrom', 'validTo', 'isCurrent'];

const rules: Readonly<Record<string, OptionRule>> = {
  name: text,
  schema: {
    expected: 'an io-ts codec, or an object of column types',
    holds: (value) => isCodec(value) || isColumns(value),
  },
  keys: texts,
  partitions: texts,
  tags,
  layer: text,
  drift: oneOf('fail', 'warn', 'evolve'),
  files: filesRule,
  lineage: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  // What is wrong inside of them is told one by one.
  checks: { expected: 'an array of checks', holds: () => true },
  maxAge: {
    expected: 'more than 0 milliseconds',
    holds: (value) => typeof value === 'number' && value > 0 && Number.isFinite(value),
  },
  scd2: {
    expected: '{ sequence }, and what the columns are called: { validFrom, validTo, isCurrent }',
    holds: (value) => isRecord(value) && scd2Inside(value).length === 0,
    inside: (value) => (isRecord(value) ? scd2Inside(value) : []),
  },
};

function scd2Inside(value: object): readonly Problem[] {
  const missing =
    'sequence' in value
      ? []
      : [problem('sequence', 'expected the column that tells since when, got nothing')];
  const rule = Object.fromEntries(scd2Fields.map((name) => [name, text]));
  return [...missing, ...optionProblems(value, rule)];
}

/** States are told apart by key and sequence, and the table has columns that the rows have not. */
function scd2Problems(options: unknown): readonly Problem[] {
  if (!isRecord(options) || !isRecord(options['scd2'])) return [];
  const { scd2, keys, schema } = options;
  const { sequence, ...own } = scd2;
  const known = columnNames(schema);
  const problems: Problem[] = [];
  if (!Array.isArray(keys) || keys.length === 0)
    problems.push(problem('scd2', 'expected keys, as states are told apart by them, got none'));
  if (known && typeof sequence === 'string' && !known.includes(sequence)) {
    const expected = `expected a column of the schema (${known.join(', ')}) in scd2.sequence`;
    problems.push(problem(sequence, expected, nearest(sequence, known)));
  }
  for (const name of Object.values({
    validFrom: 'valid_from',
    validTo: 'valid_to',
    isCurrent: 'is_current',
    ...own,
  }))
    if (known && typeof name === 'string' && known.includes(name))
      problems.push(problem(name, 'expected no column of the schema, as scd2 adds it to the table'));
  return problems;
}

function columnProblems(options: unknown, option: 'keys' | 'partitions'): readonly Problem[] {
  if (!isRecord(options)) return [];
  const named: unknown = options[option];
  if (!texts.holds(named)) return [];
  const known = columnNames(options['schema']);
  const seen = new Set<string>();
  return (named as readonly string[]).flatMap((column) => {
    if (seen.has(column)) return [problem(column, `named twice in ${option}`)];
    seen.add(column);
    if (!known || known.includes(column)) return [];
    const columns = `a column of the schema (${known.join(', ')})`;
    return [problem(column, `expected ${columns} in ${option}`, nearest(column, known))];
  });
}
