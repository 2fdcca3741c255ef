import { checkOverrides } from '../definitions/override.ts';
import { compareSpecificity } from '../definitions/pattern.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { PipeLineage } from '../definitions/pipeLineage.ts';
import {
  type PipeIncremental,
  type PipeRetry,
  type PipeSettings,
  type PipeWrite,
  settingsOf,
} from '../definitions/pipeSettings.ts';
import type { RunOptions } from './runOptions.ts';

/** How one pipe is run, with everything said. */
export interface ResolvedSettings {
  /** Infinity for no limit. */
  readonly timeout: number;
  /** Nothing where it is not tried again. */
  readonly retry: Required<PipeRetry> | undefined;
  readonly pool: string | undefined;
  readonly priority: number;
  readonly weight: number;
  /** Nothing where that is left to the kind of entity. */
  readonly write: PipeWrite | undefined;
  /** By what it tells what is new in its first input; nothing where it reads everything. */
  readonly incremental: PipeIncremental | undefined;
  /** What is said of the pipe itself. */
  readonly lineage: boolean | PipeLineage | undefined;
}

const DEFAULT_RETRY: Required<PipeRetry> = {
  maxRetries: 0,
  delay: 1_000,
  factor: 2,
  maxDelay: 300_000,
  jitter: 0.5,
};

/** The settings of each member. */
export interface SettingsOf {
  (member: number): ResolvedSettings;
  /** Those of all members of whom nothing special is said; always this very object. */
  readonly usual: ResolvedSettings;
}

/** How pipes are run: as the call says by its overrides, else as the pipe says, else as the run does. */
export function resolveSettings(options: RunOptions, pipes: readonly Pipe[]): SettingsOf {
  // Between what a run and what a pipe says of lineage stands what its entity does.
  const { overrides = [], lineage: _, ...ofRun } = options;
  const layers = checkOverrides(overrides).toSorted((one, other) =>
    compareSpecificity(one.specificity, other.specificity),
  );
  const usual = resolved([ofRun]);
  const special: (ResolvedSettings | undefined)[] = [];
  pipes.forEach((pipe, member) => {
    const over = layers.filter(({ matches }) => matches(pipe)).map(({ override }) => override);
    if (over.length === 0 && isEmpty(pipe.options)) return;
    const settings = resolved([ofRun, pipe.options, ...over.map(settingsOf)]);
    const readsAll = options.watermarks === false || pipe.inputs.length === 0;
    special[member] = readsAll ? { ...settings, incremental: undefined } : settings;
  });
  return Object.assign((member: number) => special[member] ?? usual, { usual });
}

function resolved(layers: readonly PipeSettings[]): ResolvedSettings {
  const said: PipeSettings = Object.assign({}, ...layers.map(settingsOf));
  const { timeout = Number.POSITIVE_INFINITY, pool, priority = 0, weight = 1, write, lineage } = said;
  const incremental = incrementalOf(said);
  return { timeout, retry: retryOf(layers), pool, priority, weight, write, incremental, lineage };
}

function incrementalOf({ incremental = false }: PipeSettings): PipeIncremental | undefined {
  if (typeof incremental !== 'boolean') return incremental;
  return incremental ? 'version' : undefined;
}

/** Field by field, so that a pipe that says how often does not have to say how. */
function retryOf(layers: readonly PipeSettings[]): Required<PipeRetry> | undefined {
  const said = layers.map(({ retry }) => (typeof retry === 'number' ? { maxRetries: retry } : retry));
  const retry: Required<PipeRetry> = Object.assign({ ...DEFAULT_RETRY }, ...said.map(givenIn));
  return retry.maxRetries === 0 ? undefined : retry;
}

const givenIn = (retry: PipeRetry | undefined) =>
  Object.fromEntries(Object.entries(retry ?? {}).filter(([, value]) => value !== undefined));

function isEmpty(settings: object): boolean {
  for (const _ in settings) return false;
  return true;
}
