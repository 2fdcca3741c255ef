import { nearest } from '../codec/nearest.ts';
import { isRecord, type OptionRule, oneOf, optionProblems, text, texts } from './optionProblems.ts';
import { overrideMatch } from './overrideMatch.ts';
import { type Problem, problem } from './problem.ts';
import { received } from './received.ts';
import { columnNames } from './schema.ts';

/** Everything that is wrong with the checks among the options of an entity. */
export function checkProblems(options: unknown): readonly Problem[] {
  if (!isRecord(options) || options['checks'] === undefined) return [];
  const { checks, schema } = options;
  if (!Array.isArray(checks))
    return [problem('checks', `expected an array of checks, got ${received(checks)}`)];
  const known = columnNames(schema);
  return [...checks.flatMap((one, i) => problemsOf(one, `checks[${i}]`, known)), ...namedTwice(checks)];
}

function problemsOf(one: unknown, where: string, known: readonly string[] | undefined): readonly Problem[] {
  if (!isRecord(one))
    return [problem(where, `expected a check, such as expects.notNull("id"), got ${received(one)}`)];
  const { kind, ...fields } = one;
  const own = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!own) {
    const meant = typeof kind === 'string' ? nearest(kind, Object.keys(kinds)) : undefined;
    return [
      problem(
        `${where}.kind`,
        `expected one of ${Object.keys(kinds).join(', ')}, got ${received(kind)}`,
        meant,
      ),
    ];
  }
  const rules = { ...ofAll, ...own.rules };
  const missing = [...needed, ...own.needed]
    .filter((name) => fields[name] === undefined)
    .map((name) => problem(name, `expected ${rules[name]?.expected}, got nothing`));
  const found = [...missing, ...optionProblems(fields, rules)].map((inner) =>
    problem(`${where}.${inner.culprit}`, inner.message, inner.nearest),
  );
  return [...found, ...unbounded(own, fields, where), ...strangers(fields, known)];
}

/** Bounds that exclude nothing, or everything, are not meant. */
function unbounded({ bounded = false }: Kind, fields: Fields, where: string): readonly Problem[] {
  if (!bounded) return [];
  const { min, max } = fields;
  if (min === undefined && max === undefined)
    return [problem(where, 'expected min, max or both, got neither')];
  const crossed = typeof min === typeof max && (min as number) > (max as number);
  return crossed
    ? [problem(where, `expected min to be at most max, got ${String(min)} and ${String(max)}`)]
    : [];
}

function strangers(
  { name, column, columns }: Fields,
  known: readonly string[] | undefined,
): readonly Problem[] {
  const looked: readonly unknown[] = Array.isArray(columns) ? columns : [column];
  return looked.flatMap((one) => {
    if (typeof one !== 'string' || one === '' || !known || known.includes(one)) return [];
    const expected = `expected a column of the schema (${known.join(', ')}) in the check ${String(name)}`;
    return [problem(one, expected, nearest(one, known))];
  });
}

function namedTwice(checks: readonly unknown[]): readonly Problem[] {
  const names = checks.map((one) => (isRecord(one) ? one['name'] : undefined)).filter(text.holds);
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) < i))];
  return twice.map((name) => problem(String(name), 'two checks of the entity have this name'));
}

type Fields = Readonly<Record<string, unknown>>;

interface Kind {
  readonly rules: Readonly<Record<string, OptionRule>>;
  readonly needed: readonly string[];
  readonly bounded?: boolean;
}

const isMatches = (value: unknown) => Array.isArray(value) && value.every((one) => overrideMatch(one));

const ofAll: Readonly<Record<string, OptionRule>> = {
  name: text,
  severity: oneOf('warn', 'fail'),
  blocks: {
    expected: '"all", "none", or a list of ids, patterns such as "gold.*", and { tag: { name: value } }',
    holds: (value) => value === 'all' || value === 'none' || isMatches(value),
  },
};

/** `expects` fills these in. */
const needed = ['name', 'severity', 'blocks'];

const some = ({ expected, holds }: OptionRule): OptionRule => ({
  expected: `${expected}, at least one`,
  holds: (value) => holds(value) && (value as readonly unknown[]).length > 0,
});

const isValue = (value: unknown) =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof value) || value instanceof Date;
const value: OptionRule = { expected: 'a text, a number, a boolean or a date', holds: isValue };
const values: OptionRule = {
  expected: 'an array of texts, numbers, booleans and dates',
  holds: (given) => Array.isArray(given) && given.every(isValue),
};
const count: OptionRule = {
  expected: 'a whole number from 0',
  holds: (given) => typeof given === 'number' && Number.isInteger(given) && given >= 0,
};
const fun: OptionRule = {
  expected: 'a function that gives a query',
  holds: (given) => typeof given === 'function',
};

const kinds: Readonly<Record<string, Kind>> = {
  notNull: { rules: { columns: some(texts) }, needed: ['columns'] },
  unique: { rules: { columns: some(texts) }, needed: ['columns'] },
  acceptedValues: { rules: { column: text, values: some(values) }, needed: ['column', 'values'] },
  range: { rules: { column: text, min: value, max: value }, needed: ['column'], bounded: true },
  rowCount: { rules: { min: count, max: count }, needed: [], bounded: true },
  sql: { rules: { query: fun }, needed: ['query'] },
};
