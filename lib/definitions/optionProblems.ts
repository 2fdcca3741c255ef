import { nearest } from '../codec/nearest.ts';
import { type Problem, problem } from './problem.ts';
import { received } from './received.ts';

/** What an option has to be, in words and as a predicate. */
export interface OptionRule {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  /** What is wrong inside of a value that does not hold, where that says more. */
  readonly inside?: (value: unknown) => readonly Problem[];
}

/** What is wrong with options: names that nobody knows, and values of the wrong type. */
export function optionProblems(
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
): readonly Problem[] {
  if (!isRecord(options)) return [problem('options', `expected an object, got ${received(options)}`)];
  return Object.entries(options).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) return [unknownOption(name, Object.keys(rules))];
    if (value === undefined || rule.holds(value)) return [];
    const inside = rule.inside?.(value) ?? [];
    if (inside.length === 0) return [problem(name, `expected ${rule.expected}, got ${received(value)}`)];
    return inside.map((one) => problem(within(name, one.culprit), one.message, one.nearest));
  });
}

const within = (name: string, inner: string) =>
  inner.startsWith('[') ? `${name}${inner}` : `${name}.${inner}`;

function unknownOption(name: string, known: readonly string[]): Problem {
  return problem(name, `expected one of the options ${known.join(', ')}`, nearest(name, known));
}

/** An object that is no array. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown) => typeof value === 'string' && value !== '';

/** A text with something in it. */
export const text: OptionRule = { expected: 'a text', holds: isText };

/** A list of such texts. */
export const texts: OptionRule = {
  expected: 'an array of texts',
  holds: (value) => Array.isArray(value) && value.every(isText),
};

/** Texts by name; they may be empty. */
export const tags: OptionRule = {
  expected: 'an object of texts',
  holds: (value) => isRecord(value) && Object.values(value).every((one) => typeof one === 'string'),
};

/** One of some words. */
export const oneOf = (...words: readonly string[]): OptionRule => ({
  expected: words.map((word) => `"${word}"`).join(', '),
  holds: (value) => words.some((word) => word === value),
});
