import type { Ingestion } from '../../definitions/ingestion.ts';
import { meansIngestion } from '../../definitions/malformed.ts';
import { isRecord, type OptionRule, optionProblems } from '../../definitions/optionProblems.ts';
import { type Problem, problem, problemsMessage } from '../../definitions/problem.ts';
import { received } from '../../definitions/received.ts';
import { ingestionLineageProblems } from './ingestionLineage.ts';
import type { IngestOptions } from './ingestOptions.ts';

/** Files cannot be taken in with these options; everything that is wrong with them is told at once. */
export class IngestOptionsError extends Error {
  override readonly name = 'IngestOptionsError';

  constructor(readonly problems: readonly Problem[]) {
    super(problemsMessage('ingest options', problems));
  }
}

/** Refuses what no files can be taken in with. */
export function checkIngestOptions(ingestions: readonly Ingestion[], options: IngestOptions): void {
  const given: unknown = options;
  const missing = (['engine', 'storage'] as const)
    .filter((name) => isRecord(given) && given[name] === undefined)
    .map((name) => problem(name, `expected ${rules[name].expected}, got nothing`));
  const problems = [...ingestionsProblems(ingestions), ...missing, ...optionProblems(given, rules)];
  if (problems.length > 0) throw new IngestOptionsError(problems);
  const { engine, storage, reader } = options;
  const unread = reader ? [] : ingestions.flatMap((one) => formatProblems(one, engine, storage));
  const unsafe = engine.capabilities.transactions
    ? []
    : [problem('engine', `expected one with transactions, got ${engine.name}, which has none`)];
  const unmarked = ingestions.flatMap((one) => ingestionLineageProblems(one, options));
  const wrong = [...unsafe, ...unread, ...unmarked];
  if (wrong.length > 0) throw new IngestOptionsError(wrong);
}

function ingestionsProblems(ingestions: unknown): readonly Problem[] {
  if (!Array.isArray(ingestions))
    return [problem('ingestions', `expected an array of ingestions, got ${received(ingestions)}`)];
  const seen = new Set<string>();
  return ingestions.flatMap((one: unknown, i) => {
    if (!meansIngestion(one))
      return [problem(`ingestions[${i}]`, `expected an ingestion, got ${received(one)}`)];
    if (seen.has(one.id)) return [problem(one.id, 'named twice in ingestions')];
    seen.add(one.id);
    return [];
  });
}

function formatProblems(
  { id, format: { kind } }: Ingestion,
  { files, name }: IngestOptions['engine'],
  { locate }: IngestOptions['storage'],
): readonly Problem[] {
  if (kind !== 'parquet' || (files?.formats.includes(kind) && locate)) return [];
  return [problem(id, `expected an engine that reads ${kind}, or a reader, got ${name}`)];
}

const having = (expected: string, ...names: readonly string[]): OptionRule => ({
  expected,
  holds: (value) => isRecord(value) && names.every((name) => typeof value[name] === 'function'),
});
const fun: OptionRule = { expected: 'a function', holds: (value) => typeof value === 'function' };
const number = (expected: string, from: number): OptionRule => ({
  expected,
  holds: (value) =>
    typeof value === 'number' &&
    value >= from &&
    (Number.isInteger(value) || value === Number.POSITIVE_INFINITY),
});
const fromOne = number('a whole number from 1', 1);

const rules = {
  engine: having('an engine', 'read', 'write', 'transaction', 'notes', 'note'),
  storage: having('a storage', 'list', 'read', 'write', 'move', 'delete'),
  signals: having('a bus', 'emit', 'operation'),
  reader: having('a file reader', 'infer', 'readFiles'),
  discover: fun,
  lineage: {
    expected: 'true, false, or an object of options',
    holds: (value) => typeof value === 'boolean' || isRecord(value),
  },
  concurrency: fromOne,
  filesAtOnce: fromOne,
  maxAttempts: fromOne,
  backoff: fun,
  eachFile: number('a whole number from 0', 0),
  scheduler: having('a scheduler', 'now', 'schedule'),
} satisfies Readonly<Record<keyof IngestOptions, OptionRule>>;
