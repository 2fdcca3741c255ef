import { DefinitionError } from '../../definitions/definitionError.ts';
import { isRecord, type OptionRule, optionProblems } from '../../definitions/optionProblems.ts';
import { type FaultWeights, faultWeights, type SimulatedFault } from './simulationFault.ts';
import { type SimulationSettings, simulationSettings } from './simulationSettings.ts';

export interface SimulateOptions {
  /** What everything that is left to chance is drawn from. */
  readonly seed: number;
  /** How many hours go by. @default 2 */
  readonly hours?: number;
  /** What goes wrong: these faults, or how often each kind is drawn in comparison with others. @default faultWeights */
  readonly faults?: readonly SimulatedFault[] | FaultWeights;
  /** How many faults are drawn for each hour. @default 12 */
  readonly faultsPerHour?: number;
  /** How the system is set up, where that is not to be drawn. @default {} */
  readonly settings?: Partial<SimulationSettings>;
}

/** Refuses what cannot be simulated, and tells everything that is wrong with it. */
export function checkSimulateOptions(options: SimulateOptions): void {
  const problems = optionProblems(options, rules);
  if (problems.length > 0) throw new DefinitionError('simulation', problems);
}

const number = (expected: string, holds: (value: number) => boolean): OptionRule => ({
  expected,
  holds: (value) => typeof value === 'number' && holds(value),
});

const amount = number('a number from 0', (value) => value >= 0 && value < Number.POSITIVE_INFINITY);
const count = number('a whole number from 1', (value) => Number.isSafeInteger(value) && value > 0);
const flag: OptionRule = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };

/** An object of values that each have a rule of their own. */
const each = (expected: string, inner: Readonly<Record<string, OptionRule>>): OptionRule => ({
  expected,
  holds: (value) => isRecord(value) && optionProblems(value, inner).length === 0,
  inside: (value) => (isRecord(value) ? optionProblems(value, inner) : []),
});

const ruleOf = (name: string, value: unknown): OptionRule => {
  if (typeof value === 'boolean') return flag;
  return name === 'queries' || name === 'recoveringAtOnce' || name === 'maxConcurrent' ? count : amount;
};

const weights = each(
  'weights',
  Object.fromEntries(Object.keys(faultWeights).map((kind) => [kind, amount])),
);
const settings = each(
  'settings',
  Object.fromEntries(
    Object.entries(simulationSettings(0)).map(([name, value]) => [name, ruleOf(name, value)]),
  ),
);

const rules = {
  seed: number('a whole number', Number.isSafeInteger),
  hours: number('a positive number', (value) => value > 0 && value < Number.POSITIVE_INFINITY),
  faults: {
    expected: 'faults, or weights by their kinds',
    holds: (value) => (Array.isArray(value) ? value.every(isFault) : weights.holds(value)),
    inside: (value) => weights.inside?.(value) ?? [],
  },
  faultsPerHour: amount,
  settings,
} satisfies Readonly<Record<keyof SimulateOptions, OptionRule>>;

const isFault = (value: unknown): boolean =>
  isRecord(value) && typeof value['at'] === 'number' && Object.hasOwn(faultWeights, String(value['kind']));
