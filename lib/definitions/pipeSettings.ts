import { isRecord, type OptionRule, oneOf, optionProblems, text } from './optionProblems.ts';
import { incrementalRule, type PipeIncremental } from './pipeIncremental.ts';
import { lineageRule, lineageRules, type PipeLineage } from './pipeLineage.ts';
import { type Problem, problem } from './problem.ts';

export type { PipeIncremental } from './pipeIncremental.ts';

/** How a pipe can run: once, for ever, or either way. */
export type PipeMode = 'batch' | 'stream' | 'both';

/** How often, and after how long, a failed pipe is tried again. */
export interface PipeRetry {
  /** How often it is tried again. */
  readonly maxRetries: number;
  /** Milliseconds before the first retry. @default left to the executor */
  readonly delay?: number;
  /** What the delay is multiplied by each time. @default left to the executor */
  readonly factor?: number;
  /** The longest delay, in milliseconds. @default left to the executor */
  readonly maxDelay?: number;
  /** Which part of each delay is left to chance, from 0 to 1. @default left to the executor */
  readonly jitter?: number;
}

/**
 * How rows are put to those that are there: by the keys of the entity, behind them, in place of all of them, in
 * place of those with the same values in the partition columns, or beside them as states of a key.
 */
export type PipeWrite = 'merge' | 'append' | 'overwrite' | 'replace' | 'scd2';

/** How a pipe is run. */
export interface PipeSettings {
  /** Milliseconds after which it is aborted. @default no limit */
  readonly timeout?: number;
  /** How often it is tried again, or that with the delays. @default left to the executor */
  readonly retry?: number | PipeRetry;
  /** Pool whose places it shares with others. @default left to the executor */
  readonly pool?: string;
  /** Of pipes that are ready, those with the higher priority start first. @default 0 */
  readonly priority?: number;
  /** How many slots it takes. @default 1 */
  readonly weight?: number;
  /** How its output is written. @default left to the executor */
  readonly write?: PipeWrite;
  /** Reads only what is new in the first input since it last wrote; `true` is `version`. @default false: everything */
  readonly incremental?: boolean | PipeIncremental;
  /** Whether the rows it writes carry who made them, and of which package it is. @default left to the entity, and then to the run */
  readonly lineage?: boolean | PipeLineage;
}

/** All modes of pipes. */
export const pipeModes: readonly PipeMode[] = ['batch', 'stream', 'both'];

const number = (expected: string, holds: (value: number) => boolean): OptionRule => ({
  expected,
  holds: (value) => typeof value === 'number' && holds(value),
});

/** The most milliseconds that a timer waits, and the most slots that are counted. */
const MOST = 2 ** 31 - 1;

const milliseconds = number(`from 0 to ${MOST} milliseconds`, (value) => value >= 0 && value <= MOST);
const count = number('a whole number from 0', (value) => value >= 0 && Number.isInteger(value));

/** What the fields of a retry have to be. */
export const retryRules = {
  maxRetries: count,
  delay: milliseconds,
  factor: number('a factor from 1', (value) => value >= 1 && Number.isFinite(value)),
  maxDelay: milliseconds,
  jitter: number('a part from 0 to 1', (value) => value >= 0 && value <= 1),
};

/** What a retry has to be that may have these fields. */
export function retryRule(rules: Readonly<Record<string, OptionRule>>): OptionRule {
  const inside = (value: unknown) => (isRecord(value) ? retryProblems(value, rules) : []);
  return {
    expected: `a whole number from 0, or { ${Object.keys(rules).join(', ')} }`,
    holds: (value) => count.holds(value) || (isRecord(value) && inside(value).length === 0),
    inside,
  };
}

function retryProblems(retry: object, rules: Readonly<Record<string, OptionRule>>): readonly Problem[] {
  const missing =
    'maxRetries' in retry ? [] : [problem('maxRetries', `expected ${count.expected}, got nothing`)];
  return [...missing, ...optionProblems(retry, rules)];
}

/** What the settings of a pipe have to be. */
export const settingRules: Readonly<Record<keyof PipeSettings, OptionRule>> = {
  write: oneOf('merge', 'append', 'overwrite', 'replace', 'scd2'),
  timeout: number(`from 1 to ${MOST} milliseconds`, (value) => value >= 1 && value <= MOST),
  retry: retryRule(retryRules),
  pool: text,
  priority: number('a finite number', Number.isFinite),
  weight: number(
    `a whole number from 1 to ${MOST}`,
    (value) => value >= 1 && value <= MOST && Number.isInteger(value),
  ),
  incremental: incrementalRule,
  lineage: lineageRule(lineageRules),
};

/** What the mode of a pipe has to be. */
export const modeRule: OptionRule = oneOf(...pipeModes);

/** The settings among other options, without those that are undefined. */
export function settingsOf(options: PipeSettings): PipeSettings {
  const given = Object.entries(options).filter(
    ([name, value]) => Object.hasOwn(settingRules, name) && value !== undefined,
  );
  return Object.freeze(Object.fromEntries(given.map(([name, value]) => [name, deepFrozen(value)])));
}

const deepFrozen = (value: unknown): unknown => {
  if (Array.isArray(value)) return Object.freeze([...value]);
  if (!isRecord(value)) return value;
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, deepFrozen(inner)])),
  );
};
