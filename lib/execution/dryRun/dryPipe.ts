import type { Entity } from '../../definitions/entity.ts';
import { isByParts } from '../../definitions/pipeIncremental.ts';
import type { PipeWrite } from '../../definitions/pipeSettings.ts';
import { writeModeOf } from '../../definitions/writeModeOf.ts';
import type { ResolvedSettings } from '../resolveSettings.ts';
import type { RunOptions } from '../runOptions.ts';
import type { RunSetup } from '../runSetup.ts';

/** How an output would be written; that is open where a slice decides whether a pipe reads all or only a part. */
export type DryWrite = PipeWrite | 'append_or_overwrite';

/** What of the settings of a pipe is not as it is by default. */
export type DrySettings = {
  readonly [Name in 'timeout' | 'retry' | 'pool' | 'priority' | 'weight' | 'incremental']?: NonNullable<
    ResolvedSettings[Name]
  >;
};

/** How one pipe would run. */
export interface DryPipe {
  readonly pipeId: string;
  readonly inputs: readonly string[];
  /** Left out for a pipe that only has effects, and so is the next. */
  readonly output?: string;
  readonly write?: DryWrite;
  readonly settings: DrySettings;
}

/** How a member of the agenda would run. */
export function dryPipe(member: number, { agenda, settingsOf, options }: RunSetup): DryPipe {
  const { id: pipeId, inputs, output } = agenda.pipes[member] as (typeof agenda.pipes)[number];
  const settings = settingsOf(member);
  const { incremental } = settings;
  const readsPart = incremental !== undefined && typeof options.refresh === 'object';
  const readsNew = incremental !== undefined && options.refresh === undefined;
  const mayBePart = readsNew || (options.slice !== undefined && inputs.length > 0);
  return {
    pipeId,
    inputs: [...new Set(inputs.map(({ id }) => id))],
    ...(output && {
      output: output.id,
      write: isByParts(incremental)
        ? partsWrite(options.refresh)
        : readsPart
          ? writeModeOf(output, settings.write, true)
          : writeOf(output, settings.write, mayBePart),
    }),
    settings: special(settings),
  };
}

/** Parts are replaced, and all is written over where everything is read. */
const partsWrite = (refresh: RunOptions['refresh']): DryWrite =>
  refresh === 'full' ? 'overwrite' : 'replace';

function writeOf(output: Entity, said: PipeWrite | undefined, mayBePart: boolean): DryWrite {
  const write = writeModeOf(output, said, false);
  return mayBePart && write !== writeModeOf(output, said, true) ? 'append_or_overwrite' : write;
}

const special = ({
  timeout,
  retry,
  pool,
  priority,
  weight,
  incremental,
}: ResolvedSettings): DrySettings => ({
  ...(timeout !== Number.POSITIVE_INFINITY && { timeout }),
  ...(retry && { retry }),
  ...(pool !== undefined && { pool }),
  ...(priority !== 0 && { priority }),
  ...(weight !== 1 && { weight }),
  ...(incremental !== undefined && { incremental }),
});
