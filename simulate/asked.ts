import { parseArgs } from 'node:util';
import type { SimulatedFault, SimulationSettings } from 'rekindle/testing';

/** What is to be simulated, as the command line says. */
export interface Asked {
  readonly from: number;
  readonly count: number;
  readonly hours: number;
  readonly faultsPerHour: number;
  readonly faults: readonly SimulatedFault[] | undefined;
  readonly settings: Partial<SimulationSettings>;
  readonly json: boolean;
}

/** The command line says what nobody knows, or no number where one is needed. */
export class AskedWronglyError extends Error {
  override readonly name = 'AskedWronglyError';
}

const options = {
  seed: { type: 'string' },
  from: { type: 'string', default: '0' },
  seeds: { type: 'string', default: '100' },
  hours: { type: 'string', default: '2' },
  'faults-per-hour': { type: 'string', default: '12' },
  faults: { type: 'string' },
  set: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
} as const;

/** Reads the command line; refuses what nobody knows and what is no number. */
export function asked(args: readonly string[]): Asked {
  const { values } = parsed(args);
  const seed = values.seed === undefined ? undefined : numberOf('--seed', values.seed);
  return {
    from: seed ?? numberOf('--from', values.from),
    count: seed === undefined ? numberOf('--seeds', values.seeds) : 1,
    hours: numberOf('--hours', values.hours),
    faultsPerHour: numberOf('--faults-per-hour', values['faults-per-hour']),
    faults: values.faults === undefined ? undefined : faultsOf(values.faults),
    settings: Object.fromEntries(values.set.map(settingOf)),
    json: values.json,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new AskedWronglyError(`expected ${known.join(', ')}, got ${args.join(' ')}`, { cause: error });
  }
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0) return number;
  throw new AskedWronglyError(`expected ${name} to be a number from 0 on, got "${text}"`);
}

function settingOf(pair: string): readonly [string, number | boolean] {
  const [name = '', value = ''] = pair.split('=');
  if (value === 'true' || value === 'false') return [name, value === 'true'];
  return [name, numberOf(`--set ${name}`, value)];
}

function faultsOf(text: string): readonly SimulatedFault[] {
  try {
    return JSON.parse(text) as readonly SimulatedFault[];
  } catch (error) {
    throw new AskedWronglyError(`expected --faults to be JSON, as a failing seed prints it, got ${text}`, {
      cause: error,
    });
  }
}
