import type { Engine } from '../data/engine.ts';
import type { RunLineage } from '../data/lineage/rowLineage.ts';
import type { FileStorage } from '../data/storage/fileStorage.ts';
import { DefinitionError } from '../definitions/definitionError.ts';
import { isRecord, type OptionRule, optionProblems, text } from '../definitions/optionProblems.ts';
import { problem } from '../definitions/problem.ts';
import type { IngestOptions } from '../execution/ingestion/ingestOptions.ts';
import type { Journal } from '../execution/journal/journal.ts';
import type { RunOptions } from '../execution/runOptions.ts';
import type { SignalObserver } from '../signals/signals.ts';
import type { WatchDimensionsOptions } from '../streaming/dimensions/watchDimensions.ts';
import type { PipeQueriesOptions } from '../streaming/microBatches/pipeQueries.ts';
import type { QueriesOptions } from '../streaming/queries/queriesOptions.ts';
import type { QueryRestartsOptions } from '../streaming/restarts/queryRestarts.ts';

/** What a project says of itself, as its default export or as one called `rekindle`. */
export interface ProjectSettings {
  /** For people. @default the name of its folder */
  readonly name?: string;
  /** Where rows live. One that is made by a function is closed when the work is done. @default in memory */
  readonly engine?: Engine | (() => Engine);
  /** The file of the embedded engine, as seen from the folder of the project, or `:memory:`. @default none */
  readonly database?: string;
  /** Keeps what became of runs. @default beside the rows, where an engine or a database is named */
  readonly journal?: Journal;
  /** Who is told of everything that happens, by name. @default {} */
  readonly observers?: Readonly<Record<string, SignalObserver>>;
  /** How pipes are run, unless a command says otherwise. @default {} */
  readonly run?: ProjectRunOptions;
  /** Whether rows carry who made them; the package is looked for from the folder of the project. @default false */
  readonly lineage?: boolean | RunLineage;
  /** How files are taken in. @default those in the folder of the project */
  readonly ingest?: ProjectIngestSettings;
  /** How pipes run as streams. @default {} */
  readonly streams?: Omit<PipeQueriesOptions, 'engine' | 'signals'>;
  /** How streams are restarted when something changes that they captured. @default {} */
  readonly restarts?: ProjectRestartsSettings;
  /** How queries are run and kept alive. @default {} */
  readonly queries?: Omit<QueriesOptions, 'signals' | 'scheduler'>;
}

/** The options of a run that are not made by whoever brings the project up. */
export type ProjectRunOptions = Omit<
  RunOptions,
  'engine' | 'definitions' | 'signals' | 'journal' | 'stateOf' | 'cancel$' | 'scheduler'
>;

/** The options of taking in files that are not made by whoever brings the project up. */
export interface ProjectIngestSettings
  extends Omit<IngestOptions, 'engine' | 'storage' | 'signals' | 'discover' | 'scheduler'> {
  /** Where files are. @default localFiles(folder of the project) */
  readonly storage?: FileStorage;
}

/** The options of restarts, and how often dimensions are looked at. */
export type ProjectRestartsSettings = Omit<QueryRestartsOptions, 'dependencies' | 'scheduler'> &
  Pick<WatchDimensionsOptions, 'every'>;

/** Refuses settings that no project can have, and tells everything that is wrong with them. */
export function checkProjectSettings(settings: unknown, where: string): ProjectSettings {
  const problems = [...optionProblems(settings, rules), ...contradictions(settings)];
  if (problems.length > 0) throw new DefinitionError(`settings (${where})`, problems);
  return settings as ProjectSettings;
}

const having = (expected: string, ...names: readonly string[]): OptionRule => ({
  expected,
  holds: (value) => isRecord(value) && names.every((name) => typeof value[name] === 'function'),
});
const isFunction = (value: unknown) => typeof value === 'function';
const engine = having('', 'read', 'write', 'ensure');
const options: OptionRule = { expected: 'an object of options', holds: isRecord };

const rules = {
  name: text,
  engine: {
    expected: 'an engine, or a function that makes one',
    holds: (value) => isFunction(value) || engine.holds(value),
  },
  database: { expected: 'the path of a file', holds: text.holds },
  journal: having('a journal', 'append', 'read', 'runs', 'durations'),
  observers: {
    expected: 'an object of functions',
    holds: (value) => isRecord(value) && Object.values(value).every(isFunction),
  },
  run: options,
  lineage: {
    expected: 'true, false, or an object of options',
    holds: (value) => typeof value === 'boolean' || isRecord(value),
  },
  ingest: options,
  streams: options,
  restarts: options,
  queries: options,
} satisfies Readonly<Record<keyof ProjectSettings, OptionRule>>;

function contradictions(settings: unknown) {
  if (!isRecord(settings) || settings['engine'] === undefined || settings['database'] === undefined)
    return [];
  return [problem('database', 'expected either an engine or the file of the embedded one, got both')];
}
