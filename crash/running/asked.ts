import { parseArgs } from 'node:util';
import { type MarkKind, markKinds } from '../living/moment.ts';
import { type FaultName, faults } from '../living/planted.ts';
import { type WorkloadName, workloadNames } from './workloads.ts';

/** What is to be killed, as the command line says. */
export interface Asked {
  readonly kills: number;
  readonly seed: number;
  readonly only: readonly WorkloadName[];
  readonly fault: FaultName | undefined;
  /** What every process is killed at; nothing where chance is to say it. */
  readonly at: MarkKind | undefined;
  /** Whether databases are worked on for a third of the usual steps. */
  readonly short: boolean;
  readonly json: boolean;
}

/** The command line says what nobody knows, or no number where one is needed. */
export class AskedWronglyError extends Error {
  override readonly name = 'AskedWronglyError';
}

const options = {
  kills: { type: 'string', default: '500' },
  seed: { type: 'string', default: '1' },
  only: { type: 'string' },
  plant: { type: 'string' },
  at: { type: 'string' },
  short: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** Reads the command line; refuses what nobody knows and what is no number. */
export function asked(args: readonly string[]): Asked {
  const { kills, seed, only, plant, at, short, json } = parsed(args).values;
  return {
    kills: numberOf('--kills', kills),
    seed: numberOf('--seed', seed),
    only: only === undefined ? workloadNames : [oneOf('--only', only, workloadNames)],
    fault: plant === undefined ? undefined : oneOf('--plant', plant, Object.keys(faults) as FaultName[]),
    at: at === undefined ? undefined : oneOf('--at', at, markKinds),
    short,
    json,
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
  if (text.trim() !== '' && Number.isInteger(number) && number >= 0) return number;
  throw new AskedWronglyError(`expected ${name} to be a whole number from 0 on, got "${text}"`);
}

function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined)
    throw new AskedWronglyError(`expected ${name} to be one of ${known.join(', ')}, got "${text}"`);
  return found;
}
