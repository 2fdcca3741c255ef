import { nearest } from '../codec/nearest.ts';
import { idProblems } from './idProblems.ts';
import { isRecord, type OptionRule, optionProblems, tags, text, texts } from './optionProblems.ts';
import { type Problem, problem } from './problem.ts';
import { columnNames, isCodec, isColumns } from './schema.ts';

/** Everything that is wrong with the declaration of an entity, also in code that no compiler has seen. */
export function entityProblems(id: unknown, options: unknown): readonly Problem[] {
  return [
    ...idProblems(id),
    ...optionProblems(options, rules),
    ...columnProblems(options, 'keys'),
    ...columnProblems(options, 'partitions'),
  ];
}

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
};

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
