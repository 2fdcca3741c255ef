import { isRecord, type OptionRule, optionProblems, text } from './optionProblems.ts';

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
}

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
  /** How many places of its pool it takes. @default 1 */
  readonly weight?: number;
}

/** All modes of pipes. */
export const pipeModes: readonly PipeMode[] = ['batch', 'stream', 'both'];

const number = (expected: string, holds: (value: number) => boolean): OptionRule => ({
  expected,
  holds: (value) => typeof value === 'number' && holds(value),
});

const milliseconds = number('milliseconds', (value) => value >= 0 && Number.isFinite(value));
const count = number('a whole number from 0', (value) => value >= 0 && Number.isInteger(value));

const retryRules = {
  maxRetries: count,
  delay: milliseconds,
  factor: number('a factor from 1', (value) => value >= 1 && Number.isFinite(value)),
  maxDelay: milliseconds,
};

/** What the settings of a pipe have to be. */
export const settingRules: Readonly<Record<keyof PipeSettings, OptionRule>> = {
  timeout: number('more than 0 milliseconds', (value) => value > 0 && Number.isFinite(value)),
  retry: {
    expected: `a whole number from 0, or { ${Object.keys(retryRules).join(', ')} }`,
    holds: (value) =>
      count.holds(value) ||
      (isRecord(value) &&
        count.holds(value['maxRetries']) &&
        optionProblems(value, retryRules).length === 0),
  },
  pool: text,
  priority: number('a finite number', Number.isFinite),
  weight: number('a whole number from 1', (value) => value >= 1 && Number.isInteger(value)),
};

/** What the mode of a pipe has to be. */
export const modeRule: OptionRule = {
  expected: pipeModes.map((mode) => `"${mode}"`).join(', '),
  holds: (value) => pipeModes.some((mode) => mode === value),
};

/** The settings among other options, without those that are undefined. */
export function settingsOf(options: PipeSettings): PipeSettings {
  const given = Object.entries(options).filter(
    ([name, value]) => Object.hasOwn(settingRules, name) && value !== undefined,
  );
  return Object.freeze(Object.fromEntries(given.map(([name, value]) => [name, deepFrozen(value)])));
}

const deepFrozen = (value: unknown) => (isRecord(value) ? Object.freeze({ ...value }) : value);
