import { isLimit } from '../../../operators/isLimit.ts';
import { nearest } from '../../codec/nearest.ts';
import { writerLineage } from '../../data/lineage/writerLineage.ts';
import type { Capabilities } from '../../definitions/capabilities.ts';
import {
  isRecord,
  type OptionRule,
  oneOf,
  optionProblems,
  text,
  texts,
} from '../../definitions/optionProblems.ts';
import type { Pipe } from '../../definitions/pipe.ts';
import { type Problem, problem } from '../../definitions/problem.ts';
import { received } from '../../definitions/received.ts';
import type { PipeQueryOptions } from './pipeQueryOptions.ts';

/** Everything that keeps a pipe from running as a stream, also in code that no compiler has seen. */
export function pipeQueryProblems(pipe: Pipe, options: PipeQueryOptions): readonly Problem[] {
  if (!isRecord(pipe) || pipe.kind !== 'pipe')
    return [problem('pipe', `expected what pipe(…) makes, got ${received(pipe)}`)];
  if (!isRecord(options)) return optionProblems(options, rules);
  return [
    ...pipeProblems(pipe),
    ...optionProblems(options, rules),
    ...engineProblems(options),
    ...readsProblems(pipe, options),
    ...rowsProblems(pipe, options),
    ...lineageProblems(pipe, options),
  ];
}

const number = (expected: string, holds: (value: number) => boolean): OptionRule => ({
  expected,
  holds: (value) => typeof value === 'number' && holds(value),
});
const LONGEST = 2 ** 31 - 1;
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 1 && value <= LONGEST;

const kinds = ['joinedLive', 'capturedAtStart', 'schemaOnly'];
const object: OptionRule = { expected: 'an object', holds: isRecord };
const method = (value: unknown, name: string) =>
  typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[name] === 'function';

const rules: Readonly<Record<keyof PipeQueryOptions, OptionRule>> = {
  engine: {
    expected: 'an engine',
    holds: (value) => isRecord(value) && isRecord(value['capabilities']) && method(value, 'transaction'),
  },
  trigger: {
    expected: `"asap", "available_now", or { every } with 1 to ${LONGEST} milliseconds`,
    holds: (value) =>
      value === 'asap' || value === 'available_now' || (isRecord(value) && isTime(value['every'])),
  },
  maxRows: number('a positive integer or Infinity', (value) => value > 0 && isLimit(value)),
  rows: oneOf('appended', 'latest', 'latest_changes', 'changes'),
  startAt: {
    expected: '"beginning", "now" or a version, a whole number from 0',
    holds: (value) =>
      value === 'beginning' || value === 'now' || (Number.isInteger(value) && (value as number) >= 0),
  },
  reads: object,
  write: { expected: 'a mode of writing, { mode }', holds: (value) => isRecord(value) && 'mode' in value },
  source: {
    expected: 'what observableSource(…) makes',
    holds: (value) => isRecord(value) && method(value, 'open'),
  },
  wake$: { expected: 'an observable', holds: (value) => method(value, 'subscribe') },
  poll: { expected: `from 1 to ${LONGEST} milliseconds`, holds: isTime },
  signals: { expected: 'a bus', holds: (value) => method(value, 'emit') },
  log: { expected: 'a function', holds: (value) => typeof value === 'function' },
  captureLimit: number('a positive integer or Infinity', (value) => value > 0 && isLimit(value)),
  checkEvery: {
    expected: `false, or from 0 to ${LONGEST} milliseconds`,
    holds: (value) => value === false || (typeof value === 'number' && value >= 0 && value <= LONGEST),
  },
  checks: { expected: 'new StreamChecks()', holds: (value) => method(value, 'blocking') },
  lineage: {
    expected: 'true, false, or an object of options',
    holds: (value) => typeof value === 'boolean' || isRecord(value),
  },
  name: text,
  readers: number('a positive integer or Infinity', (value) => value > 0 && isLimit(value)),
  upstreams: texts,
};

function pipeProblems({ id, mode, inputs, output }: Pipe): readonly Problem[] {
  const driving = inputs[0];
  const never = 'expected another entity than the one it writes, as it would never come to an end, got';
  return [
    ...(mode === 'batch' ? [problem(id, 'expected the mode "stream" or "both", got "batch"')] : []),
    ...(driving ? [] : [problem(id, 'expected an input that drives it, got none')]),
    ...(driving && output?.id === driving.id ? [problem(id, `${never} ${driving.id}`)] : []),
  ];
}

function engineProblems({ engine, source }: PipeQueryOptions): readonly Problem[] {
  if (engine === undefined) return [problem('engine', 'expected an engine, got nothing')];
  const { capabilities, name } = engine;
  if (!isRecord(capabilities)) return [];
  const needed: readonly (keyof Capabilities)[] = [
    'transactions',
    ...(source ? [] : (['versions', 'changeFeed'] as const)),
  ];
  return [...new Set(needed)]
    .filter((need) => !capabilities[need])
    .map((need) => problem('engine', `expected an engine with ${need}, got ${name}, which has none`));
}

function readsProblems({ inputs }: Pipe, { reads }: PipeQueryOptions): readonly Problem[] {
  if (!isRecord(reads) || !Array.isArray(inputs)) return [];
  const others = inputs.slice(1).map(({ id }) => id);
  const isKnown = (id: string) => others.includes(id);
  const strangers = Object.keys(reads).filter((id) => !isKnown(id));
  const expected = others.length === 0 ? 'no input but the first' : `one of ${others.join(', ')}`;
  return [
    ...strangers.map((id) => problem(`reads.${id}`, `expected ${expected}`, nearest(id, others))),
    ...Object.entries(reads)
      .filter(([, kind]) => !kinds.includes(kind as string))
      .map(([id, kind]) =>
        problem(`reads.${id}`, `expected one of ${kinds.join(', ')}, got ${received(kind)}`),
      ),
  ];
}

function lineageProblems({ id, output, options: { lineage: own } }: Pipe, { lineage }: PipeQueryOptions) {
  const made = writerLineage({ id, output, lineage: own }, lineage);
  return made && 'message' in made ? [made] : [];
}

function rowsProblems({ inputs }: Pipe, { rows, source, startAt }: PipeQueryOptions): readonly Problem[] {
  const keyless = inputs[0]?.keys.length === 0;
  const besides = (name: string) => problem(name, 'is for what an entity drives, and a source drives this');
  return [
    ...(rows === 'latest_changes' && keyless && !source
      ? [problem('rows', `expected ${inputs[0]?.id} to have keys for "latest_changes", got none`)]
      : []),
    ...(source && rows !== undefined ? [besides('rows')] : []),
    ...(source && startAt !== undefined ? [besides('startAt')] : []),
  ];
}
