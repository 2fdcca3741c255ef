import { isObservable } from 'rxjs';
import { isDelay, LONGEST_DELAY } from '../../operators/isDelay.ts';
import { isCursorValue } from '../data/watermarks/cursor.ts';
import { DefinitionError } from '../definitions/definitionError.ts';
import { isRecord, type OptionRule, oneOf, optionProblems } from '../definitions/optionProblems.ts';
import { checkOverrides } from '../definitions/override.ts';
import { lineageRule, lineageRules } from '../definitions/pipeLineage.ts';
import { retryRule, retryRules, settingRules } from '../definitions/pipeSettings.ts';
import { type Problem, problem, problemsMessage } from '../definitions/problem.ts';
import { received } from '../definitions/received.ts';
import type { RunOptions } from './runOptions.ts';

/** A run cannot be made with these options; everything that is wrong with them is told at once. */
export class RunOptionsError extends Error {
  override readonly name = 'RunOptionsError';

  constructor(readonly problems: readonly Problem[]) {
    super(problemsMessage('run options', problems));
  }
}

/** Refuses options that no run can be made with, or that lack one that is needed. */
export function checkRunOptions(
  options: RunOptions,
  needed: readonly ('engine' | 'journal' | 'definitions')[] = ['engine'],
): void {
  const given: unknown = options;
  const missing = needed
    .filter((name) => isRecord(given) && given[name] === undefined)
    .map((name) => problem(name, `expected ${rules[name].expected}, got nothing`));
  const overrides = isRecord(given) ? overrideProblems(given['overrides']) : [];
  const problems = [...missing, ...optionProblems(given, rules), ...overrides];
  if (problems.length > 0) throw new RunOptionsError(problems);
}

/** An object with functions of these names. */
const having = (expected: string, ...names: readonly string[]): OptionRule => ({
  expected,
  holds: (value) =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function'),
});
const fun: OptionRule = { expected: 'a function', holds: (value) => typeof value === 'function' };
const stream: OptionRule = { expected: 'an observable', holds: isObservable };
const number = (expected: string, holds: (value: number) => boolean): OptionRule => ({
  expected,
  holds: (value) => typeof value === 'number' && holds(value),
});
const limit = number(
  'a whole number from 1',
  (value) => value >= 1 && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY),
);

const interceptorRules: Readonly<Record<string, OptionRule>> = {
  name: { expected: 'a text', holds: (value) => typeof value === 'string' },
  before: fun,
  read: fun,
  write: fun,
  after: fun,
  around: fun,
};

const { priority: _, incremental: __, ...ofRuns } = settingRules;

const layersRule: OptionRule = {
  expected: 'names of columns by layer',
  holds: (value) =>
    isRecord(value) && Object.values(value).every((name) => typeof name === 'string' && name !== ''),
};

const rules = {
  ...ofRuns,
  retry: retryRule({
    ...retryRules,
    when: fun,
    budget: number(
      'a whole number from 0',
      (value) => value >= 0 && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY),
    ),
  }),
  lineage: lineageRule({ ...lineageRules, layers: layersRule, struct: fun }),
  engine: having('an engine', 'read', 'write', 'ensure'),
  definitions: {
    expected: 'a registry or a wiring',
    holds: (value) => having('', 'wiring').holds(value) || having('', 'handleOf').holds(value),
  },
  signals: having('a bus', 'emit', 'operation'),
  strategy: fun,
  planCache: fun,
  stateOf: fun,
  order: oneOf('ready', 'generations', 'given'),
  concurrency: {
    expected: `${limit.expected}, or an observable of such`,
    holds: (value) => limit.holds(value) || isObservable(value),
  },
  pools: {
    expected: 'how many pipes of each pool run at once, each a whole number from 1',
    holds: (value) =>
      isRecord(value) && Object.values(value).every((size) => limit.holds(size) && Number(size) < 2 ** 31),
  },
  overrides: { expected: 'an array', holds: Array.isArray },
  failure: { expected: 'a failure policy, such as skipDependents', holds: fun.holds },
  interceptors: {
    expected: 'an array of interceptors',
    holds: (value) => Array.isArray(value) && listProblems(value, interceptorRules).length === 0,
    inside: (value) => (Array.isArray(value) ? listProblems(value, interceptorRules) : []),
  },
  grace: number(
    `from 0 to ${LONGEST_DELAY} milliseconds, or Infinity`,
    (value) => isDelay(value) || value === Number.POSITIVE_INFINITY,
  ),
  cancel$: stream,
  stallAfter: number('more than 0 milliseconds', (value) => value > 0),
  journal: having('a journal', 'append', 'read', 'durations'),
  durations: { expected: 'a map of milliseconds by pipe id', holds: (value) => value instanceof Map },
  slice: fun,
  refresh: {
    expected: '"full", or { from, to }, two values of the column that is read by',
    holds: (value) => value === 'full' || (isRecord(value) && rangeProblems(value).length === 0),
    inside: (value) => (isRecord(value) ? rangeProblems(value) : []),
  },
  watermarks: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  autoCache: {
    expected: 'true, false or options of the advice',
    holds: (value) => typeof value === 'boolean' || isRecord(value),
  },
  scheduler: having('a scheduler', 'now', 'schedule'),
  random: fun,
} satisfies Readonly<Record<Exclude<keyof RunOptions, never>, OptionRule>>;

const bound: OptionRule = { expected: 'a number, a time or a text', holds: isCursorValue };

function rangeProblems(range: Readonly<Record<string, unknown>>): readonly Problem[] {
  const missing = ['from', 'to'].filter((name) => range[name] === undefined);
  return [
    ...missing.map((name) => problem(name, `expected ${bound.expected}, got nothing`)),
    ...optionProblems(range, { from: bound, to: bound }),
  ];
}

function listProblems(
  list: readonly unknown[],
  of: Readonly<Record<string, OptionRule>>,
): readonly Problem[] {
  return list.flatMap((item, i) =>
    optionProblems(item, of).map(({ culprit, message, nearest }) =>
      problem(`[${i}].${culprit}`, message, nearest),
    ),
  );
}

function overrideProblems(overrides: unknown): readonly Problem[] {
  if (!Array.isArray(overrides)) return [];
  try {
    checkOverrides(overrides);
    return plannedProblems(overrides);
  } catch (error) {
    if (error instanceof DefinitionError) return [...error.problems, ...plannedProblems(overrides)];
    throw error;
  }
}

/** Tags and modes decide what is planned, and that is done before these are looked at. */
function plannedProblems(overrides: readonly unknown[]): readonly Problem[] {
  return overrides.flatMap((override, i) =>
    ['tags', 'mode', 'kind']
      .filter((name) => isRecord(override) && override[name] !== undefined)
      .map((name) =>
        problem(
          `overrides[${i}].${name}`,
          `expected settings alone, as the plan is made, got ${received((override as Readonly<Record<string, unknown>>)[name])}`,
        ),
      ),
  );
}
